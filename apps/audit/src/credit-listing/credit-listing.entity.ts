import type { CreditList } from '@jiqun/contracts';

/** What a load says of a listing: a version of it. */
export interface ListingVersion {
  readonly id: string;
  readonly number: number;
  readonly tenant: string;
  readonly list: CreditList;
  readonly source: string;
  readonly creditCode: string;
  readonly listedFrom: string;
  readonly listedThrough: string | null;
  /** Empty where the source names none. */
  readonly document: string;
  readonly isVoid: boolean;
  readonly loadId: string;
}

/** The same with when it became known. */
export interface ListingRow extends ListingVersion {
  readonly knownFrom: Date;
}
