import { z } from 'zod';
import { compare, type Fraction, subtract, textOf } from '../exact/fraction.js';
import type { PreparedApplication } from '../facts/application.js';
import { nearest, noDistance } from './comparison.js';
import { type Candidate, type Change, type CompileContext, type Condition, type FactReference, missing, notMet, type Truth } from './condition.js';
import { everyYear } from './each-year.js';
import { exactOf, isStated, nameOf, seriesYears, yearsParameter } from './reference.js';

/** Steadily rising or falling: each of the last full years strictly beyond the year before it (SME-6-5.b, SME-6-6.a; INT-6). */
export const trendSchema = z.strictObject({
  kind: z.literal('trend'),
  series: z.string(),
  years: z.string(),
  direction: z.enum(['rising', 'falling']),
});

export function compileTrend(source: z.infer<typeof trendSchema>, context: CompileContext): Condition {
  const years = yearsParameter(context, source.years, 'years');
  const references = seriesYears(context, source.series, 'series', years.years, 1);
  const wanted = source.direction === 'rising' ? 1 : -1;
  const [first] = references as [FactReference];
  const steps = references.slice(1).map((later, at) => [references[at] as FactReference, later] as const);
  const operator = source.direction === 'rising' ? '>' : '<';
  return {
    evaluate: (application) => everyYear(steps.length, (at) => stepTruth(application, references[at] as FactReference, references[at + 1] as FactReference, wanted)),
    generate() {
      const all = steps.map(([earlier, later]) => `n[${later.slot}]${operator}n[${earlier.slot}]`).join('&&');
      const none = steps.map(([earlier, later]) => `n[${later.slot}]${operator === '>' ? '<=' : '>='}n[${earlier.slot}]`).join('||');
      return `(${all}?1:${none}?0:2)`;
    },
    observed: references,
    lacking: (application) => references.filter((reference) => !isStated(reference, application)),
    interpretations: ['INT-1', 'INT-6'],
    parameters: [years.name],
    otherReadings: [],
    required(year) {
      const from = year - (first.yearsBack as number);
      const to = year - 1;
      return source.direction === 'rising'
        ? { zh: `${first.definition.zh}${from}年至${to}年逐年上升`, en: `${first.definition.en} rising every year from ${from} to ${to}` }
        : { zh: `${first.definition.zh}${from}年至${to}年逐年下降`, en: `${first.definition.en} falling every year from ${from} to ${to}` };
    },
    wouldChange: (application) => changeOfOneYear(application, references, wanted),
  };
}

function stepTruth(application: PreparedApplication, earlier: FactReference, later: FactReference, wanted: 1 | -1): Truth {
  const x = application.numbers[later.slot] as number;
  const y = application.numbers[earlier.slot] as number;
  if (Number.isNaN(x) || Number.isNaN(y)) return missing;
  const order = application.wide
    ? compare(exactOf(later, application) as Fraction, exactOf(earlier, application) as Fraction)
    : x > y ? 1 : x < y ? -1 : 0;
  return order === wanted ? 1 : notMet;
}

/** One year can be moved when its two neighbours leave it room and all other steps hold already. */
function changeOfOneYear(application: PreparedApplication, references: readonly FactReference[], wanted: 1 | -1): Candidate {
  const values = references.map((reference) => exactOf(reference, application));
  const candidates = values.map((_, at) => moveYear(application, references, values, at, wanted));
  return (
    nearest(candidates.filter((candidate) => candidate !== undefined)) ?? {
      change: { by: 'none', because: { zh: '仅改动一个年度的数值不足以符合', en: 'no change of one year alone meets it' } },
      distance: undefined,
    }
  );
}

function moveYear(
  application: PreparedApplication,
  references: readonly FactReference[],
  values: readonly (Fraction | undefined)[],
  at: number,
  wanted: 1 | -1,
): Candidate | undefined {
  const value = values[at];
  const others = values.filter((_, index) => index !== at);
  if (value === undefined || !inOrder(others, wanted)) return undefined;
  const low = wanted === 1 ? values[at - 1] : values[at + 1];
  const high = wanted === 1 ? values[at + 1] : values[at - 1];
  const tooLow = low !== undefined && compare(value, low) <= 0;
  const nearestBound = tooLow ? low : high;
  const change: Change = {
    fact: nameOf(references[at] as FactReference, application.year),
    ...(low !== undefined && { moreThan: textOf(low) }),
    ...(high !== undefined && { lessThan: textOf(high) }),
  };
  if (low === undefined && high !== undefined && high.n === 0n) return undefined;
  return { change: { by: 'one', changes: [change] }, distance: nearestBound === undefined ? noDistance : distanceBetween(value, nearestBound) };
}

/** Strictly in the wanted order; a value that is not stated leaves its steps open and so proves nothing. */
function inOrder(values: readonly (Fraction | undefined)[], wanted: 1 | -1): boolean {
  return values.every((value, at) => {
    const before = values[at - 1];
    return at === 0 || (value !== undefined && before !== undefined && compare(value, before) === wanted);
  });
}

function distanceBetween(a: Fraction, b: Fraction): Fraction {
  const gap = subtract(a, b);
  return gap.n < 0n ? subtract(b, a) : gap;
}
