import { z } from 'zod';
import { add, compare, divide, type Fraction, multiply, power, subtract, wholeNumber, zero } from '../exact/fraction.js';
import { factor, provenApart, sign } from '../exact/sign.js';
import type { StatedDecimal } from '../exact/stated-decimal.js';
import type { PreparedApplication } from '../facts/application.js';
import { comparisonSchema, moveTo, truthOf, wordOf } from './comparison.js';
import { type Candidate, type CompileContext, type Condition, type FactReference, missing, notMet, type Truth } from './condition.js';
import { exactOf, invalidPolicy, isStated, nameOf, seriesYears, threshold, yearsParameter } from './reference.js';

/**
 * Average yearly growth over the last full years (SME-6-1.e, SME-6-4.a, SME-6-4.b). How it is read is the policy's
 * answer to INT-3: compound from the base year, or the mean of the yearly rates. Decided exactly, with no rounding.
 */
export const growthSchema = z.strictObject({
  kind: z.literal('growth'),
  series: z.string(),
  years: z.string(),
  is: comparisonSchema,
  parameter: z.string(),
});

const readings = ['compound', 'mean-of-yearly-rates'] as const;
type Reading = (typeof readings)[number];
type Evaluate = (application: PreparedApplication) => Truth;

export function compileGrowth(source: z.infer<typeof growthSchema>, context: CompileContext): Condition {
  const years = yearsParameter(context, source.years, 'years');
  const references = seriesYears(context, source.series, 'series', years.years, 1);
  const limit = threshold(context, source.parameter, 'parameter');
  const { chosen, others } = context.reading('INT-3');
  const rules: Record<Reading, GrowthRule> = {
    compound: compound(source.is, references, limit.value),
    'mean-of-yearly-rates': meanOfYearlyRates(source.is, references, limit.value),
  };
  const rule = rules[readingOf(chosen)];
  const first = references[0] as FactReference;
  const last = references.at(-1) as FactReference;
  const word = wordOf(source.is);
  const condition: Condition = {
    evaluate: rule.evaluate,
    generate: (generator) => rule.generate?.(generator.fallback(condition), generator.local()) ?? generator.fallback(condition),
    observed: rule.uses,
    lacking: (application) => rule.uses.filter((reference) => !isStated(reference, application)),
    interpretations: ['INT-1', 'INT-3'],
    parameters: [limit.name, years.name],
    otherReadings: others.map((other) => ({
      interpretation: 'INT-3',
      reading: other,
      evaluate: rules[readingOf(other)].evaluate,
    })),
    required(year) {
      const from = year - (first.yearsBack as number);
      const to = year - (last.yearsBack as number);
      return {
        zh: `${first.definition.zh}${from}年至${to}年年均增速${word.zh}${limit.parameter.value}%（${rule.zh}）`,
        en: `average yearly growth of ${first.definition.en} from ${from} to ${to} ${word.en} ${limit.parameter.value}% (${rule.en})`,
      };
    },
    // The figures of past years are published; the last year's is the one that the clause is about.
    wouldChange(application): Candidate {
      const needed = rule.needed(application);
      if (needed === 'none') return noFigure(nameOf(last, application.year));
      // From zero any positive figure passes, and none is the least of them.
      if (needed === 'any') return { change: { by: 'one', changes: [{ fact: nameOf(last, application.year), moreThan: '0' }] }, distance: zero };
      const whole = first.definition.type === 'series' && first.definition.whole === true;
      return moveTo(nameOf(last, application.year), source.is, needed, exactOf(last, application) as Fraction, whole);
    },
  };
  return condition;
}

function readingOf(name: string): Reading {
  const reading = readings.find((each) => each === name);
  if (reading !== undefined) return reading;
  throw invalidPolicy('interpretations.INT-3', `"${name}"`, `one of ${readings.join(', ')}`, `下列之一：${readings.join('、')}`);
}

interface GrowthRule {
  readonly zh: string;
  readonly en: string;
  readonly uses: readonly FactReference[];
  readonly evaluate: Evaluate;
  generate?(fallback: string, local: string): string;
  /** The last year's figure at which the growth is exactly the limit; 'any' positive one, or 'none' helps. */
  needed(application: PreparedApplication): Fraction | 'any' | 'none';
}

/** V(Y) * 100^3 against (100 + rate)^3 * V(Y-3), reduced to lowest terms first. From nothing to something passes. */
function compound(is: z.infer<typeof comparisonSchema>, references: readonly FactReference[], rate: Fraction): GrowthRule {
  const base = references[0] as FactReference;
  const last = references.at(-1) as FactReference;
  const ratio = lowestTerms(add({ n: 1n, d: 1n }, divide(rate, wholeNumber(100))));
  const step = power(ratio, references.length - 1);
  const lastFactor = factor(wholeNumber(step.d));
  const baseFactor = factor(wholeNumber(step.n));
  const above = is === 'atLeast' || is === 'moreThan' ? 1 : 0;
  return {
    zh: '复合增长率',
    en: 'compound',
    uses: [base, last],
    evaluate(application) {
      const x = application.numbers[last.slot] as number;
      const y = application.numbers[base.slot] as number;
      if (Number.isNaN(x) || Number.isNaN(y)) return missing;
      const stated = application.stated as StatedDecimal[];
      const order = sign(x, lastFactor, y, baseFactor, stated[last.slot]!, stated[base.slot]!, application.wide);
      if (order === 0 && x === 0 && exactOf(last, application)?.n === 0n) return notMet;
      return truthOf(is, order);
    },
    generate: (fallback, local) =>
      `((${local}=p(n[${last.slot}]*${lastFactor.double},n[${base.slot}]*${baseFactor.double}))===2?${fallback}:${above === 1 ? local : `1-${local}`})`,
    needed(application) {
      const from = exactOf(base, application) as Fraction;
      return from.n !== 0n ? multiply(from, step) : above === 1 ? 'any' : 'none';
    },
  };
}

/** ((V1/V0 - 1) + (V2/V1 - 1) + …) / k against the rate. */
function meanOfYearlyRates(is: z.infer<typeof comparisonSchema>, references: readonly FactReference[], rate: Fraction): GrowthRule {
  const count = references.length - 1;
  const limit = multiply(add({ n: 1n, d: 1n }, divide(rate, wholeNumber(100))), wholeNumber(count));
  const limitDouble = Number(limit.n) / Number(limit.d);
  const above = is === 'atLeast' || is === 'moreThan';
  const exactly = (application: PreparedApplication): Truth => {
    const sum = ratioSum(references.map((reference) => exactOf(reference, application) as Fraction));
    if (typeof sum === 'string') return sum === 'nothing' ? notMet : truthOf(is, 1);
    return truthOf(is, compare(sum, limit));
  };
  return {
    zh: '各年增速的平均值',
    en: 'mean of the yearly rates',
    uses: references,
    evaluate(application) {
      let sum = 0;
      for (let at = 0; at < count; at += 1) {
        sum += (application.numbers[references[at + 1]!.slot] as number) / (application.numbers[references[at]!.slot] as number);
      }
      if (!application.wide && Number.isFinite(sum)) {
        const margin = (sum + limitDouble) * provenApart;
        if (sum - limitDouble > margin) return truthOf(is, 1);
        if (limitDouble - sum > margin) return truthOf(is, -1);
      }
      return references.every((reference) => isStated(reference, application)) ? exactly(application) : missing;
    },
    needed(application) {
      const values = references.map((reference) => exactOf(reference, application) as Fraction);
      const sum = ratioSum(values.slice(0, -1));
      const before = values.at(-2) as Fraction;
      if (sum === 'nothing') return 'none';
      if (sum === 'without bound' || before.n === 0n) return above ? 'any' : 'none';
      const needed = multiply(before, subtract(limit, sum));
      return needed.n < 0n ? zero : needed;
    },
  };
}

/** Sum of each value over the one before it; growth from zero is without bound, zero to zero is no growth. */
function ratioSum(values: readonly Fraction[]): Fraction | 'without bound' | 'nothing' {
  let sum: Fraction = zero;
  let unbounded = false;
  for (let at = 1; at < values.length; at += 1) {
    const before = values[at - 1] as Fraction;
    const value = values[at] as Fraction;
    if (before.n !== 0n) sum = add(sum, divide(value, before));
    else if (value.n === 0n) return 'nothing';
    else unbounded = true;
  }
  return unbounded ? 'without bound' : sum;
}

function lowestTerms(value: Fraction): Fraction {
  let x = value.n < 0n ? -value.n : value.n;
  let y = value.d;
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? value : { n: value.n / x, d: value.d / x };
}

function noFigure(last: string): Candidate {
  return {
    change: { by: 'none', because: { zh: `此前年度的数值为零，${last} 取任何数值都不能符合`, en: `with the zeros of the years before, no figure of ${last} meets it` } },
    distance: undefined,
  };
}
