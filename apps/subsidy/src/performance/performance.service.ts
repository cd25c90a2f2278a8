import { performanceContracts, uuidSchema, type ListPerformances, type Performance, type PerformancePage, type PerformanceReplay } from '@jiqun/contracts';
import { readCursor, type Request, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AwardParties } from '../award-subject/award-parties.js';
import { OrderedSanctionService } from '../ordered-sanction/ordered-sanction.service.js';
import { notFound } from '../refusals.js';
import type { PerformanceRow } from './performance.entity.js';
import { toPerformance, toPerformanceSummary } from './performance.mapper.js';
import { PerformanceRecords } from './performance-records.js';
import { PerformanceRepository } from './performance.repository.js';
import { type EvaluationInputs, evaluationSha256, gradeOf } from './score.js';

type Asking = Pick<Request, 'caller'>;

const USUAL_PAGE = 50;

/** Performances read. */
@Injectable()
export class PerformanceService {
  constructor(
    @Inject(PerformanceRepository) private readonly performances: PerformanceRepository,
    @Inject(PerformanceRecords) private readonly records: PerformanceRecords,
    @Inject(AwardParties) private readonly parties: AwardParties,
    @Inject(OrderedSanctionService) private readonly sanctions: OrderedSanctionService,
  ) {}

  /** @throws Refusal NOT_FOUND, also for what the caller may not see */
  async get(id: string, { caller }: Asking): Promise<Performance> {
    const row = await this.#visible(id, caller, performanceContracts.get.permission);
    return toPerformance(row, await this.performances.reports(id), await this.sanctions.ofOrder(id));
  }

  /** Newest first, of the caller's regions or of the caller's own project groups. */
  async list({ cursor, limit = USUAL_PAGE, awardId, year, state }: ListPerformances, { caller }: Asking): Promise<PerformancePage> {
    const scope = await this.parties.scopeOf(performanceContracts.list.permission, caller);
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const rows = await this.performances.list({ tenant: caller.tenant, scope, awardId, year, state, before, limit: limit + 1 });
    const items = rows.slice(0, limit).map(toPerformanceSummary);
    const last = items.at(-1);
    return { items, ...(rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** Derives score and grade again from what is stored. @throws Refusal NOT_FOUND, also where nothing was evaluated yet */
  async replay(id: string, { caller }: Asking): Promise<PerformanceReplay> {
    const { evaluation, evaluationInputs, evaluationSha256: recorded } = await this.#visible(id, caller, performanceContracts.replay.permission);
    if (evaluation === null || evaluationInputs === null || recorded === null) throw notFound('performance', id);
    const inputs = JSON.parse(evaluationInputs) as EvaluationInputs;
    const derived = evaluationSha256(evaluationInputs, gradeOf(await this.records.policyOf(inputs), inputs));
    return { id, equal: derived === recorded && evaluationSha256(evaluationInputs, evaluation) === recorded, recorded, derived };
  }

  async #visible(id: string, caller: Request['caller'], permission: typeof performanceContracts.get.permission): Promise<PerformanceRow> {
    const row = await this.performances.find(caller.tenant, id);
    if (row === undefined) throw notFound('performance', id);
    await this.parties.requireSeen(permission, caller, 'performance', row);
    return row;
  }
}
