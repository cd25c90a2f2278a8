/** A policy that was installed while the installation runs, as evaluation gave it. */
export interface PolicyVersionRow {
  readonly programme: string;
  readonly version: string;
  readonly tenant: string;
  /** The JSON text. */
  readonly source: string;
  readonly sha256: string;
  /** The first day in force, for a document that gives none. */
  readonly inForceFrom: string | null;
  readonly receivedAt: Date;
}
