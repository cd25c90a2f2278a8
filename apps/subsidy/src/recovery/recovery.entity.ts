import type { InterestTerms, Recovery } from '@jiqun/contracts';

import type { PostingKind } from '../ledger/ledger.entity.js';

/** A debt as it is stored. Amounts are fen, days texts; `version` counts the changes. */
export interface RecoveryRow {
  readonly id: string;
  readonly tenant: string;
  readonly awardId: string;
  readonly violationId: string;
  readonly groupId: string;
  readonly region: string;
  readonly leadCreditCode: string;
  readonly leadName: string;
  readonly clause: string;
  readonly amount: bigint;
  readonly basis: string;
  readonly document: string;
  readonly demandedOn: string;
  readonly demandedBy: string;
  readonly dueOn: string;
  readonly interest: InterestTerms | null;
  readonly state: Recovery['state'];
  readonly version: number;
  /** What the ledger holds as owed; the database keeps it equal. */
  readonly balance: bigint;
  readonly reminders: number;
  readonly withdrawal: NonNullable<Recovery['withdrawal']> | null;
}

/** Money that was paid back. */
export interface RecoveryPaymentRow {
  readonly id: string;
  readonly tenant: string;
  readonly recoveryId: string;
  readonly amount: bigint;
  readonly receivedOn: string;
  readonly bankReference: string;
  readonly recordedBy: string;
}

/** That an instalment settles a part of a debt. */
export interface RecoveryOffsetRow {
  readonly id: string;
  readonly tenant: string;
  readonly recoveryId: string;
  readonly instalmentId: string;
  readonly amount: bigint;
  readonly state: 'proposed' | 'agreed' | 'taken-back';
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedClient: string | null;
  readonly settledBy: string | null;
  /** Of the instalment, and the award that it is of. */
  readonly instalmentState: string;
  readonly awardId: string;
}

/** What nobody will pay. */
export interface RecoveryWriteOffRow {
  readonly id: string;
  readonly tenant: string;
  readonly recoveryId: string;
  readonly amount: bigint;
  readonly state: 'proposed' | 'done' | 'refused';
  readonly reason: string;
  readonly document: string;
  readonly proposedBy: string;
  readonly proposedClient: string | null;
  readonly settledBy: string | null;
}

/** That what was paid back on a withdrawn demand is returned. */
export interface RecoveryRefundRow {
  readonly id: string;
  readonly tenant: string;
  readonly recoveryId: string;
  readonly amount: bigint;
  readonly state: 'proposed' | 'paid' | 'refused';
  readonly reason: string;
  readonly document: string;
  readonly proposedBy: string;
  readonly proposedClient: string | null;
  readonly settledBy: string | null;
  readonly paidOn: string | null;
  readonly bankReference: string | null;
}

/** An entry of the ledger on the debt. Above zero it grows. */
export interface RecoveryMovement {
  readonly kind: PostingKind;
  readonly valuedOn: string;
  readonly postedOn: string;
  readonly amount: bigint;
  readonly instalmentId: string | null;
}
