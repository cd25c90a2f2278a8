import { sanctionLifted, type SanctionOrderWithdrawn, sanctionOrderAnnulled } from '@jiqun/contracts';
import { addDays } from '@jiqun/policy-core';
import { lockEnterprises, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { DishonestyRecords } from '../dishonesty-record/dishonesty-records.js';
import type { SanctionRow } from './sanction.entity.js';
import { sanctionLifecycle } from './sanction.lifecycle.js';
import { SanctionRepository } from './sanction.repository.js';
import { SANCTION_ENDS, SanctionsAtWork } from './sanctions-at-work.js';

/** Withdraws what rests on an order whose decision subsidy annulled. */
@Injectable()
export class AnnulService {
  constructor(
    @Inject(SanctionRepository) private readonly rows: SanctionRepository,
    @Inject(SanctionsAtWork) private readonly work: SanctionsAtWork,
    @Inject(DishonestyRecords) private readonly records: DishonestyRecords,
  ) {}

  /**
   * Withdraws the sanctions of an order and its record of dishonesty, once, also those that are over: the enterprise was barred on no
   * day. An order that arrives after its annulment finds it, and imposes nothing (SUB-13.b, SUB-13.c, SUB-16, SUB-17).
   */
  async annul(annulled: SanctionOrderWithdrawn, tenant: string, transaction: Transaction): Promise<void> {
    const { orderId, creditCode, decidedOn, document } = annulled;
    const { manager } = transaction;
    await lockEnterprises(manager, 'exclusive', tenant, [creditCode]);
    if (!(await this.rows.insertAnnulled(manager, { ...annulled, tenant }))) return;
    const imposed = (await this.rows.lockOfOrder(manager, tenant, orderId)).filter(({ state }) => sanctionLifecycle[state].annul !== undefined);
    for (const row of imposed) await this.#withdraw(transaction, row, document);
    await this.records.withdrawWith(transaction, { tenant, orderId, creditCode, document }, { reason: null, document });
    const detail = { creditCode, decidedOn, document, withdrawn: imposed.length };
    transaction.record({ action: 'sanction.annul-order', objectType: 'sanction-order', objectId: orderId, detail });
    transaction.emit(sanctionOrderAnnulled, { noun: 'sanction', id: orderId, version: 1 }, { orderId, creditCode, withdrawn: imposed.length });
  }

  async #withdraw(transaction: Transaction, taken: SanctionRow, document: string): Promise<void> {
    const { target } = transition(sanctionLifecycle, taken.state, 'annul');
    const row = await this.work.written(transaction, { ...taken, state: target, pending: null }, { step: 'withdrawn', action: 'sanction.annul', document });
    transaction.cancelDeadline(SANCTION_ENDS, row.id);
    const yesterday = addDays(transaction.today, -1);
    const isOver = row.imposedThrough !== null && row.imposedThrough < yesterday;
    this.work.tell(transaction, sanctionLifted, row, isOver ? row.imposedThrough : yesterday);
  }
}
