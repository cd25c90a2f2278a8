import type { Award, Instalment } from '@jiqun/contracts';

/** An instalment as it is stored, with what of its award is asked for whenever it is touched. Amounts are fen, days texts. */
export interface InstalmentRow {
  readonly id: string;
  readonly tenant: string;
  readonly awardId: string;
  /** The calendar year through which its progress counts (INT-18). */
  readonly year: number;
  readonly amount: bigint;
  /** What of it settles debts instead of going out. */
  readonly offset: bigint;
  readonly state: Instalment['state'];
  readonly heldFrom: Instalment['state'] | null;
  readonly version: number;
  /** How often it was issued. */
  readonly attempt: number;
  readonly proposedBy: string;
  readonly proposedClient: string | null;
  readonly authorisedBy: string | null;
  readonly authorisedClient: string | null;
  readonly issuedBy: string | null;
  readonly issuedOn: string | null;
  readonly confirmedOn: string | null;
  readonly bankReference: string | null;
  readonly document: string | null;
  readonly reason: string | null;
  readonly clause: string | null;
  readonly plannedOn: string;
}

/** What of an award its instalments are reckoned from, locked with them. */
export interface PayableAward {
  readonly id: string;
  readonly tenant: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly yearId: string;
  readonly groupId: string;
  readonly region: string;
  readonly leadCreditCode: string;
  readonly leadName: string;
  readonly state: Award['state'];
  readonly version: number;
  /** A decimal, `0.1`. */
  readonly rate: string;
  /** What the plan gave it; 0n before. */
  readonly allotted: bigint;
  readonly verified: bigint;
  readonly issued: bigint;
  readonly firstPaidYear: number | null;
  readonly consecutiveYears: number;
  /** Of the plan that allotted it. */
  readonly budgetId: string | null;
  readonly planId: string | null;
}

/** An instalment with its award. */
export interface TakenInstalment {
  readonly instalment: InstalmentRow;
  readonly award: PayableAward;
}
