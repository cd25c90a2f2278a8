import { type Ground, groundsOn, type Policy, type TitleHistory } from '@jiqun/policy-core';

import type { TitleProjection } from '../title-projection/title-projection.entity.js';
import type { ReviewedTerm } from './monitoring.repository.js';

/**
 * The term that a day is judged by, and its re-review: the last one that was open by then, which policy-core prolongs
 * itself when it was passed. Before any was opened it is the first term.
 */
export function termOn(
  title: Pick<TitleProjection, 'recognisedOn' | 'validThrough'>, reviews: readonly ReviewedTerm[], asOf: string,
): TitleHistory['title'] {
  const current = reviews.findLast(({ openedOn }) => openedOn <= asOf);
  const validThrough = current?.termEnd ?? reviews[0]?.termEnd ?? title.validThrough;
  const term = { recognisedOn: title.recognisedOn, ...(validThrough === null || validThrough === undefined ? {} : { validThrough }) };
  if (current === undefined) return term;
  const { state, appliedOn, decidedOn } = current;
  const result = (state === 'passed' || state === 'failed') && decidedOn !== null ? { result: state, decidedOn } : {};
  return { ...term, reReview: { ...(appliedOn === null ? {} : { appliedOn }), ...(result as { result?: 'passed' | 'failed'; decidedOn?: string }) } };
}

/** The grounds that exist on a day. Of a title older than its policy, no report is missed that fell due before the policy was in force. */
export function groundsFound(policy: Policy, history: TitleHistory, asOf: string): Ground[] {
  const { from } = policy.inForce;
  return groundsOn(policy, history, asOf).filter(({ because }) => from === null || because.kind !== 'report-not-in-time' || because.dueOn >= from);
}
