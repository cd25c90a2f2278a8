import type { RevocationPeriod } from '@jiqun/contracts';
import { type Calendar, period } from '@jiqun/policy-core';

import { day } from '../title-projection/day.js';
import data from './procedure-rules.json' with { type: 'json' };

interface ProcedureRule {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly workingDays?: number;
  readonly days?: number;
  readonly months?: number;
}

/** A rule of the general law on how a title is taken away. */
export type ProcedureRuleId = 'notice' | 'statement' | 'hearing-request' | 'hearing' | 'hearing-notice' | 'reconsideration' | 'litigation';

const rules = new Map<string, ProcedureRule>((data.rules as readonly ProcedureRule[]).map((rule) => [rule.id, rule]));

/** The rights that a notice tells of. */
export const rights = data.rights;

/** A rule of the data file. @throws Error for an id that it lacks */
export function procedureRule(id: ProcedureRuleId): ProcedureRule {
  const rule = rules.get(id);
  if (rule === undefined) throw new Error(`procedure-rules.json has no rule ${id}`);
  return rule;
}

/** A rule in words. */
export function ruleText(id: ProcedureRuleId): { readonly zh: string; readonly en: string } {
  const { zh, en } = procedureRule(id);
  return { zh, en };
}

/**
 * The last day for an act of the other side: the day of the event does not count, and an end on a rest day moves to the
 * next working day (INT-12, INT-27).
 * @param workingDays more than the rule's own, where the notice gives more
 */
export function lastDayFor(id: ProcedureRuleId, from: string, calendar: Calendar, workingDays?: number): RevocationPeriod {
  const rule = procedureRule(id);
  const length = lengthOf(rule, workingDays);
  const { ends, provisional } = period({ from, ...length }, calendar, { restDay: 'moves' });
  return { through: day(ends), provisional, basis: { zh: rule.zh, en: rule.en } };
}

function lengthOf({ workingDays, days, months }: ProcedureRule, given: number | undefined): Record<string, number | undefined> {
  if (months !== undefined) return { months };
  return days === undefined ? { workingDays: given ?? workingDays } : { days };
}
