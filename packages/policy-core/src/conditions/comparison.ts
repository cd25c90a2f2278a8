import { z } from 'zod';
import type { Sentence } from '../errors.js';
import { ceiling, compare, floor, type Fraction, subtract, textOf, wholeNumber } from '../exact/fraction.js';
import { type Candidate, type Change, met, notMet, type Truth } from './condition.js';

/** The law's words (INT-4): 不低于, 高于, 不超过, 低于. */
export const comparisonSchema = z.enum(['atLeast', 'moreThan', 'atMost', 'lessThan']);

export type Comparison = z.infer<typeof comparisonSchema>;

const words: Readonly<Record<Comparison, Sentence>> = {
  atLeast: { zh: '不低于', en: 'at least' },
  moreThan: { zh: '高于', en: 'more than' },
  atMost: { zh: '不超过', en: 'at most' },
  lessThan: { zh: '低于', en: 'less than' },
};

const operators: Readonly<Record<Comparison, string>> = { atLeast: '>=', moreThan: '>', atMost: '<=', lessThan: '<' };

export function wordOf(comparison: Comparison): Sentence {
  return words[comparison];
}

/** The operator of generated code; `negated` gives the one that holds exactly where this one does not. */
export function operatorOf(comparison: Comparison, negated = false): string {
  return negated ? operators[opposite[comparison]] : operators[comparison];
}

const opposite: Readonly<Record<Comparison, Comparison>> = { atLeast: 'lessThan', moreThan: 'atMost', atMost: 'moreThan', lessThan: 'atLeast' };

/** Whether a value that compares to the bound as `sign` says passes. */
export function passes(comparison: Comparison, sign: -1 | 0 | 1): boolean {
  switch (comparison) {
    case 'atLeast':
      return sign >= 0;
    case 'moreThan':
      return sign > 0;
    case 'atMost':
      return sign <= 0;
    case 'lessThan':
      return sign < 0;
  }
}

export function truthOf(comparison: Comparison, sign: -1 | 0 | 1): Truth {
  return passes(comparison, sign) ? met : notMet;
}

/**
 * The nearest value that passes, stated for the fact: exactly, or in whole numbers where the fact counts things.
 */
export function bound(fact: string, comparison: Comparison, limit: Fraction, whole: boolean): Change {
  if (!whole) return { fact, [comparison]: textOf(limit) };
  switch (comparison) {
    case 'atLeast':
      return { fact, atLeast: String(ceiling(limit)) };
    case 'moreThan':
      return { fact, atLeast: String(floor(limit) + 1n) };
    case 'atMost':
      return { fact, atMost: String(floor(limit)) };
    case 'lessThan':
      return { fact, atMost: String(ceiling(limit) - 1n) };
  }
}

/** Moving one fact from `value` to the bound. */
export function moveTo(fact: string, comparison: Comparison, limit: Fraction, value: Fraction, whole: boolean): Candidate {
  if (limit.n < 0n || (limit.n === 0n && comparison === 'lessThan')) {
    if (comparison === 'atMost' || comparison === 'lessThan') return belowZero(fact);
  }
  const gap = subtract(limit, value);
  return {
    change: { by: 'one', changes: [bound(fact, comparison, limit, whole)] },
    distance: gap.n < 0n ? { n: -gap.n, d: gap.d } : gap,
  };
}

/** All of these are needed; one alone is the nearest change of one fact. */
export function together(candidates: readonly Candidate[]): Candidate {
  const [first] = candidates;
  if (first !== undefined && candidates.length === 1) return first;
  const impossible = candidates.find((candidate) => candidate.change.by === 'none');
  if (impossible !== undefined) return impossible;
  const changes = candidates.flatMap((candidate) => (candidate.change.by === 'none' ? [] : candidate.change.changes));
  return { change: { by: 'several', changes }, distance: undefined };
}

/** The nearest of the alternatives; the first of equally near ones, in the order of the text. */
export function nearest(candidates: readonly Candidate[]): Candidate | undefined {
  let best: Candidate | undefined;
  for (const candidate of candidates) {
    if (best === undefined || isNearer(candidate, best)) best = candidate;
  }
  return best;
}

function isNearer(a: Candidate, b: Candidate): boolean {
  if (a.distance === undefined || b.distance === undefined) {
    const rank = (candidate: Candidate): number => ['one', 'several', 'none'].indexOf(candidate.change.by);
    return rank(a) < rank(b);
  }
  return compare(a.distance, b.distance) < 0;
}

export const noDistance = wholeNumber(0);

/** No fact is negative. */
function belowZero(fact: string): Candidate {
  return { change: { by: 'none', because: { zh: `${fact} 不可能低于零`, en: `${fact} cannot be below zero` } }, distance: undefined };
}
