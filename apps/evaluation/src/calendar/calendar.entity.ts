/** A holiday arrangement installed at run time, as it is stored: never changed. */
export interface ArrangementRow {
  readonly id: string;
  /** In the order of installation; of one year the last counts. */
  readonly number: number;
  /** Whose administrator installed it; it counts for every jurisdiction. */
  readonly tenant: string;
  readonly year: number;
  /** The JSON text as it was installed. */
  readonly source: string;
  readonly sha256: string;
  readonly reason: string;
  readonly installedAt: Date;
  readonly installedBy: string;
}
