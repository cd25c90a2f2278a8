import type { Instant } from '@jiqun/contracts';

/** An instant as contracts write it: RFC 3339 in UTC, to the millisecond. */
export const instantOf = (date: Date): Instant => date.toISOString() as Instant;
