import { Refusal } from '@jiqun/contracts';
import { type Calendar, type Deadline, periodDeadline, type Policy, type Step } from '@jiqun/policy-core';

import { asking } from '../policy/policy-refusal.js';

/** From which day a notice runs, and what the call and the department set of its length (INT-11, INT-12). */
export interface NoticeTerms {
  readonly publishedOn: string;
  /** Working days that the call sets; undefined where the policy's own number holds. */
  readonly callLength: number | undefined;
  readonly startDay: 'excluded' | 'included';
}

/** The policy's own length of a notice, and its unit. @throws Refusal CLAUSE_FORBIDS for a step that sets no period */
export function lengthOf(policy: Policy, { deadline, step, clause }: Step): { readonly length: number; readonly unit: 'workingDays' | 'days' } {
  const entry = policy.source.deadlines.find((candidate) => candidate.kind === 'period' && candidate.clause === deadline);
  if (entry === undefined || entry.kind !== 'period') throw new Refusal('CLAUSE_FORBIDS', { action: 'public-notice.publish', what: `${step}: -` }, { clause });
  return { length: policy.count(entry.length), unit: entry.unit === 'days' ? 'days' : 'workingDays' };
}

/**
 * When a notice ends (AMC-7-3, SME-11, XJ-7-3.b; INT-11, INT-12, INT-14).
 * @throws Refusal INVALID_REQUEST with the clause where the policy itself fixes the days, and they are set otherwise
 */
export function endOf(policy: Policy, step: Step, { publishedOn, callLength, startDay }: NoticeTerms, calendar: Calendar): Deadline {
  const options = { ...(callLength === undefined ? {} : { length: callLength }), ...(startDay === 'excluded' ? {} : { startDay }) };
  return asking(() => periodDeadline(policy, step.deadline ?? step.clause, publishedOn, calendar, options));
}
