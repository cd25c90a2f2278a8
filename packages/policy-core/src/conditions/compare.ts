import { z } from 'zod';
import { compare as compareExactly, type Fraction } from '../exact/fraction.js';
import type { PreparedApplication } from '../facts/application.js';
import { comparisonSchema, moveTo, operatorOf, truthOf, wordOf } from './comparison.js';
import { type CompileContext, type Condition, type FactReference, missing } from './condition.js';
import { amount, exactOf, isStated, nameOf, numberFact, threshold, unitOf } from './reference.js';

/** A figure against a number of the text: area at most 100 km² (SME-6-1.b). */
export const compareSchema = z.strictObject({
  kind: z.literal('compare'),
  fact: z.string(),
  is: comparisonSchema,
  parameter: z.string(),
});

/** A double that is no tie decides: parameters have at most 15 digits, and rounding never changes an order. */
export function compileCompare(source: z.infer<typeof compareSchema>, context: CompileContext): Condition {
  const reference = numberFact(context, source.fact, 'fact');
  const limit = threshold(context, source.parameter, 'parameter');
  const double = Number(limit.parameter.value);
  const whole = reference.definition.type === 'integer';
  const unit = unitOf(reference);
  const word = wordOf(source.is);
  return {
    evaluate(application) {
      return evaluateAgainst(application, reference, double, limit.value, (sign) => truthOf(source.is, sign));
    },
    generate(generator) {
      const x = generator.local();
      return `((${x}=n[${reference.slot}])${operatorOf(source.is)}${double}?1:${x}${operatorOf(source.is, true)}${double}?0:2)`;
    },
    observed: [reference],
    lacking: (application) => (isStated(reference, application) ? [] : [reference]),
    interpretations: [],
    parameters: [limit.name],
    otherReadings: [],
    required: () => ({
      zh: `${reference.definition.zh}${word.zh}${limit.parameter.value}${unit.zh}`,
      en: `${reference.definition.en} ${word.en} ${amount(limit.parameter.value, unit.en)}`,
    }),
    wouldChange: (application) =>
      moveTo(nameOf(reference, application.year), source.is, limit.value, exactOf(reference, application) as Fraction, whole),
  };
}

/** One stated number against a constant; shared by the conditions that look at single values. */
export function evaluateAgainst(
  application: PreparedApplication,
  reference: FactReference,
  double: number,
  exact: Fraction,
  decide: (sign: -1 | 0 | 1) => 0 | 1 | 2 | 3,
): 0 | 1 | 2 | 3 {
  const value = application.numbers[reference.slot] as number;
  if (Number.isNaN(value)) return missing;
  if (!application.wide) return decide(value < double ? -1 : value > double ? 1 : 0);
  return decide(compareExactly(exactOf(reference, application) as Fraction, exact));
}
