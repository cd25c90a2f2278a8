import type { CreditList, StoodAgainst } from '@jiqun/contracts';

type Measure = 'ban' | 'bar' | 'exclusion';

/** What stands against an enterprise: a listing, or a sanction with what decides how far it bars. */
export interface StandingRow {
  readonly creditCode: string;
  readonly id: string;
  readonly kind: 'credit-listing' | Measure;
  /** Null for a sanction. */
  readonly list: CreditList | null;
  readonly source: string | null;
  readonly document: string | null;
  readonly from: string;
  readonly through: string | null;
  /** Null for a listing, as what follows. */
  readonly clause: string | null;
  readonly programme: string | null;
  readonly jurisdiction: string | null;
}

/** The same with what was known of it at an instant. */
export interface StoodRow extends StandingRow {
  readonly state: StoodAgainst['state'];
  readonly knownFrom: Date;
}
