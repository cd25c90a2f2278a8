import { z } from 'zod';
import { compare, type Fraction } from '../exact/fraction.js';
import { comparisonSchema, moveTo, operatorOf, truthOf, wordOf } from './comparison.js';
import { type CompileContext, type Condition, missing } from './condition.js';
import { exactOf, isStated, nameOf, numberFact } from './reference.js';

/** A figure against another stated figure: R&D intensity above the industry's average (AMC-6-4.a). */
export const compareFactsSchema = z.strictObject({
  kind: z.literal('compare-facts'),
  fact: z.string(),
  is: comparisonSchema,
  other: z.string(),
});

export function compileCompareFacts(source: z.infer<typeof compareFactsSchema>, context: CompileContext): Condition {
  const reference = numberFact(context, source.fact, 'fact');
  const other = numberFact(context, source.other, 'other');
  const word = wordOf(source.is);
  const whole = reference.definition.type === 'integer';
  return {
    evaluate(application) {
      const x = application.numbers[reference.slot] as number;
      const y = application.numbers[other.slot] as number;
      if (Number.isNaN(x) || Number.isNaN(y)) return missing;
      if (!application.wide) return truthOf(source.is, x < y ? -1 : x > y ? 1 : 0);
      return truthOf(source.is, compare(exactOf(reference, application) as Fraction, exactOf(other, application) as Fraction));
    },
    generate(generator) {
      const x = generator.local();
      const y = generator.local();
      return `((${x}=n[${reference.slot}])${operatorOf(source.is)}(${y}=n[${other.slot}])?1:${x}${operatorOf(source.is, true)}${y}?0:2)`;
    },
    observed: [reference, other],
    lacking: (application) => [reference, other].filter((each) => !isStated(each, application)),
    interpretations: [],
    parameters: [],
    otherReadings: [],
    required: () => ({
      zh: `${reference.definition.zh}${word.zh}${other.definition.zh}`,
      en: `${reference.definition.en} ${word.en} ${other.definition.en}`,
    }),
    // The average or baseline of an industry is not the applicant's to move.
    wouldChange: (application) =>
      moveTo(
        nameOf(reference, application.year),
        source.is,
        exactOf(other, application) as Fraction,
        exactOf(reference, application) as Fraction,
        whole,
      ),
  };
}
