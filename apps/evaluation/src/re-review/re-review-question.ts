import type { AssessReReview, ReReviewChanged } from '@jiqun/contracts';
import type { EvaluateRequest } from '@jiqun/policy-core';

import { invalidAt } from '../title-projection/current.js';
import { day } from '../title-projection/day.js';
import type { ReReviewRow } from './re-review.entity.js';

/** Deadline kind: the term ends in which a re-review must be applied for. Its subject is the re-review. */
export const RE_REVIEW_LAPSES = 're-review.lapses';

/**
 * What policy-core is asked in a re-review: the criteria once more, on new facts, under the version of the title.
 * @throws Refusal INVALID_REQUEST for a fact stated twice
 */
export function questionOf(
  { programme, policyVersion }: ReReviewRow, { facts, judgements = [], waivers = [] }: AssessReReview, asOf: string,
): EvaluateRequest {
  const stated = new Map(facts.map(({ name, value }) => [name, value]));
  if (stated.size !== facts.length) throw invalidAt('facts', '同一填报项只能填一次', 'a fact is stated once');
  return {
    policy: `${programme}@${policyVersion}`,
    asOf,
    facts: Object.fromEntries(stated),
    judgements: Object.fromEntries(judgements.map(({ clause, outcome }) => [clause, outcome])),
    waivers: Object.fromEntries(waivers.map(({ clause, reason }) => [clause, reason])),
  };
}

/** A re-review as its events tell of it. */
export function reReviewEvent({ id, titleId, clusterId }: ReReviewRow, on: string): ReReviewChanged {
  return { reReviewId: id, titleId, clusterId, on: day(on) };
}
