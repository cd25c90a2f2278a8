import type { Issue, ProgrammeYearTerms } from '@jiqun/contracts';
import { extendPolicy, type Policy } from '@jiqun/policy-core';

import { asking } from '../policy/asking.js';
import { clauseForbids, invalid, issueAt, notInForce } from '../refusals.js';

const ACTION = 'programme-year.publish';

/**
 * Checks the terms of a notice against its policy: the window lies within the days on which the policy is in force (SUB-18; INT-25), what
 * the document fixes no notice changes, and further conditions are well formed (SUB-6-3).
 * @throws Refusal INVALID_REQUEST with every fault, CLAUSE_FORBIDS with the clause
 */
export function requireTerms(policy: Policy, terms: ProgrammeYearTerms): void {
  const issues: Issue[] = [];
  const fault = (path: string, zh: string, en: string): void => void issues.push(issueAt(`terms.${path}`, zh, en));
  if (policy.source.money === null) fault('title', '该办法没有资金条款，不能印发资金申报通知', 'the policy pays nothing, so there is no notice of funds under it');
  if (terms.closesOn < terms.opensOn) fault('closesOn', '截止日不得早于起始日', 'the last day is before the first');
  if (terms.eligibleThrough < terms.eligibleFrom) fault('eligibleThrough', '投资期的末日不得早于首日', 'the last day of the investment is before the first');
  if (issues.length > 0) throw invalid(issues);
  for (const day of [terms.opensOn, terms.closesOn]) {
    if (!policy.isInForceOn(day)) throw notInForce(ACTION, policy.source.inForce.clause ?? undefined, day, policy.inForce);
  }
  if (terms.additions !== undefined) asking(() => extendPolicy(policy, terms.additions));
  requireNoticeLength(policy, terms);
}

/** Only where the document leaves the length of the public notice to the call may a notice set one (INT-11). */
function requireNoticeLength(policy: Policy, { noticeWorkingDays }: ProgrammeYearTerms): void {
  if (noticeWorkingDays === undefined) return;
  const period = policy.source.deadlines.find((deadline) => deadline.kind === 'period' && deadline.after === 'notice-published');
  if (period?.kind === 'period' && period.setBy === 'call') return;
  const message = { zh: '该办法已规定公示时长，通知不能另定；请删去公示工作日数。', en: 'The document fixes the length of the public notice; leave the number of working days out.' };
  throw clauseForbids(ACTION, 'notice-working-days', message, period?.clause);
}

/** A policy with the further conditions of its notice (SUB-6-3). */
export function policyOfYear(policy: Policy, { additions }: Pick<ProgrammeYearTerms, 'additions'>): Policy {
  return additions === undefined ? policy : extendPolicy(policy, additions);
}
