import { type Truth } from '../conditions/condition.js';
import { judgementMet, judgementOpen } from '../facts/application.js';

/** What became of one clause. The first four stand where `Truth` has them, so that a truth is an outcome's index. */
export const outcomes = ['not-met', 'met', 'missing', 'not-applicable', 'judgement', 'waivable', 'waived'] as const;
/** One of `outcomes`. */
export type Outcome = (typeof outcomes)[number];

/** What became of the application (INT-24). */
export const verdicts = ['eligible', 'ineligible', 'incomplete', 'needs-judgement'] as const;
/** One of `verdicts`. */
export type Verdict = (typeof verdicts)[number];

export const eligible = 0;
export const ineligible = 1;
export const incomplete = 2;
export const needsJudgement = 3;

const judgement = 4;
export const waivable = 5;
export const waived = 6;

/** Index of the outcome of a criterion; a failure that is 'in principle' can be waived (INT-8). */
export function outcomeOfTruth(truth: Truth, inPrinciple: boolean, waiver: string | undefined): number {
  if (truth !== 0 || !inPrinciple) return truth;
  return waiver === undefined ? waivable : waived;
}

/** Index of the outcome of a judgement. */
export function outcomeOfJudgement(state: number, inPrinciple: boolean, waiver: string | undefined): number {
  if (state === judgementOpen) return judgement;
  return outcomeOfTruth(state === judgementMet ? 1 : 0, inPrinciple, waiver);
}

/**
 * The verdict that a set of outcomes gives, whatever their order (INT-24): `ineligible` before `incomplete` before
 * `needs-judgement` before `eligible`.
 */
export function verdictOf(indexes: readonly number[]): number {
  let missing = false;
  let open = false;
  for (const index of indexes) {
    if (index === 0) return ineligible;
    if (index === 2) missing = true;
    else if (index === judgement || index === waivable) open = true;
  }
  return missing ? incomplete : open ? needsJudgement : eligible;
}
