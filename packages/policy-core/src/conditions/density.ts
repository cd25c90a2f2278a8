import { z } from 'zod';
import { divide, type Fraction, fractionOf, multiply, wholeNumber } from '../exact/fraction.js';
import { factor, sign } from '../exact/sign.js';
import type { StatedDecimal } from '../exact/stated-decimal.js';
import { comparisonSchema, moveTo, truthOf, wordOf } from './comparison.js';
import { type CompileContext, type Condition, type FactReference, missing } from './condition.js';
import { exactOf, isStated, labelOf, nameOf, seriesYears, threshold, unitOf } from './reference.js';

/**
 * So many of one thing for each 10,000 of another, in the last full year (SME-6-4.c; INT-7):
 * `patents * 10000 >= 5 * employees`, exactly.
 */
export const densitySchema = z.strictObject({
  kind: z.literal('density'),
  series: z.string(),
  per: z.string(),
  perEach: z.string(),
  is: comparisonSchema,
  parameter: z.string(),
});

export function compileDensity(source: z.infer<typeof densitySchema>, context: CompileContext): Condition {
  const [things] = seriesYears(context, source.series, 'series', 1, 0) as [FactReference];
  const [people] = seriesYears(context, source.per, 'per', 1, 0) as [FactReference];
  const limit = threshold(context, source.parameter, 'parameter');
  const each = threshold(context, source.perEach, 'perEach');
  const thingsFactor = factor(wholeNumber(each.value.n * limit.value.d));
  const peopleFactor = factor(wholeNumber(limit.value.n * each.value.d));
  const word = wordOf(source.is);
  const references = [things, people];
  const condition: Condition = {
    evaluate(application) {
      const x = application.numbers[things.slot] as number;
      const y = application.numbers[people.slot] as number;
      if (Number.isNaN(x) || Number.isNaN(y)) return missing;
      const stated = application.stated as StatedDecimal[];
      return truthOf(source.is, sign(x, thingsFactor, y, peopleFactor, stated[things.slot]!, stated[people.slot]!, application.wide));
    },
    generate(generator) {
      const local = generator.local();
      const proof = `p(n[${things.slot}]*${thingsFactor.double},n[${people.slot}]*${peopleFactor.double})`;
      const decided = source.is === 'atLeast' || source.is === 'moreThan' ? local : `1-${local}`;
      return `((${local}=${proof})===2?${generator.fallback(condition)}:${decided})`;
    },
    observed: references,
    lacking: (application) => references.filter((reference) => !isStated(reference, application)),
    interpretations: ['INT-1', 'INT-7'],
    parameters: [limit.name, each.name],
    otherReadings: [],
    required(year) {
      const a = labelOf(things, year);
      const b = labelOf(people, year);
      return {
        zh: `${a.zh}按${b.zh}每${each.parameter.value}${unitOf(people).zh}计${word.zh}${limit.parameter.value}${unitOf(things).zh}`,
        en: `${a.en} ${word.en} ${limit.parameter.value} for each ${each.parameter.value} ${b.en}`,
      };
    },
    wouldChange(application) {
      const needed = divide(multiply(limit.value, exactOf(people, application) as Fraction), fractionOf(each.parameter.value));
      const whole = things.definition.type === 'series' && things.definition.whole === true;
      return moveTo(nameOf(things, application.year), source.is, needed, exactOf(things, application) as Fraction, whole);
    },
  };
  return condition;
}
