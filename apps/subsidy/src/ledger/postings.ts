import type { AccountKind, PostingEntry } from './ledger.entity.js';

/** Moves an amount from one account to another: debits the one that gets it, credits the one that gives it. */
function moved(amount: bigint, from: readonly [AccountKind, string], to: readonly [AccountKind, string]): PostingEntry[] {
  return [
    { account: { kind: to[0], reference: to[1] }, amount },
    { account: { kind: from[0], reference: from[1] }, amount: -amount },
  ];
}

/** What of an instalment settles a debt instead of going out, fen. */
export interface Offset {
  readonly recoveryId: string;
  readonly amount: bigint;
}

/**
 * An instalment goes out (SUB-12.a): what is not offset is in transit; what is offset is paid at once and settles the debt.
 * @param offsets one for each recovery; their sum is at most `amount`
 */
function issued(tenant: string, awardId: string, amount: bigint, offsets: readonly Offset[]): PostingEntry[] {
  const offset = offsets.reduce((sum, one) => sum + one.amount, 0n);
  return [
    ...(amount > offset ? moved(amount - offset, ['committed', awardId], ['in-transit', awardId]) : []),
    ...(offset > 0n ? moved(offset, ['committed', awardId], ['paid', awardId]) : []),
    ...offsets.flatMap((one) => moved(one.amount, ['recoverable', one.recoveryId], ['treasury', tenant])),
  ];
}

/**
 * The entries of each kind of posting. Every amount is fen above zero, and each list sums to zero; which business key and
 * clause a posting has is its noun's to say.
 */
export const entriesFor = {
  /** The budget, or a supplement of it, can be allotted (SUB-12.a). */
  budgetApproved: (budgetId: string, amount: bigint): PostingEntry[] => moved(amount, ['appropriation', budgetId], ['available', budgetId]),
  /** Less can be allotted; refused by the database below what is allotted. */
  budgetReduced: (budgetId: string, amount: bigint): PostingEntry[] => moved(amount, ['available', budgetId], ['appropriation', budgetId]),
  /** The plan gives an award its share (SUB-11; INT-20). */
  allotted: (budgetId: string, awardId: string, amount: bigint): PostingEntry[] => moved(amount, ['available', budgetId], ['committed', awardId]),
  issued,
  /** The money has arrived; `amount` is what was in transit. */
  confirmed: (awardId: string, amount: bigint): PostingEntry[] => moved(amount, ['in-transit', awardId], ['paid', awardId]),
  /** The money has surely not arrived: all of the issue is undone, its offsets too, which are made again with a new try. */
  failed: (tenant: string, awardId: string, amount: bigint, offsets: readonly Offset[]): PostingEntry[] =>
    issued(tenant, awardId, amount, offsets).map((entry) => ({ ...entry, amount: -entry.amount })),
  /** The bank took a confirmed payment back, or its statement denies it. */
  confirmationDoubted: (awardId: string, amount: bigint): PostingEntry[] => moved(amount, ['paid', awardId], ['in-transit', awardId]),
  /** The window closed on it, or payments were stopped (INT-17, SUB-13, SUB-16). */
  released: (budgetId: string, awardId: string, amount: bigint): PostingEntry[] => moved(amount, ['committed', awardId], ['released', budgetId]),
  /** The decision to stop was annulled. */
  stopWithdrawn: (budgetId: string, awardId: string, amount: bigint): PostingEntry[] => moved(amount, ['released', budgetId], ['committed', awardId]),
  /** Money is demanded back (SUB-13.a). */
  recoveryDemanded: (recoveryId: string, awardId: string, amount: bigint): PostingEntry[] => moved(amount, ['claimed', awardId], ['recoverable', recoveryId]),
  /** A demand, or what is left of it, is withdrawn. */
  recoveryWithdrawn: (recoveryId: string, awardId: string, amount: bigint): PostingEntry[] => moved(amount, ['recoverable', recoveryId], ['claimed', awardId]),
  /** Interest is added to the debt, where the decision says so. */
  interestCharged: (recoveryId: string, amount: bigint): PostingEntry[] => moved(amount, ['interest', recoveryId], ['recoverable', recoveryId]),
  /** The enterprise has paid. */
  recoveryPaid: (tenant: string, recoveryId: string, amount: bigint): PostingEntry[] => moved(amount, ['recoverable', recoveryId], ['treasury', tenant]),
  /** Nobody will pay; two people and a reason. */
  recoveryWrittenOff: (recoveryId: string, amount: bigint): PostingEntry[] => moved(amount, ['recoverable', recoveryId], ['written-off', recoveryId]),
  /** The demand of which it was written off is withdrawn; `interest` of it had been charged. */
  writeOffUndone: (recoveryId: string, awardId: string, amount: bigint, interest: bigint): PostingEntry[] => [
    ...(amount > interest ? moved(amount - interest, ['written-off', recoveryId], ['claimed', awardId]) : []),
    ...(interest > 0n ? moved(interest, ['written-off', recoveryId], ['interest', recoveryId]) : []),
  ],
  /** What was paid back on a demand that was withdrawn is owed to the enterprise; `interest` of it had been charged. */
  refundOwed: (recoveryId: string, awardId: string, amount: bigint, interest: bigint): PostingEntry[] => [
    ...(amount > interest ? moved(amount - interest, ['refundable', recoveryId], ['claimed', awardId]) : []),
    ...(interest > 0n ? moved(interest, ['refundable', recoveryId], ['interest', recoveryId]) : []),
  ],
  /** The enterprise has it. */
  refundPaid: (tenant: string, recoveryId: string, amount: bigint): PostingEntry[] => moved(amount, ['treasury', tenant], ['refundable', recoveryId]),
} as const;
