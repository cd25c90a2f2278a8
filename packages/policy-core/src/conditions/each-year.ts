import { z } from 'zod';
import type { Fraction } from '../exact/fraction.js';
import { evaluateAgainst } from './compare.js';
import { comparisonSchema, moveTo, operatorOf, together, truthOf, wordOf } from './comparison.js';
import { type CompileContext, type Condition, met, missing, notMet, type Truth } from './condition.js';
import { amount, exactOf, isStated, nameOf, seriesYears, threshold, unitOf, yearsList, yearsParameter } from './reference.js';

/** A figure of each of the last full years against a number of the text (SME-6-1.c; INT-1). */
export const eachYearSchema = z.strictObject({
  kind: z.literal('each-year'),
  series: z.string(),
  years: z.string(),
  is: comparisonSchema,
  parameter: z.string(),
});

export function compileEachYear(source: z.infer<typeof eachYearSchema>, context: CompileContext): Condition {
  const years = yearsParameter(context, source.years, 'years');
  const references = seriesYears(context, source.series, 'series', years.years, 0);
  const limit = threshold(context, source.parameter, 'parameter');
  const double = Number(limit.parameter.value);
  const [first] = references as [(typeof references)[0]];
  const definition = first.definition;
  const unit = unitOf(first);
  const word = wordOf(source.is);
  const yearTruth = (application: Parameters<Condition['evaluate']>[0], reference: typeof first): Truth =>
    evaluateAgainst(application, reference, double, limit.value, (sign) => truthOf(source.is, sign));
  return {
    evaluate: (application) => everyYear(references.length, (at) => yearTruth(application, references[at] as typeof first)),
    generate() {
      const all = references.map(({ slot }) => `n[${slot}]${operatorOf(source.is)}${double}`).join('&&');
      const none = references.map(({ slot }) => `n[${slot}]${operatorOf(source.is, true)}${double}`).join('||');
      return `(${all}?1:${none}?0:2)`;
    },
    observed: references,
    lacking: (application) => references.filter((reference) => !isStated(reference, application)),
    interpretations: ['INT-1'],
    parameters: [limit.name, years.name],
    otherReadings: [],
    required(year) {
      const list = yearsList(references, year);
      return {
        zh: `${definition.zh}在${list.zh}每年${word.zh}${limit.parameter.value}${unit.zh}`,
        en: `${definition.en} ${word.en} ${amount(limit.parameter.value, unit.en)} in each of ${list.en}`,
      };
    },
    wouldChange: (application) =>
      together(
        references
          .filter((reference) => yearTruth(application, reference) === notMet)
          .map((reference) => {
            const whole = definition.type === 'series' && definition.whole === true;
            return moveTo(nameOf(reference, application.year), source.is, limit.value, exactOf(reference, application) as Fraction, whole);
          }),
      ),
  };
}

/** 'And' in three values (INT-26): one year that fails decides, whatever is missing in another. */
export function everyYear(count: number, truthOfYear: (at: number) => Truth): Truth {
  let truth: Truth = met;
  for (let at = 0; at < count; at += 1) {
    const each = truthOfYear(at);
    if (each === notMet) return notMet;
    if (each === missing) truth = missing;
  }
  return truth;
}
