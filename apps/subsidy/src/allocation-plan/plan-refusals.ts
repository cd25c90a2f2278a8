import { moneyOf, type Refusal } from '@jiqun/contracts';

import { clauseForbids, clauseForbidsAll } from '../refusals.js';
import type { PlanClaim } from './allocation-plan.entity.js';

/** A plan needs decided awards. */
export function nothingToShare(clause: string): Refusal {
  const message = {
    zh: '该年度没有已由财政部门确定且未安排资金的奖补；请先拟定并确定奖补。',
    en: 'No award of the year is decided and without funds; have awards prepared and decided first.',
  };
  return clauseForbids('allocation-plan.draft', 'decided-awards', message, clause);
}

/** What the plan was made of has changed since: it would give what nobody approved. */
export function stalePlan(action: string, clause: string, available: bigint, budget: bigint): Refusal {
  const change = available === budget
    ? { zh: '奖补有新增、更正或撤下', en: 'awards were added, corrected or withdrawn' }
    : { zh: `可分配预算由 ${moneyOf(budget)} 元变为 ${moneyOf(available)} 元`, en: `the budget to be shared out went from ${moneyOf(budget)} to ${moneyOf(available)} yuan` };
  const message = {
    zh: `方案拟出后${change.zh}；请退回本方案并拟出新版本。`,
    en: `Since the plan was made ${change.en}; have it returned and make a new version.`,
  };
  return clauseForbids(action, 'current-plan', message, clause);
}

/** A group that is not in the reserve any more gets nothing (SUB-10.b, SUB-11). */
export function groupsNotReserved(action: string, clause: string, claims: readonly PlanClaim[]): Refusal {
  const issues = claims.map(({ awardId, leadCreditCode, groupState }) => ({
    path: `awards.${awardId}`, code: 'NOT_RESERVED',
    message: {
      zh: `企业 ${leadCreditCode} 的项目群现为 ${groupState}，不在项目储备中；请撤下该奖补后再办理。`,
      en: `The group of the enterprise ${leadCreditCode} is ${groupState} and not in the reserve; withdraw its award first.`,
    },
  }));
  return clauseForbidsAll(action, 'project-reserve', issues, clause);
}

/** The congress has not approved the budget, or not all of what the plan shares out. */
export function budgetNotApproved(clause: string): Refusal {
  const message = {
    zh: '预算或其变动尚未经人民代表大会批准；登记批准文号和日期后再执行方案。',
    en: "The people's congress has not approved the budget, or a change of it; record its approval first, then put the plan into effect.",
  };
  return clauseForbids('allocation-plan.take-effect', 'budget-approval', message, clause);
}
