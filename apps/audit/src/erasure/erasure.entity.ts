/** An erasure as it is stored. Of whom it is, only the keyed hash says. */
export interface ErasureRow {
  readonly id: string;
  readonly tenant: string;
  readonly state: 'proposed' | 'erased' | 'declined';
  readonly version: number;
  readonly personReference?: string;
  readonly leafIndex?: number;
  readonly proposedBy: string;
  /** The client on whose behalf it was proposed. */
  readonly proposedFor?: string;
  readonly proposedAt: Date;
  readonly settledAt?: Date;
  readonly erasedLeaves?: number;
}
