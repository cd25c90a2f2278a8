/** A policy version that was installed at run time, as evaluation gave it. */
export interface PolicyCopy {
  readonly programme: string;
  readonly version: string;
  readonly tenant: string;
  /** The JSON text. */
  readonly source: string;
  readonly inForceFrom: string | null;
}
