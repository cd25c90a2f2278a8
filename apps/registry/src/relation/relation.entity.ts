import type { Conflict } from '@jiqun/contracts';

/** What an organisation is to a cluster, through which organisation of it, and from when to when. */
export interface Party {
  readonly relation: Conflict['relation'];
  readonly code: string;
  readonly of: Conflict['of'];
  readonly ofName: string | null;
  readonly since: Conflict['from'] | null;
  readonly until: Conflict['from'] | null;
}
