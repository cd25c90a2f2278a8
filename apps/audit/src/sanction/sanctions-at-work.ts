import type { EventContract, Sanction, SanctionChanged } from '@jiqun/contracts';
import { addDays } from '@jiqun/policy-core';
import { type AuditEntry, startOfDayInShanghai, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { type ChangingContract, requireCurrent, versionConflict } from '../refusals.js';
import type { SanctionRow, SanctionStep } from './sanction.entity.js';
import { possibleIn } from './sanction.lifecycle.js';
import { aggregateOf, toSanctionAnswer, toSanctionChanged } from './sanction.mapper.js';
import { SanctionRepository } from './sanction.repository.js';

/** Deadline kind: the last day of a sanction is over. Its subject is the sanction. */
export const SANCTION_ENDS = 'sanction.ends';

/** What a step writes beside the sanction itself. */
export interface Written {
  readonly step: SanctionStep['step'];
  readonly action: string;
  readonly reason?: string | undefined;
  readonly document?: string | undefined;
}

/** What the use cases of a sanction share: taking it under lock, writing it back with its step and its audit entry, telling of it. */
@Injectable()
export class SanctionsAtWork {
  constructor(@Inject(SanctionRepository) private readonly rows: SanctionRepository) {}

  /** A sanction that the caller may act on as it was read, locked. @throws Refusal NOT_FOUND, NOT_PERMITTED, VERSION_CONFLICT */
  async taken(
    transaction: Transaction, contract: ChangingContract, which: { readonly id: string; readonly version: number },
  ): Promise<SanctionRow> {
    const { caller } = transaction.call;
    return requireCurrent(contract, caller, await this.rows.lock(transaction.manager, caller.tenant, which.id), which);
  }

  /** Writes a changed sanction with what happened to it. */
  async written(transaction: Transaction, changed: SanctionRow, { step, action, reason, document }: Written): Promise<SanctionRow> {
    const row = await this.rows.move(transaction.manager, changed);
    if (row === undefined) throw versionConflict('sanction', changed.id, changed.version, changed.version + 1);
    this.recorded(transaction, row, { step, action, reason, document });
    return row;
  }

  /** Puts a step and its audit entry on record. */
  recorded(transaction: Transaction, row: SanctionRow, { step, action, reason, document }: Written): void {
    this.rows.insertStep(transaction, row, { step, reason: reason ?? null, document: document ?? null });
    const { id, clause, creditCode, measure } = row;
    const entry: AuditEntry = { action, objectType: 'sanction', objectId: id, clause, detail: { creditCode, measure, step } };
    transaction.record(reason === undefined ? entry : { ...entry, reason });
  }

  /** The end of its last day ends it; one without a last day has no deadline. */
  watch(transaction: Transaction, { id, imposedThrough }: SanctionRow): void {
    if (imposedThrough === null) transaction.cancelDeadline(SANCTION_ENDS, id);
    else transaction.setDeadline(SANCTION_ENDS, id, startOfDayInShanghai(addDays(imposedThrough, 1)));
  }

  /** @param through its last day, where it is another than the row's */
  tell(transaction: Transaction, contract: EventContract<SanctionChanged>, row: SanctionRow, through: string | null = row.imposedThrough): void {
    transaction.emit(contract, aggregateOf(row), toSanctionChanged(row, through));
  }

  /** A sanction as the caller is answered, with the step that is being written. */
  async answer(transaction: Transaction, row: SanctionRow): Promise<Sanction> {
    return toSanctionAnswer(row, await this.rows.stepsIn(transaction.manager, row.id), possibleIn(row.state));
  }
}
