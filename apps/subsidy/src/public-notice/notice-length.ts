import type { Policy, Step } from '@jiqun/policy-core';

import { clauseForbids } from '../refusals.js';

/** How long a notice stands, and who set it. */
export interface NoticeLength {
  readonly length: number;
  readonly unit: 'workingDays' | 'days';
  readonly isLengthOfYear: boolean;
}

/**
 * The length of a notice (INT-11): what the year's notice sets where the policy leaves it to that, else the policy's own number.
 * @throws Refusal CLAUSE_FORBIDS for a step that sets no period
 */
export function noticeLength(policy: Policy, step: Step, ofYear: number | undefined): NoticeLength {
  const entry = policy.source.deadlines.find((candidate) => candidate.kind === 'period' && candidate.clause === step.deadline);
  if (entry === undefined || entry.kind !== 'period' || (entry.unit !== 'workingDays' && entry.unit !== 'days')) {
    const message = { zh: '方案没有规定公示期限。', en: 'The policy sets no length for the notice.' };
    throw clauseForbids('public-notice.publish', step.step, message, step.clause);
  }
  const isLengthOfYear = entry.setBy === 'call' && ofYear !== undefined;
  return { length: isLengthOfYear ? ofYear : policy.count(entry.length), unit: entry.unit, isLengthOfYear };
}
