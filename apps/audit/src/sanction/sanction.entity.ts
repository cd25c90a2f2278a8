import type { Sanction } from '@jiqun/contracts';

/** A change that waits for a second person. */
export interface PendingChange {
  readonly kind: 'lift' | 'withdraw';
  /** The new last day, of a lifting. */
  readonly through?: string;
  readonly reason: string;
  readonly document?: string;
  /** Who proposed it, and who has agreed since. */
  readonly hands: readonly { readonly person: string; readonly client?: string }[];
}

/** A ban, a bar or an exclusion. */
export interface SanctionRow {
  readonly id: string;
  readonly tenant: string;
  readonly creditCode: string;
  readonly measure: Sanction['measure'];
  readonly clause: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly jurisdiction: string;
  readonly matter: Sanction['matter'];
  readonly hardToCorrect: boolean;
  readonly orderId: string | null;
  readonly document: string;
  readonly state: Sanction['state'];
  readonly version: number;
  readonly imposedFrom: string;
  readonly imposedThrough: string | null;
  /** Null where nobody can lift it. */
  readonly peopleToLift: number | null;
  readonly proposedBy: string | null;
  readonly proposedClient: string | null;
  readonly confirmedBy: string | null;
  readonly pending: PendingChange | null;
}

/** An order whose decision subsidy annulled: nothing is imposed on it any more. */
export interface AnnulledOrder {
  readonly tenant: string;
  readonly orderId: string;
  readonly creditCode: string;
  readonly decidedOn: string;
  readonly document: string;
}

/** What happened to a sanction; its number is the sanction's version after it. */
export interface SanctionStep {
  readonly number: number;
  readonly step: Sanction['history'][number]['step'];
  readonly imposedThrough: string | null;
  readonly reason: string | null;
  readonly document: string | null;
  readonly person: string;
  readonly recordedAt: Date;
}
