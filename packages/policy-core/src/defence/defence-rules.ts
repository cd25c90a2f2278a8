import { z } from 'zod';
import register from '../../register/defence.json' with { type: 'json' };
import type { Calendar } from '../calendar/arrangement.js';
import type { LocalDate } from '../calendar/local-date.js';
import { type Period, period } from '../calendar/period.js';
import type { Sentence } from '../errors.js';

const ids = ['notice', 'statement', 'hearing-request', 'hearing', 'hearing-notice', 'reconsideration', 'litigation'] as const;
const sentenceSchema = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });
const lengthSchema = z.int().min(1).exactOptional();
const registerSchema = z.strictObject({
  about: z.string(),
  checkedOn: z.string(),
  rules: z.array(z.strictObject({
    id: z.enum(ids), law: sentenceSchema, next: sentenceSchema.exactOptional(), workingDays: lengthSchema, days: lengthSchema, months: lengthSchema,
  })),
  rights: z.array(sentenceSchema),
});

/** A rule of the general law on how something is taken away: a title, an award, the right to apply. */
export type DefenceRuleId = (typeof ids)[number];

/** What such a rule asks, what to do where it is not met, and its period. */
export interface DefenceRule {
  readonly id: DefenceRuleId;
  readonly law: Sentence;
  readonly next?: Sentence;
  readonly workingDays?: number;
  readonly days?: number;
  readonly months?: number;
}

/** A period of a rule, with what it rests on. */
export interface DefencePeriod extends Period {
  readonly basis: Sentence;
}

const known = registerSchema.parse(register);
const rules: ReadonlyMap<string, DefenceRule> = new Map(known.rules.map((rule) => [rule.id, rule]));

/** The rights that a notice tells of, in both languages. */
export const defenceRights: readonly Sentence[] = known.rights;

/** A rule of the register (INT-27). @throws Error for an id that it lacks */
export function defenceRule(id: DefenceRuleId): DefenceRule {
  const rule = rules.get(id);
  if (rule === undefined) throw new Error(`defence.json has no rule ${id}`);
  return rule;
}

/** What a rule asks and what to do next, as who has not met it is told. */
export function defenceDemand(id: DefenceRuleId): Sentence {
  const { law, next } = defenceRule(id);
  return { zh: `${law.zh}${next === undefined ? '' : `；${next.zh}`}。`, en: `${law.en}.${next === undefined ? '' : ` ${next.en}.`}` };
}

/**
 * The last day for an act of the other side: the day of the event does not count, and an end on a rest day moves to the next working
 * day (INT-12, INT-27).
 * @param workingDays instead of the rule's own, where a notice gives more
 * @throws PolicyError INVALID_REQUEST for a rule without a period, and a day that does not exist
 */
export function defencePeriod(id: DefenceRuleId, from: LocalDate, calendar: Calendar, workingDays?: number): DefencePeriod {
  const rule = defenceRule(id);
  return { ...period({ from, ...lengthOf(rule, workingDays) }, calendar, { restDay: 'moves' }), basis: rule.law };
}

function lengthOf({ workingDays, days, months }: DefenceRule, given: number | undefined): Record<string, number | undefined> {
  if (months !== undefined) return { months };
  return days === undefined ? { workingDays: given ?? workingDays } : { days };
}
