import { applyRate, parseRate } from '@jiqun/policy-core';
import type { Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { InstalmentWriting } from '../instalment/instalment-writing.js';
import type { PayableAward, TakenInstalment } from '../instalment/instalment.entity.js';
import type { InstalmentState } from '../instalment/instalment.lifecycle.js';
import { IssueParts } from '../instalment/issue-parts.js';
import { entriesFor, type Offset } from '../ledger/postings.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import type { Disbursement } from './disbursement.entity.js';
import { paymentTermsOf } from './payment-terms.js';

/** The instalment behind an order of which the truth came late: rejected first, and found to be paid. */
@Injectable()
export class LatePayment {
  constructor(
    @Inject(InstalmentWriting) private readonly instalments: InstalmentWriting,
    @Inject(IssueParts) private readonly parts: IssueParts,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
  ) {}

  /** Where the instalment stands, locked with its award. */
  async stateOf(transaction: Transaction, instalmentId: string): Promise<InstalmentState> {
    return (await this.instalments.taken(transaction, instalmentId)).instalment.state;
  }

  /** Whether what the instalment pays now, by whichever of its orders, is the money of this one. */
  async isMoneyOf(transaction: Transaction, { instalmentId, amount }: Disbursement): Promise<boolean> {
    const { instalment } = await this.instalments.taken(transaction, instalmentId);
    return instalment.amount - instalment.offset === amount;
  }

  /**
   * Counts a failed instalment as issued again, by the order that was paid after all: nothing new is ordered.
   * @returns false where it cannot count any more: closed meanwhile, or beyond what the award may pay
   */
  async reinstate(transaction: Transaction, order: Disbursement): Promise<boolean> {
    const taken = await this.instalments.taken(transaction, order.instalmentId);
    const offsets = await this.parts.offsetsOf(transaction.manager, taken);
    if (!fits(taken, order, offsets)) return false;
    const { issueClause: clause } = paymentTermsOf(await this.policies.policyOf(order.programme, order.policyVersion));
    const reason = `指令 ${order.id} 退回后查明已支付`;
    const detail = { orderId: order.id };
    const { state, heldFrom } = taken.instalment;
    const released = heldFrom === 'authorised' ? 'release-to-authorised' : 'release-to-failed';
    const free = state === 'held' ? await this.instalments.step(transaction, taken, released, { heldFrom: null }, { reason, detail }) : taken;
    const authorised = free.instalment.state === 'authorised' ? free : await this.instalments.step(transaction, free, 'authorise', {}, { reason, detail });
    const attempt = authorised.instalment.attempt + 1;
    const { id, amount } = authorised.instalment;
    await this.instalments.step(transaction, authorised, 'issue', { attempt, issuedBy: order.issuedBy, issuedOn: order.issuedOn }, { reason, detail });
    await this.instalments.post(transaction, taken.award, id, {
      kind: 'issued', bizKey: `instalment:${id}:issued:${attempt}`, entries: entriesFor.issued(taken.award.tenant, taken.award.id, amount, offsets),
      decisionId: order.id, clause, reason,
    });
    await this.instalments.setWindow(transaction, taken.award.id);
    return true;
  }
}

/** What the database would refuse is not tried: its refusal would end the transaction that records the truth. */
function fits({ award, instalment }: TakenInstalment, order: Disbursement, offsets: readonly Offset[]): boolean {
  const offset = offsets.reduce((sum, one) => sum + one.amount, 0n);
  // A further try may be prepared already; it has not gone out.
  const from = instalment.state === 'held' ? instalment.heldFrom : instalment.state;
  const isWaiting = from === 'failed' || (from === 'authorised' && instalment.attempt > 0);
  const isThatMoney = instalment.amount - instalment.offset === order.amount && offset === instalment.offset;
  return isWaiting && isThatMoney && mayPay(award, instalment.amount, Number(order.issuedOn.slice(0, 4)));
}

function mayPay(award: PayableAward, amount: bigint, year: number): boolean {
  const after = award.issued + amount;
  const isInWindow = award.firstPaidYear === null || year < award.firstPaidYear + award.consecutiveYears;
  return award.state === 'allotted' && after <= award.allotted && after <= applyRate(parseRate(award.rate, 'rate'), award.verified) && isInWindow;
}
