import {
  localDateSchema, regionCodeSchema, socialCreditCodeSchema, type EventContract, type Performance, type PerformanceProgressed,
} from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import { type Aggregate, type AuditEntry, permits, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AwardParties } from '../award-subject/award-parties.js';
import { OrderedSanctionService } from '../ordered-sanction/ordered-sanction.service.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { type ChangingContract, notFound, requireCurrent, requireVersion, versionConflict } from '../refusals.js';
import type { PerformanceRow } from './performance.entity.js';
import { toPerformance } from './performance.mapper.js';
import { PerformanceRepository } from './performance.repository.js';

/** What the use cases of a performance share: taking it under lock, and writing it back with its audit entry. */
@Injectable()
export class PerformanceRecords {
  constructor(
    @Inject(PerformanceRepository) private readonly performances: PerformanceRepository,
    @Inject(AwardParties) private readonly parties: AwardParties,
    @Inject(OrderedSanctionService) private readonly sanctions: OrderedSanctionService,
    @Inject(PolicyCatalogue) private readonly policies: Pick<PolicyCatalogue, 'policyOf'>,
  ) {}

  /** A performance that the caller may act on, locked. @param version absent for what is added beside others @throws Refusal */
  async taken(transaction: Transaction, contract: ChangingContract, { id, version }: { readonly id: string; readonly version?: number }): Promise<PerformanceRow> {
    const { manager, call: { caller } } = transaction;
    permits(contract.permission, caller);
    const found = await this.performances.lock(manager, caller.tenant, id);
    if (found === undefined) throw notFound('performance', id);
    // Who is no party learns nothing of it, not even its version.
    requireCurrent(contract, caller, found, found.version);
    await this.parties.requireParty(manager, contract.permission, caller, 'performance', found);
    requireVersion('performance', found, version ?? found.version);
    return found;
  }

  async policyOf({ programme, policyVersion }: Pick<PerformanceRow, 'programme' | 'policyVersion'>): Promise<Policy> {
    return await this.policies.policyOf(programme, policyVersion);
  }

  /** Writes a changed performance. @returns it as the caller is answered */
  async written(transaction: Transaction, changed: PerformanceRow, entry: Omit<AuditEntry, 'objectType' | 'objectId'>): Promise<{ row: PerformanceRow; answer: Performance }> {
    const row = await this.performances.move(transaction.manager, changed);
    if (row === undefined) throw versionConflict('performance', changed.id, changed.version, changed.version + 1);
    transaction.record({ ...entry, objectType: 'performance', objectId: row.id });
    return { row, answer: await this.answer(transaction, row) };
  }

  async answer(transaction: Transaction, row: PerformanceRow): Promise<Performance> {
    const { manager } = transaction;
    return toPerformance(row, await this.performances.reportsIn(manager, row.id), await this.sanctions.ofOrderIn(manager, row.id));
  }

  tell(transaction: Transaction, contract: EventContract<PerformanceProgressed>, row: PerformanceRow): void {
    const { awardId, year, programme, evaluation, conclusion } = row;
    transaction.emit(contract, aggregateOf(row), {
      performanceId: row.id, awardId, year, programme, region: regionCodeSchema.parse(row.region),
      leadCreditCode: socialCreditCodeSchema.parse(row.leadCreditCode), on: localDateSchema.parse(transaction.today),
      ...(evaluation === null ? {} : { grade: evaluation.grade, poor: evaluation.poor }),
      ...(conclusion?.hardToCorrect === undefined ? {} : { hardToCorrect: conclusion.hardToCorrect }),
    });
  }
}

/** A performance as the object of events. */
export function aggregateOf({ id, version }: Pick<PerformanceRow, 'id' | 'version'>): Aggregate {
  return { noun: 'performance', id, version };
}

/** The clause by which an actor has a duty about performance; SUB-5.e, which comes first, is about scope alone. */
export function dutyClause({ source }: Policy, actor: string): string {
  return source.duties.filter(({ actors }) => actors.includes(actor as never)).at(-1)?.clause ?? source.performance?.clause ?? '';
}
