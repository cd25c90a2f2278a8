import {
  panelContracts, panelDrawContracts, panelScoreContracts, type BreakTie, type CancelPanel, type ClosePanel, type DrawPanel, type GetDraw, type GetPanel,
  type ListPanelApplications, type ListPanelMaterial, type ListPanelResults, type ListPanels, type ListScoresheets, type Panel, type PanelAction,
  type PanelApplicationPage, type PanelDraw, type PanelMaterialPage, type PanelPage, type PanelResultPage, type PreparePanel, type Recuse, type Scoresheet,
  type ScoresheetPage, type SubmitScoresheet, type WriteScoresheet,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { PanelDrawService } from './panel-draw.service.js';
import { PanelMaterialService } from './panel-material.service.js';
import { PanelResultService } from './panel-result.service.js';
import { PanelService } from './panel.service.js';
import { RecuseService } from './recuse.service.js';
import { ScoresheetService } from './scoresheet.service.js';

/** Messages about panels, their draws and scores. */
@Controller()
export class PanelController {
  constructor(
    @Inject(PanelService) private readonly panels: PanelService,
    @Inject(PanelDrawService) private readonly draws: PanelDrawService,
    @Inject(RecuseService) private readonly recusals: RecuseService,
    @Inject(PanelMaterialService) private readonly materials: PanelMaterialService,
    @Inject(ScoresheetService) private readonly sheets: ScoresheetService,
    @Inject(PanelResultService) private readonly results: PanelResultService,
  ) {}

  @Handles(panelContracts.prepare)
  async prepare(prepare: PreparePanel, request: Request): Promise<Panel> {
    return await this.panels.prepare(prepare, request);
  }

  @Handles(panelDrawContracts.commit)
  async commit(which: PanelAction, request: Request): Promise<Panel> {
    return await this.draws.commit(which, request);
  }

  @Handles(panelDrawContracts.draw)
  async draw(draw: DrawPanel, request: Request): Promise<Panel> {
    return await this.draws.draw(draw, request);
  }

  @Handles(panelDrawContracts.getDraw)
  async getDraw(get: GetDraw): Promise<PanelDraw> {
    return await this.draws.getDraw(get);
  }

  @Handles(panelContracts.openScoring)
  async openScoring(which: PanelAction, request: Request): Promise<Panel> {
    return await this.panels.openScoring(which, request);
  }

  @Handles(panelContracts.recuse)
  async recuse(recuse: Recuse, request: Request): Promise<Panel> {
    return await this.recusals.recuse(recuse, request);
  }

  @Handles(panelContracts.cancel)
  async cancel(cancel: CancelPanel, request: Request): Promise<Panel> {
    return await this.panels.cancel(cancel, request);
  }

  @Handles(panelContracts.get)
  async get({ id }: GetPanel, request: Request): Promise<Panel> {
    return await this.panels.get(id, request);
  }

  @Handles(panelContracts.list)
  async list(list: ListPanels, request: Request): Promise<PanelPage> {
    return await this.panels.list(list, request);
  }

  @Handles(panelContracts.listApplications)
  async listApplications(list: ListPanelApplications, request: Request): Promise<PanelApplicationPage> {
    return await this.panels.listApplications(list, request);
  }

  @Handles(panelScoreContracts.listMaterial)
  async listMaterial(list: ListPanelMaterial, request: Request): Promise<PanelMaterialPage> {
    return await this.materials.list(list, request);
  }

  @Handles(panelScoreContracts.writeScoresheet)
  async writeScoresheet(write: WriteScoresheet, request: Request): Promise<Scoresheet> {
    return await this.sheets.write(write, request);
  }

  @Handles(panelScoreContracts.submitScoresheet)
  async submitScoresheet(submit: SubmitScoresheet, request: Request): Promise<Scoresheet> {
    return await this.sheets.submit(submit, request);
  }

  @Handles(panelScoreContracts.listOwnScoresheets)
  async listOwnScoresheets(list: ListScoresheets, request: Request): Promise<ScoresheetPage> {
    return await this.sheets.listOwn(list, request);
  }

  @Handles(panelScoreContracts.listScoresheets)
  async listScoresheets(list: ListScoresheets, request: Request): Promise<ScoresheetPage> {
    return await this.sheets.list(list, request);
  }

  @Handles(panelScoreContracts.listResults)
  async listResults(list: ListPanelResults, request: Request): Promise<PanelResultPage> {
    return await this.results.list(list, request);
  }

  @Handles(panelScoreContracts.complete)
  async complete(which: PanelAction, request: Request): Promise<Panel> {
    return await this.results.complete(which, request);
  }

  @Handles(panelScoreContracts.breakTie)
  async breakTie(tie: BreakTie, request: Request): Promise<Panel> {
    return await this.results.breakTie(tie, request);
  }

  @Handles(panelScoreContracts.close)
  async close(close: ClosePanel, request: Request): Promise<Panel> {
    return await this.results.close(close, request);
  }
}
