import { Refusal, type CallTerms, type Issue } from '@jiqun/contracts';
import { calendarDeadline, extendPolicy, type Policy } from '@jiqun/policy-core';

import { asking } from '../policy/policy-refusal.js';

/**
 * Checks a call's terms against its policy: what the document fixes, no call changes.
 * @throws Refusal INVALID_REQUEST with every fault, CLAUSE_FORBIDS with the clause that fixes it
 */
export function requireTerms(policy: Policy, terms: CallTerms): void {
  const issues: Issue[] = [];
  const fault = (path: string, zh: string, en: string): void => void issues.push({ path: `terms.${path}`, code: 'CALL_TERMS', message: { zh, en } });
  if (policy.source.document.kind !== 'recognition') fault('title', '该方案不是认定类方案', 'the policy is not one of recognition');
  if (terms.closesOn < terms.opensOn) fault('closesOn', '截止日不得早于起始日', 'the last day is before the first');
  if (terms.dropsExtremes && terms.scoresheet === undefined) fault('dropsExtremes', '没有评分表，无从去掉最高分和最低分', 'there is no scoresheet whose extremes could be dropped');
  const ids = terms.scoresheet?.map(({ id }) => id) ?? [];
  if (new Set(ids).size !== ids.length) fault('scoresheet', '评分项编号重复', 'an item of the scoresheet comes twice');
  if (terms.scoresheet?.some(({ weight, max }) => Number(weight) === 0 || Number(max) === 0) === true) fault('scoresheet', '权重和满分须大于零', 'weights and maxima are above zero');
  const kinds = terms.attachments.map(({ kind }) => kind);
  if (new Set(kinds).size !== kinds.length) fault('attachments', '附件种类重复', 'a kind of attachment comes twice');
  if (issues.length > 0) throw new Refusal('INVALID_REQUEST', {}, { issues });
  if (terms.additions !== undefined) asking(() => extendPolicy(policy, terms.additions));
  requireFixedDays(policy, terms);
}

/** What the document itself fixes: the last day (SEI-5-2), the length of the public notice (XJ-7-3.b). */
function requireFixedDays(policy: Policy, { closesOn, noticeWorkingDays }: CallTerms): void {
  for (const deadline of policy.source.deadlines) {
    if (deadline.kind === 'fixed' && closesOn > calendarDeadline(policy, deadline.clause, Number(closesOn.slice(0, 4)))) {
      throw new Refusal('CLAUSE_FORBIDS', { action: 'call.publish', what: `closesOn ${closesOn} > ${deadline.on}` }, { clause: deadline.clause });
    }
  }
  if (noticeWorkingDays === undefined) return;
  const notice = policy.source.deadlines.find((deadline) => deadline.kind === 'period' && deadline.after === 'notice-published');
  if (notice === undefined || (notice.kind === 'period' && notice.setBy === 'policy')) {
    const clause = notice === undefined ? {} : { clause: notice.clause };
    throw new Refusal('CLAUSE_FORBIDS', { action: 'call.publish', what: 'noticeWorkingDays' }, clause);
  }
}
