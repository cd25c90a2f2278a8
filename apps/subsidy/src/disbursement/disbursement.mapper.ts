import {
  clauseSchema, localDateSchema, moneyOf, regionCodeSchema, socialCreditCodeSchema, type DisbursementChanged, type DisbursementIssued, type DisbursementOrder,
  type DisbursementPage, type PayOut, type PayOutChanged,
} from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { Disbursement, DisbursementMessage } from './disbursement.entity.js';

const DAY_MS = 86_400_000;

/** Calendar days from the issue to the cash. */
function daysBetween(from: string, through: string): number {
  return Math.round((Date.parse(through) - Date.parse(from)) / DAY_MS);
}

/** What finance needs to pay an order; the payee's account by reference alone. */
export function toIssued(order: Disbursement): DisbursementIssued {
  const { id, awardId, instalmentId, year, attempt, region, creditCode, payeeName, payeeAccountId, payeeRef, bank, amount, documents, issuedOn, dueOn } = order;
  return {
    orderId: id,
    awardId,
    instalmentId,
    year,
    attempt,
    region: regionCodeSchema.parse(region),
    creditCode: socialCreditCodeSchema.parse(creditCode),
    payeeName,
    payeeAccountId,
    payeeRef,
    bank,
    amount: moneyOf(amount),
    documents: [...documents],
    issuedOn: localDateSchema.parse(issuedOn),
    dueOn: localDateSchema.parse(dueOn),
  };
}

/** What the other events of an order say. */
export function toChanged(order: Disbursement, reason?: string): DisbursementChanged {
  const { state, paidReference, paidOn, outcome } = order;
  return {
    ...toIssued(order),
    state,
    ...(paidReference === null || paidOn === null ? {} : { bankReference: paidReference, executedOn: localDateSchema.parse(paidOn) }),
    ...(outcome === null ? {} : { outcome }),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** An order as lists show it. */
export function toSummary(order: Disbursement): DisbursementPage['items'][number] {
  const { version, state, payOut, paidOn, paidReference, outcome, issuedOn } = order;
  return {
    ...toIssued(order),
    version,
    state,
    payOut,
    ...(paidReference === null ? {} : { bankReference: paidReference }),
    ...(paidOn === null ? {} : { executedOn: localDateSchema.parse(paidOn), daysToCash: daysBetween(issuedOn, paidOn) }),
    ...(outcome === null ? {} : { outcome }),
  };
}

/** An order with all that was said of it. */
export function toOrderAnswer(order: Disbursement, { messages, exported }: { readonly messages: readonly DisbursementMessage[]; readonly exported: number }): DisbursementOrder {
  return {
    ...toSummary(order),
    issuedBy: order.issuedBy,
    ...rejectionOf(order),
    ...(order.doubtReason === null || order.doubtedAt === null ? {} : { doubt: { reason: order.doubtReason, since: instantOf(order.doubtedAt) } }),
    ...proposalOf(order),
    ...settlementOf(order),
    exports: exported,
    messages: messages.map(toMessage),
  };
}

function rejectionOf({ rejectedCode, rejectedReason, cause, causeEvidence, causeBy }: Disbursement): Pick<DisbursementOrder, 'rejection' | 'cause'> {
  return {
    ...(rejectedCode === null || rejectedReason === null ? {} : { rejection: { code: rejectedCode, reason: rejectedReason } }),
    ...(cause === null || causeEvidence === null || causeBy === null ? {} : { cause: { text: cause, evidence: causeEvidence, by: causeBy } }),
  };
}

function proposalOf(order: Disbursement): Pick<DisbursementOrder, 'proposal'> {
  const { proposedOutcome, proposedEvidence, proposedReason, proposedReference, proposedExecutedOn, proposedBy } = order;
  if (proposedOutcome === null || proposedEvidence === null || proposedReason === null || proposedBy === null) return {};
  const execution =
    proposedReference === null || proposedExecutedOn === null
      ? {}
      : { execution: { bankReference: proposedReference, executedOn: localDateSchema.parse(proposedExecutedOn) } };
  return { proposal: { outcome: proposedOutcome, evidence: proposedEvidence, reason: proposedReason, by: proposedBy, ...execution } };
}

function settlementOf({ outcome, settledOn, settledBy, settledStatementId, settledLine }: Disbursement): Pick<DisbursementOrder, 'settlement'> {
  if (outcome === null || settledOn === null || settledBy === null) return {};
  const line = settledStatementId === null || settledLine === null ? {} : { statementId: settledStatementId, line: settledLine };
  return { settlement: { outcome, on: localDateSchema.parse(settledOn), by: settledBy, ...line } };
}

function toMessage({ id, kind, content, person, receivedAt, answer }: DisbursementMessage): DisbursementOrder['messages'][number] {
  const said = kind === 'acknowledge' ? {} : kind === 'execute' ? { execution: content } : { rejection: content };
  return { id, kind, result: answer.result, receivedAt: instantOf(receivedAt), person, ...said } as DisbursementOrder['messages'][number];
}

/** The local stage of an order. */
export function toPayOut(order: Disbursement): PayOut {
  const { payOut, payOutVersion, overdueSince, closedOn, heldClause, heldReason, heldAt, authorisedBy, authorisedAt } = order;
  return {
    ...toIssued(order),
    version: payOutVersion,
    state: payOut,
    isOverdue: overdueSince !== null && closedOn === null,
    ...(overdueSince === null ? {} : { overdueSince: localDateSchema.parse(overdueSince) }),
    ...(heldClause === null || heldReason === null || heldAt === null
      ? {}
      : { hold: { clause: clauseSchema.parse(heldClause), reason: heldReason, since: instantOf(heldAt) } }),
    ...(authorisedBy === null || authorisedAt === null ? {} : { authorisedBy, authorisedAt: instantOf(authorisedAt) }),
  };
}

/** What the events of a pay-out say. */
export function toPayOutChanged(order: Disbursement, clause: string, reason?: string): PayOutChanged {
  return { ...toIssued(order), state: order.payOut, clause: clauseSchema.parse(clause), ...(reason === undefined ? {} : { reason }) };
}
