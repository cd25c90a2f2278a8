import type { Expert as ExpertAnswer, ExpertConflict, ExpertTie } from '@jiqun/contracts';

/** An expert as stored. */
export interface Expert {
  readonly id: string;
  readonly tenant: string;
  readonly code: string;
  /** Of the identity provider; no name. */
  readonly person: string;
  readonly fields: readonly string[];
  readonly ties: readonly ExpertTie[];
  readonly conflicts: readonly ExpertConflict[];
  readonly state: ExpertAnswer['state'];
  readonly version: number;
  readonly registeredAt: Date;
}

/** A change of an expert as stored: never changed itself. */
export interface ExpertChangeRow {
  readonly expertId: string;
  readonly version: number;
  readonly tenant: string;
  readonly action: string;
  readonly changedBy: string;
  readonly changedAt: Date;
  readonly reason: string | null;
  readonly after: Pick<Expert, 'code' | 'fields' | 'ties' | 'conflicts' | 'state'>;
}
