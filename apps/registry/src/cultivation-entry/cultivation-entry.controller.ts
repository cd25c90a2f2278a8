import {
  getCultivationEntry, listCultivationEntries, listCultivationProgress, recordCultivationProgress, setCultivationPlan, type CultivationEntryPage,
  type CultivationEntryWithPlan, type GetCultivationEntry, type CultivationProgressPage, type ListCultivationEntries, type ListCultivationProgress,
  type RecordCultivationProgress, type SetCultivationPlan,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { CultivationEntryService } from './cultivation-entry.service.js';

/** Messages about the cultivation library. */
@Controller()
export class CultivationEntryController {
  constructor(@Inject(CultivationEntryService) private readonly entries: CultivationEntryService) {}

  @Handles(setCultivationPlan)
  async setPlan(plan: SetCultivationPlan, request: Request): Promise<CultivationEntryWithPlan> {
    return await this.entries.setPlan(plan, request);
  }

  @Handles(recordCultivationProgress)
  async recordProgress(progress: RecordCultivationProgress, request: Request): Promise<CultivationEntryWithPlan> {
    return await this.entries.recordProgress(progress, request);
  }

  @Handles(getCultivationEntry)
  async get(which: GetCultivationEntry, request: Request): Promise<CultivationEntryWithPlan> {
    return await this.entries.get(which, request);
  }

  @Handles(listCultivationProgress)
  async listProgress(filter: ListCultivationProgress, request: Request): Promise<CultivationProgressPage> {
    return await this.entries.listProgress(filter, request);
  }

  @Handles(listCultivationEntries)
  async list(filter: ListCultivationEntries, request: Request): Promise<CultivationEntryPage> {
    return await this.entries.list(filter, request);
  }
}
