import type { Budget } from '@jiqun/contracts';

/** A budget as it is stored, with what the ledger has under it. Amounts are fen. */
export interface BudgetRow {
  readonly id: string;
  readonly tenant: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly yearId: string;
  readonly year: number;
  /** The document that the amount comes from. */
  readonly source: string;
  readonly region: string;
  readonly state: Budget['state'];
  readonly version: number;
  readonly recordedBy: string;
  readonly approved: bigint;
  readonly available: bigint;
  readonly released: bigint;
  /** Recorded and not yet approved; below zero for a reduction. */
  readonly pending: bigint;
}

/** How the amount of a budget came about: the first record, or a change of it. */
export interface BudgetChangeRow {
  readonly budgetId: string;
  readonly number: number;
  readonly tenant: string;
  readonly kind: Budget['changes'][number]['kind'];
  readonly amount: bigint;
  readonly document: string;
  readonly reason: string | null;
  readonly recordedBy: string;
  readonly recordedClient: string | null;
  readonly recordedAt: Date;
  readonly state: Budget['changes'][number]['state'];
  readonly approvalDocument: string | null;
  readonly approvedOn: string | null;
  readonly settledBy: string | null;
  readonly settledAt: Date | null;
}
