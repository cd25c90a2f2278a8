import { installedCalendar, periodDeadline, type Policy } from '@jiqun/policy-core';

/** Days within which finance is expected to acknowledge an order; a warning follows. Not the law's: how long a working system takes. */
export const ACKNOWLEDGEMENT_DAYS = 3;

/** Days behind the last day of the pay-out after which an order that nobody answered is in doubt. */
export const DOUBT_DAYS = 10;

/** Deadline kind: an order should be acknowledged by now. */
export const ACKNOWLEDGEMENT_DUE = 'disbursement.acknowledgement-due';

/** Deadline kind: the last day of the local pay-out is over. */
export const PAY_OUT_DUE = 'pay-out.due';

/** Deadline kind: nobody has said for too long whether an order was paid. */
export const DOUBT_DUE = 'disbursement.doubt-due';

/** What a policy says of the payment of instalments. */
export interface PaymentTerms {
  /** Of the issue of funds. */
  readonly issueClause: string;
  /** Of the local pay-out. */
  readonly payOutClause: string;
  /** Of its check of the lists. */
  readonly checkClause: string;
  /** The last day of a pay-out of funds issued on a day (INT-33). @param length days, where the issue sets them */
  readonly dueOn: (issuedOn: string, length?: number) => string;
}

/** @throws Error for a policy that pays no instalments: a mistake of who asks */
export function paymentTermsOf(policy: Policy): PaymentTerms {
  const steps = policy.source.procedure.filter(({ phase }) => phase === 'payment');
  const issue = steps.find(({ result }) => result === 'issued');
  const payOut = steps.find(({ result }) => result === 'paid-out');
  const deadline = payOut?.deadline;
  if (issue === undefined || payOut === undefined || deadline === undefined) throw new Error(`${policy.id}@${policy.version} has no issue with a local pay-out and its deadline`);
  return {
    issueClause: issue.clause,
    payOutClause: payOut.clause,
    checkClause: payOut.gates.find(({ gate }) => gate === 'credit-check')?.clause ?? payOut.clause,
    dueOn: (issuedOn, length) => periodDeadline(policy, deadline, issuedOn, installedCalendar, length === undefined ? {} : { length }).dueOn,
  };
}
