import type { ReviewHistory } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { ReviewEntry, StepStay } from './review.entity.js';

/** What was done to an application, as the contract shows it. */
export function toReviewHistory(entries: readonly ReviewEntry[], stays: readonly StepStay[], withPeople: boolean): ReviewHistory {
  return {
    items: entries.map(({ step, kind, recordedAt, person, clause, text }) => ({
      step,
      outcome: kind,
      at: instantOf(recordedAt),
      ...(withPeople ? { person } : {}),
      ...(clause === null ? {} : { clause }),
      text,
    })),
    clocks: stays.slice(-100).map(({ step, enteredAt, leftAt, suspendedMs }) => ({
      step,
      enteredAt: instantOf(enteredAt),
      ...(leftAt === null ? {} : { leftAt: instantOf(leftAt) }),
      suspendedSeconds: Math.floor(Number(suspendedMs) / 1_000),
    })),
  };
}
