import {
  cultivationEntryContracts, type CultivationEntryPage, type CultivationEntryWithPlan, type CultivationProgressPage, type GetCultivationEntry,
  type ListCultivationEntries, type ListCultivationProgress, type RecordCultivationProgress, type SetCultivationPlan,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { CultivationEntryService } from './cultivation-entry.service.js';

/** Messages about the cultivation library. */
@Controller()
export class CultivationEntryController {
  constructor(@Inject(CultivationEntryService) private readonly entries: CultivationEntryService) {}

  @Handles(cultivationEntryContracts.setPlan)
  async setPlan(plan: SetCultivationPlan, request: Request): Promise<CultivationEntryWithPlan> {
    return await this.entries.setPlan(plan, request);
  }

  @Handles(cultivationEntryContracts.recordProgress)
  async recordProgress(progress: RecordCultivationProgress, request: Request): Promise<CultivationEntryWithPlan> {
    return await this.entries.recordProgress(progress, request);
  }

  @Handles(cultivationEntryContracts.get)
  async get(which: GetCultivationEntry, request: Request): Promise<CultivationEntryWithPlan> {
    return await this.entries.get(which, request);
  }

  @Handles(cultivationEntryContracts.listProgress)
  async listProgress(filter: ListCultivationProgress, request: Request): Promise<CultivationProgressPage> {
    return await this.entries.listProgress(filter, request);
  }

  @Handles(cultivationEntryContracts.list)
  async list(filter: ListCultivationEntries, request: Request): Promise<CultivationEntryPage> {
    return await this.entries.list(filter, request);
  }
}
