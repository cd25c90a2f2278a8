/**
 * What an account holds, fen. Debit-normal, never below zero: `available` (of a budget), `committed` (to an award), `in-transit`
 * (issued, not confirmed), `paid`, `released` (given back by a lapse or a stop, by budget), `recoverable` (a recovery's debt),
 * `treasury` (money back, by jurisdiction), `written-off`. Credit-normal, never above zero: `appropriation` (of a budget),
 * `claimed` (demanded back from an award), `interest` (of a recovery), `refundable` (owed back to the enterprise, by withdrawn recovery).
 */
export const accountKinds = [
  'appropriation', 'available', 'committed', 'in-transit', 'paid', 'released', 'recoverable', 'claimed', 'interest', 'treasury', 'written-off', 'refundable',
] as const;

/** One of `accountKinds`. */
export type AccountKind = (typeof accountKinds)[number];

/** An account by its name: the reference is the id of the budget, award or recovery, or the jurisdiction for `treasury`. */
export interface AccountName {
  readonly kind: AccountKind;
  readonly reference: string;
}

/** One side of a posting, fen: above zero debits the account, below zero credits it; never zero. */
export interface PostingEntry {
  readonly account: AccountName;
  readonly amount: bigint;
}

/** What a posting is about. */
export const postingKinds = [
  'budget-approved', 'budget-reduced', 'allotted', 'issued', 'confirmed', 'failed', 'confirmation-doubted', 'lapsed', 'stopped', 'stop-withdrawn',
  'recovery-demanded', 'recovery-withdrawn', 'interest-charged', 'recovery-paid', 'recovery-offset', 'recovery-written-off', 'refund-owed', 'refund-paid',
] as const;

/** One of `postingKinds`. */
export type PostingKind = (typeof postingKinds)[number];

/** A posting as it is written: whole, once for its business key, with the decision and the clause that it rests on. */
export interface Posting {
  readonly tenant: string;
  /** Says what happened, once: `instalment:<id>:issued:<attempt>`. */
  readonly bizKey: string;
  readonly kind: PostingKind;
  readonly postedOn: string;
  readonly postedAt: Date;
  readonly awardId?: string;
  readonly instalmentId?: string;
  readonly recoveryId?: string;
  /** The decision, plan, statement or case by which it was posted. */
  readonly decisionId: string;
  readonly clause: string;
  readonly reason?: string;
  readonly person: string;
  readonly entries: readonly PostingEntry[];
}
