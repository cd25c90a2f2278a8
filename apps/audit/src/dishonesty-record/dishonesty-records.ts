import { addDays, addYears } from '@jiqun/policy-core';
import { newId, startOfDayInShanghai, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { versionConflict } from '../refusals.js';
import type { DishonestyRecordRow } from './dishonesty-record.entity.js';
import { dishonestyRecordLifecycle } from './dishonesty-record.lifecycle.js';
import { DishonestyRecordRepository, type StepText } from './dishonesty-record.repository.js';

/** Deadline kind: the last day of publication is over. Its subject is the record. */
export const PUBLICATION_ENDS = 'dishonesty-record.publication-ends';

/**
 * How long a record is published whose decision sets no period: the document names none (SUB-13.b). Three years from the day
 * on which it was made, by INT-13; `set-period` replaces it.
 */
export const USUAL_PUBLICATION_YEARS = 3;

/** The decision behind a record. */
export type Decided = Pick<
  DishonestyRecordRow, 'tenant' | 'creditCode' | 'clause' | 'programme' | 'matter' | 'document' | 'decidedOn' | 'orderId'
>;

/** Makes, writes and withdraws records inside the transactions of others: of sanctions, and of the record's own commands. */
@Injectable()
export class DishonestyRecords {
  constructor(@Inject(DishonestyRecordRepository) private readonly rows: DishonestyRecordRepository) {}

  /** Makes the record of a decision and publishes it; a decision that has one gets no second. */
  async make(transaction: Transaction, decided: Decided): Promise<void> {
    const { today } = transaction;
    const row: DishonestyRecordRow = {
      ...decided, id: newId(), name: null, facts: null, state: 'in-publication', version: 1, publishedFrom: today,
      publishedThrough: addYears(today, USUAL_PUBLICATION_YEARS),
    };
    if ((await this.rows.lockOf(transaction.manager, row)) !== undefined || !(await this.rows.insert(transaction.manager, row))) return;
    this.rows.insertStep(transaction, row, { step: 'made', reason: null, document: row.document });
    transaction.record({ action: 'dishonesty-record.make', objectType: 'dishonesty-record', objectId: row.id, clause: row.clause, detail: { creditCode: row.creditCode } });
    this.watch(transaction, row);
  }

  /** Withdraws the record that the decision of an annulled sanction made, if it is still published. */
  async withdrawWith(
    transaction: Transaction, decision: Pick<DishonestyRecordRow, 'tenant' | 'orderId' | 'creditCode' | 'document'>,
    annulled: { readonly reason: string | null; readonly document: string },
  ): Promise<void> {
    const row = await this.rows.lockOf(transaction.manager, decision);
    if (row?.state !== 'in-publication') return;
    const { target } = transition(dishonestyRecordLifecycle, row.state, 'withdraw');
    await this.written(transaction, { ...row, state: target }, { ...annulled, step: 'withdrawn' }, 'dishonesty-record.withdraw');
    transaction.cancelDeadline(PUBLICATION_ENDS, row.id);
  }

  /** Writes a changed record with what happened to it. */
  async written(transaction: Transaction, changed: DishonestyRecordRow, step: StepText, action: string): Promise<DishonestyRecordRow> {
    const row = await this.rows.move(transaction.manager, changed);
    if (row === undefined) throw versionConflict('dishonesty-record', changed.id, changed.version, changed.version + 1);
    this.rows.insertStep(transaction, row, step);
    const reason = step.reason === null ? {} : { reason: step.reason };
    transaction.record({ action, objectType: 'dishonesty-record', objectId: row.id, clause: row.clause, ...reason });
    return row;
  }

  /** The end of its last day ends its publication. */
  watch(transaction: Transaction, { id, publishedThrough }: DishonestyRecordRow): void {
    transaction.setDeadline(PUBLICATION_ENDS, id, startOfDayInShanghai(addDays(publishedThrough, 1)));
  }
}
