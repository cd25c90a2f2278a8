import type { Refusal, Sentence } from '@jiqun/contracts';

import { clauseForbids } from '../refusals.js';
import data from './defence-rules.json' with { type: 'json' };

/** A rule of the general law on how something is taken away. */
export type DefenceRuleId = 'notice' | 'statement' | 'hearing-request' | 'hearing' | 'hearing-notice';

interface DefenceRule extends Sentence {
  readonly id: string;
  readonly workingDays?: number;
}

const rules = new Map<string, DefenceRule>((data.rules as readonly DefenceRule[]).map((rule) => [rule.id, rule]));

/** The rights that a notice tells of. */
export const defenceRights: readonly Sentence[] = data.rights;

/** A rule of the data file. @throws Error for an id that it lacks */
export function defenceRule(id: DefenceRuleId): DefenceRule {
  const rule = rules.get(id);
  if (rule === undefined) throw new Error(`defence-rules.json has no rule ${id}`);
  return rule;
}

/** What the general law demands, with the clause that the case rests on. */
export function defenceForbids(action: string, id: DefenceRuleId, clause: string | undefined): Refusal {
  const { zh, en } = defenceRule(id);
  return clauseForbids(action, id, { zh: `${zh}。`, en: `${en}.` }, clause);
}
