import type { DeadLetter } from '@jiqun/contracts';

import { instantOf } from '../clock/instant.js';
import type { DeadLetterRow } from './dead-letter.entity.js';

/** A parked event as the contract shows it: without its payload, which may hold what the reader may not see. */
export function toDeadLetter(row: DeadLetterRow): DeadLetter {
  return {
    id: row.id,
    consumer: row.consumer,
    eventId: row.eventId ?? '',
    eventType: row.subject.slice(0, 200),
    error: row.error,
    tries: row.tries,
    state: row.state,
    parkedAt: instantOf(row.parkedAt),
    ...(row.settledAt === null ? {} : { settledAt: instantOf(row.settledAt) }),
  };
}
