import { z } from 'zod';
import { divide, type Fraction, multiply, wholeNumber } from '../exact/fraction.js';
import { factor, sign } from '../exact/sign.js';
import type { StatedDecimal } from '../exact/stated-decimal.js';
import type { PreparedApplication } from '../facts/application.js';
import { comparisonSchema, moveTo, together, truthOf, wordOf } from './comparison.js';
import { type Candidate, type CompileContext, type Condition, type FactReference, missing, notMet, type Truth } from './condition.js';
import { everyYear } from './each-year.js';
import { exactOf, isStated, nameOf, seriesYears, threshold, yearsList, yearsParameter } from './reference.js';

/**
 * A part's share of a whole, in per cent, in each of the last full years (SME-6-1.d, SME-6-1.f; INT-5):
 * `part * 100 >= share * whole`, exactly. A whole of zero fails.
 */
export const shareSchema = z.strictObject({
  kind: z.literal('share'),
  part: z.string(),
  whole: z.string(),
  years: z.string(),
  is: comparisonSchema,
  parameter: z.string(),
});

export function compileShare(source: z.infer<typeof shareSchema>, context: CompileContext): Condition {
  const years = yearsParameter(context, source.years, 'years');
  const parts = seriesYears(context, source.part, 'part', years.years, 0);
  const wholes = seriesYears(context, source.whole, 'whole', years.years, 0);
  const limit = threshold(context, source.parameter, 'parameter');
  const pairs = parts.map((part, at) => [part, wholes[at] as FactReference] as const);
  const partFactor = factor(wholeNumber(100n * limit.value.d));
  const wholeFactor = factor(wholeNumber(limit.value.n));
  const [part] = parts as [FactReference];
  const [whole] = wholes as [FactReference];
  const word = wordOf(source.is);

  function yearTruth(application: PreparedApplication, p: FactReference, w: FactReference): Truth {
    const x = application.numbers[p.slot] as number;
    const y = application.numbers[w.slot] as number;
    if (y === 0 && isZero(w, application)) return notMet;
    if (Number.isNaN(x) || Number.isNaN(y)) return missing;
    const stated = application.stated as StatedDecimal[];
    return truthOf(source.is, sign(x, partFactor, y, wholeFactor, stated[p.slot]!, stated[w.slot]!, application.wide));
  }
  function change(application: PreparedApplication, p: FactReference, w: FactReference): Candidate {
    const total = exactOf(w, application) as Fraction;
    if (total.n === 0n) return zeroWhole(nameOf(w, application.year));
    const least = divide(multiply(limit.value, total), wholeNumber(100));
    return moveTo(nameOf(p, application.year), source.is, least, exactOf(p, application) as Fraction, false);
  }
  const condition: Condition = {
    evaluate: (application) => everyYear(pairs.length, (at) => yearTruth(application, parts[at] as FactReference, wholes[at] as FactReference)),
    generate(generator) {
      const [above, below] = source.is === 'atLeast' || source.is === 'moreThan' ? [1, 0] : [0, 1];
      const locals = pairs.map(() => generator.local());
      const proofs = pairs.map(([p, w], at) => `(${locals[at]}=p(n[${p.slot}]*${partFactor.double},n[${w.slot}]*${wholeFactor.double}))`);
      return `(${proofs.map((proof) => `${proof}===${above}`).join('&&')}?1:${provenFailure(locals, proofs, below)}?0:${generator.fallback(condition)})`;
    },
    observed: pairs.flat(),
    lacking: (application) => pairs.flat().filter((reference) => !isStated(reference, application)),
    interpretations: ['INT-1', 'INT-5'],
    parameters: [limit.name, years.name],
    otherReadings: [],
    required(year) {
      const list = yearsList(parts, year);
      return {
        zh: `${part.definition.zh}占${whole.definition.zh}的比例在${list.zh}每年${word.zh}${limit.parameter.value}%`,
        en: `${part.definition.en} ${word.en} ${limit.parameter.value}% of ${whole.definition.en} in each of ${list.en}`,
      };
    },
    wouldChange: (application) =>
      together(pairs.filter(([p, w]) => yearTruth(application, p, w) === notMet).map(([p, w]) => change(application, p, w))),
  };
  return condition;
}

/** One year that is proved to fail decides; the proofs are made again, because the first that did not hold ended the others. */
function provenFailure(locals: readonly string[], proofs: readonly string[], below: number): string {
  return proofs.map((proof, at) => (at === 0 ? `${locals[at]}===${below}` : `${proof}===${below}`)).join('||');
}

/** A double of zero can stand for a text too small for a double. */
function isZero(reference: FactReference, application: PreparedApplication): boolean {
  return !application.wide || exactOf(reference, application)?.n === 0n;
}

function zeroWhole(whole: string): Candidate {
  return {
    change: { by: 'none', because: { zh: `${whole} 为零，无从计算比例`, en: `${whole} is zero, so that there is no share` } },
    distance: undefined,
  };
}
