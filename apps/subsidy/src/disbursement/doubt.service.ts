import { disbursementContracts, type DisbursementOutcome } from '@jiqun/contracts';
import { transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { InstalmentService } from '../instalment/instalment.service.js';
import type { Disbursement } from './disbursement.entity.js';
import { disbursementLifecycle } from './disbursement.lifecycle.js';
import { toChanged } from './disbursement.mapper.js';
import { DisbursementRepository } from './disbursement.repository.js';
import { LatePayment } from './late-payment.js';
import { ACKNOWLEDGEMENT_DUE, DOUBT_DUE, PAY_OUT_DUE } from './payment-terms.js';

/** The longest reason that an order in doubt shows. */
const LONGEST_REASON = 500;

/** What became of an order in doubt, and what proves it: a statement's line, or two people. */
export interface Finding {
  readonly paid: { readonly on: string; readonly reference: string } | undefined;
  readonly line?: { readonly statementId: string; readonly number: number };
  readonly by: string;
  readonly reason: string;
}

/** Orders of which nobody knows for certain: how they get there, and how it ends. Inside the transaction of whoever causes it; the order is locked. */
@Injectable()
export class DoubtService {
  constructor(
    @Inject(DisbursementRepository) private readonly orders: DisbursementRepository,
    @Inject(InstalmentService) private readonly instalments: InstalmentService,
    @Inject(LatePayment) private readonly late: LatePayment,
  ) {}

  /**
   * Puts an order in doubt, and with it its instalment, if that counts on the order. On one that was rejected, or found not to be paid, it
   * counts no more; but a newer order of the same instalment that is on its way could be paid as well, and comes in doubt with it.
   */
  async doubt(transaction: Transaction, order: Disbursement, reason: string): Promise<Disbursement> {
    if (order.state === 'in-doubt') return order;
    const doubted = await this.#enter(transaction, order, reason);
    if (isPaid(order) || isOnItsWay(order)) {
      await this.instalments.putInDoubt(transaction, order.instalmentId, { reason, decisionId: order.id });
      return doubted;
    }
    for (const other of await this.#others(transaction, order)) {
      if (isOnItsWay(other)) await this.doubt(transaction, other, reason);
    }
    return doubted;
  }

  /**
   * Ends a doubt. The instalment is confirmed by the first of its orders that is found to be paid, and fails when none of them can have
   * been; a payment beyond that is in excess: an alarm, and nothing of the ledger's.
   */
  async settle(transaction: Transaction, order: Disbursement, finding: Finding): Promise<Disbursement> {
    const { target } = transition(disbursementLifecycle, order.state, 'settle');
    const others = await this.#others(transaction, order);
    const outcome = finding.paid === undefined ? 'not-paid' : await this.#paid(transaction, order, others, finding.paid);
    if (outcome === 'not-paid') await this.#notPaid(transaction, order, others, finding.reason);
    const settled = await this.orders.update(transaction.manager, order, {
      state: target, outcome, settledOn: transaction.today, settledBy: finding.by, settledStatementId: finding.line?.statementId ?? null,
      settledLine: finding.line?.number ?? null, paidOn: finding.paid?.on ?? null, paidReference: finding.paid?.reference ?? null,
    });
    const closed = await this.close(transaction, settled, finding.paid?.on ?? transaction.today);
    transaction.record({
      action: 'disbursement.settle', objectType: 'disbursement', objectId: order.id, reason: finding.reason,
      detail: { outcome, ...(finding.line === undefined ? {} : { ...finding.line }) },
    });
    const subject = { noun: 'disbursement', id: order.id, version: closed.version };
    transaction.emit(disbursementContracts.settled, subject, toChanged(closed, finding.reason));
    if (outcome === 'paid-in-excess') transaction.emit(disbursementContracts.paidTwice, subject, toChanged(closed, finding.reason));
    return closed;
  }

  /** Nothing more is waited for. */
  async close(transaction: Transaction, order: Disbursement, on: string): Promise<Disbursement> {
    for (const kind of [ACKNOWLEDGEMENT_DUE, PAY_OUT_DUE, DOUBT_DUE]) transaction.cancelDeadline(kind, order.id);
    return order.closedOn === null ? await this.orders.updatePayOut(transaction.manager, order, { closedOn: on }) : order;
  }

  async #enter(transaction: Transaction, order: Disbursement, reason: string): Promise<Disbursement> {
    const { target } = transition(disbursementLifecycle, order.state, 'doubt');
    const text = reason.slice(0, LONGEST_REASON);
    const doubted = await this.orders.update(transaction.manager, order, {
      state: target, outcome: null, doubtReason: text, doubtedAt: transaction.now, proposedOutcome: null, proposedEvidence: null, proposedReason: null,
      proposedReference: null, proposedExecutedOn: null, proposedBy: null, proposedClient: null, settledOn: null, settledBy: null, settledStatementId: null,
      settledLine: null, paidOn: null, paidReference: null,
    });
    for (const kind of [ACKNOWLEDGEMENT_DUE, DOUBT_DUE]) transaction.cancelDeadline(kind, order.id);
    transaction.record({ action: 'disbursement.doubt', objectType: 'disbursement', objectId: order.id, reason: text });
    transaction.emit(disbursementContracts.doubted, { noun: 'disbursement', id: order.id, version: doubted.version }, toChanged(doubted, text));
    return doubted;
  }

  async #paid(transaction: Transaction, order: Disbursement, others: readonly Disbursement[], paid: { readonly on: string; readonly reference: string }): Promise<DisbursementOutcome> {
    if (others.some(isPaid) || !(await this.late.isMoneyOf(transaction, order))) return 'paid-in-excess';
    const evidence = { bankReference: paid.reference, executedOn: paid.on, decisionId: order.id };
    const state = await this.late.stateOf(transaction, order.instalmentId);
    if (state === 'in-doubt') await this.instalments.settleDoubt(transaction, order.instalmentId, { outcome: 'confirmed', ...evidence });
    else if (!(await this.late.reinstate(transaction, order))) return 'paid-in-excess';
    else await this.instalments.confirm(transaction, order.instalmentId, evidence);
    return 'paid';
  }

  async #notPaid(transaction: Transaction, order: Disbursement, others: readonly Disbursement[], reason: string): Promise<void> {
    if (others.some((other) => isPaid(other) || other.state === 'in-doubt')) return;
    if ((await this.late.stateOf(transaction, order.instalmentId)) !== 'in-doubt') return;
    await this.instalments.settleDoubt(transaction, order.instalmentId, { outcome: 'failed', reason, decisionId: order.id });
  }

  async #others(transaction: Transaction, { id, awardId, instalmentId }: Disbursement): Promise<readonly Disbursement[]> {
    return (await this.orders.ofAward(transaction.manager, awardId)).filter((other) => other.instalmentId === instalmentId && other.id !== id);
  }
}

const isOnItsWay = ({ state }: Disbursement): boolean => state === 'issued' || state === 'acknowledged';

const isPaid = ({ state, outcome }: Disbursement): boolean => state === 'executed' || outcome === 'paid';
