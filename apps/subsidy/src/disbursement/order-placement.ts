import { disbursementContracts, type Refusal } from '@jiqun/contracts';
import { addDays } from '@jiqun/policy-core';
import { fourEyes, installedRegions, newId, startOfDayInShanghai, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { IssueParts, type DisbursementOrders, type PlacedIssue } from '../instalment/issue-parts.js';
import type { PayeeAccount } from '../payee-account/payee-account.entity.js';
import { PayeeAccountRepository } from '../payee-account/payee-account.repository.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { clauseForbids, handsOf } from '../refusals.js';
import type { Disbursement } from './disbursement.entity.js';
import { toIssued } from './disbursement.mapper.js';
import { DisbursementRepository } from './disbursement.repository.js';
import { ACKNOWLEDGEMENT_DAYS, ACKNOWLEDGEMENT_DUE, PAY_OUT_DUE, paymentTermsOf } from './payment-terms.js';

const ACTION = 'instalment.issue';

/** Columns that nothing has filled yet. */
const BLANK = {
  outcome: null, acknowledgementMissedOn: null, executedOn: null, bankReference: null, rejectedCode: null, rejectedReason: null, cause: null, causeEvidence: null,
  causeBy: null, causeClient: null, doubtReason: null, doubtedAt: null, proposedOutcome: null, proposedEvidence: null, proposedReason: null,
  proposedReference: null, proposedExecutedOn: null, proposedBy: null, proposedClient: null, settledOn: null, settledBy: null, settledStatementId: null,
  settledLine: null, paidOn: null, paidReference: null, overdueSince: null, heldClause: null, heldReason: null, heldAt: null, authorisedBy: null,
  authorisedAt: null, closedOn: null,
} as const;

/**
 * Writes the order in the transaction that issues an instalment (SUB-12.a). A further order of the same instalment is a new one with
 * an id of its own, and only when the one before surely did not pay: it was rejected and its cause is on record, or a doubt
 * was settled so.
 */
@Injectable()
export class OrderPlacement implements DisbursementOrders, OnModuleInit {
  constructor(
    @Inject(DisbursementRepository) private readonly orders: DisbursementRepository,
    @Inject(PayeeAccountRepository) private readonly payees: PayeeAccountRepository,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
    @Inject(IssueParts) private readonly parts: IssueParts,
  ) {}

  onModuleInit(): void {
    this.parts.useOrders(this);
  }

  /** @throws Refusal CLAUSE_FORBIDS: no verified account, an order in doubt, a rejection without its cause; FOUR_EYES */
  async place(transaction: Transaction, issue: PlacedIssue): Promise<void> {
    const { award, instalment, net, document, payOutDays } = issue;
    const terms = paymentTermsOf(await this.policies.policyOf(award.programme, award.policyVersion));
    const known = await this.orders.ofAward(transaction.manager, award.id);
    const before = known.filter(({ instalmentId }) => instalmentId === instalment.id);
    this.#requireUnpaid(transaction, { known, before, instalmentId: instalment.id, clause: terms.issueClause });
    const payee = requirePayee(await this.payees.inUse(transaction.manager, award.tenant, award.leadCreditCode), issue, terms.issueClause);
    const issuedOn = transaction.today;
    const order: Disbursement = {
      ...BLANK, id: newId(), tenant: award.tenant, awardId: award.id, instalmentId: instalment.id, attempt: before.length + 1, year: instalment.year,
      programme: award.programme, policyVersion: award.policyVersion, region: payee.region, creditCode: payee.creditCode, payeeName: payee.name,
      payeeAccountId: payee.id, payeeRef: payee.payeeRef, bank: payee.bank, amount: net, documents: [document], issuedOn,
      issuedBy: transaction.call.caller.person, dueOn: terms.dueOn(issuedOn, payOutDays), state: 'issued', version: 1, payOut: 'awaited', payOutVersion: 1,
    };
    await this.orders.insert(transaction.manager, order);
    transaction.setDeadline(ACKNOWLEDGEMENT_DUE, order.id, startOfDayInShanghai(addDays(issuedOn, ACKNOWLEDGEMENT_DAYS + 1)));
    transaction.setDeadline(PAY_OUT_DUE, order.id, startOfDayInShanghai(addDays(order.dueOn, 1)));
    transaction.record({ action: 'disbursement.issue', objectType: 'disbursement', objectId: order.id, clause: terms.issueClause, detail: { instalmentId: instalment.id, attempt: order.attempt } });
    transaction.emit(disbursementContracts.issued, { noun: 'disbursement', id: order.id, version: 1 }, toIssued(order));
  }

  #requireUnpaid(transaction: Transaction, { known, before, instalmentId, clause }: Earlier): void {
    // A late answer to a rejected order: its money may be out although the award does not count it.
    const doubtful = known.find(({ state, rejectedCode, instalmentId: of }) => state === 'in-doubt' && (of === instalmentId || rejectedCode !== null));
    if (doubtful !== undefined) throw inDoubt(doubtful, clause);
    // Money of an earlier order is out, and none of the later ones' is: what came back was not what is still there.
    const excess = before.find(({ outcome }) => outcome === 'paid-in-excess');
    if (excess !== undefined) throw inExcess(excess, clause);
    const last = before.at(-1);
    if (last === undefined || last.outcome === 'not-paid') return;
    if (last.state !== 'rejected' || last.causeBy === null) throw withoutCause(last, clause);
    fourEyes(handsOf(last.causeBy, last.causeClient), transaction.call.caller, { action: ACTION });
  }
}

interface Earlier {
  readonly known: readonly Disbursement[];
  readonly before: readonly Disbursement[];
  readonly instalmentId: string;
  readonly clause: string;
}

function inDoubt({ id }: Disbursement, clause: string): Refusal {
  const message = {
    zh: `支付指令 ${id} 存疑，是否已付款尚未查明；请先凭银行流水或由两人查明，再下达。`,
    en: `The order ${id} is in doubt: whether it was paid is not known; settle it by a bank statement or by two people before anything more is issued.`,
  };
  return clauseForbids(ACTION, 'order-in-doubt', message, clause);
}

function inExcess({ id, paidReference }: Disbursement, clause: string): Refusal {
  const message = {
    zh: `支付指令 ${id} 已多付（${paidReference}），款项尚未退回；请先追回，待银行流水显示退款后再下达。`,
    en: `The order ${id} was paid in excess (${paidReference}) and the money has not come back; get it back, and issue again when a bank statement shows its return.`,
  };
  return clauseForbids(ACTION, 'paid-in-excess', message, clause);
}

function withoutCause({ id }: Disbursement, clause: string): Refusal {
  const message = {
    zh: `支付指令 ${id} 的退回原因和未支付的证据尚未登记；登记后再由另一人下达。`,
    en: `The cause of the rejection of the order ${id}, with evidence that nothing was paid, is not on record; record it, then another person issues again.`,
  };
  return clauseForbids(ACTION, 'rejection-cause', message, clause);
}

/** @throws Refusal CLAUSE_FORBIDS */
function requirePayee(payee: PayeeAccount | undefined, { award }: PlacedIssue, clause: string): PayeeAccount {
  if (payee !== undefined && installedRegions().isWithin(award.region, payee.region)) return payee;
  const message = {
    zh: `企业 ${award.leadCreditCode} 没有由两人核实、由所在地（${award.region}）财政支付的收款账户；请先登记并核实。`,
    en: `The enterprise ${award.leadCreditCode} has no account that two people verified and that finance of its place (${award.region}) pays; enter and verify one first.`,
  };
  throw clauseForbids(ACTION, 'verified-payee-account', message, clause);
}
