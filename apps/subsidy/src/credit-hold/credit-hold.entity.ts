import type { CreditHold, CreditList } from '@jiqun/contracts';

/** A listing as far as it is known here: news of an older version than the newest one says nothing. */
export interface KnownListingRow {
  readonly listingId: string;
  readonly tenant: string;
  readonly creditCode: string;
  readonly list: CreditList;
  /** Audit's version of it, after the newest news. */
  readonly version: number;
}

/** An instalment that waits for the end of a listing. */
export interface CreditHoldRow {
  readonly id: string;
  readonly tenant: string;
  readonly instalmentId: string;
  readonly awardId: string;
  readonly region: string;
  readonly creditCode: string;
  readonly listingId: string;
  readonly list: CreditList;
  readonly heldOn: string;
  readonly releasedOn: string | null;
  readonly state: CreditHold['state'];
}
