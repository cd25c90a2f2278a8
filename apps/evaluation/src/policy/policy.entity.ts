/** A policy file that was installed at run time, as it is stored. */
export interface PolicyVersionRow {
  readonly programme: string;
  readonly version: string;
  readonly tenant: string;
  /** The JSON text as it was installed. */
  readonly source: string;
  readonly sha256: string;
  /** The first day in force, for a document that gives none. */
  readonly inForceFrom: string | null;
  readonly installedAt: Date;
  readonly installedBy: string;
}
