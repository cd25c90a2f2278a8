import { panelScoreContracts, Refusal, type ListPanelMaterial, type PanelMaterialPage } from '@jiqun/contracts';
import { installedRegions, permitsObject, prefectureOf, readCursor, regionOf, writeCursor, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import type { Application } from '../application/application.entity.js';
import { ApplicationRepository } from '../application/application.repository.js';
import { ExpertRepository } from '../expert/expert.repository.js';
import { noPanel } from './panel-changes.js';
import { PanelDrawRepository } from './panel-draw.repository.js';
import { blindMaterialOf, materialOf, type Identity } from './panel-material.js';
import { PanelRepository } from './panel.repository.js';

const USUAL_PAGE = 50;
const placeCursor = z.string().regex(/^[1-9][0-9]{0,5}$/).transform(Number);

/** What the members of a panel read before they score. */
@Injectable()
export class PanelMaterialService {
  constructor(
    @Inject(PanelRepository) private readonly panels: PanelRepository,
    @Inject(PanelDrawRepository) private readonly draws: PanelDrawRepository,
    @Inject(ExpertRepository) private readonly experts: ExpertRepository,
    @Inject(ApplicationRepository) private readonly applications: ApplicationRepository,
  ) {}

  /** An application in pieces. @throws Refusal NOT_FOUND for who is no member, or a number that the panel has not; STATE_FORBIDS */
  async list({ id, number, cursor, limit = USUAL_PAGE }: ListPanelMaterial, { caller }: Pick<Request, 'caller'>): Promise<PanelMaterialPage> {
    const panel = await this.panels.find(id);
    const expert = panel?.tenant === caller.tenant ? await this.experts.ofPerson(caller.tenant, caller.person) : undefined;
    const member = expert === undefined ? undefined : await this.draws.member(id, expert.id);
    if (panel === undefined || member?.seat !== 'member') throw noPanel(id);
    permitsObject(panelScoreContracts.listMaterial.permission, caller, panel, installedRegions());
    const listed = await this.panels.application(id, number);
    const application = listed === undefined ? undefined : await this.applications.find(listed.applicationId);
    if (application === undefined) throw new Refusal('NOT_FOUND', { noun: 'application', id: String(number) });
    const identity = identityOf(application);
    const pieces = panel.isBlind ? blindMaterialOf(application.content, number, identity) : materialOf(application.content, identity);
    const from = cursor === undefined ? 0 : readCursor(cursor, placeCursor);
    const items = pieces.slice(from, from + limit);
    return { items, ...(from + limit < pieces.length ? { next: writeCursor(String(from + limit)) } : {}) };
  }
}

function identityOf({ cluster, region, prefecture }: Application): Identity {
  const codes = new Set([...cluster.regions, cluster.region, region, prefecture, ...cluster.regions.map((code) => prefectureOf(code) ?? code)]);
  return { clusterName: cluster.name, regionNames: [...codes].flatMap((code) => regionOf(code)?.name ?? []) };
}
