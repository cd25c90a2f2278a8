import { z } from 'zod';
import { add, compare, type Fraction, subtract, zero } from '../exact/fraction.js';
import type { PreparedApplication } from '../facts/application.js';
import { comparisonSchema, moveTo, nearest, operatorOf, truthOf, wordOf } from './comparison.js';
import { type Candidate, type CompileContext, type Condition, type FactReference, missing, type Truth } from './condition.js';
import { exactOf, invalidPolicy, isStated, nameOf, numberFact, threshold, unitOf } from './reference.js';

/** Counts added up against a number of the text (SME-6-2). Whole numbers only, so that doubles add exactly. */
export const sumSchema = z.strictObject({
  kind: z.literal('sum'),
  facts: z.array(z.string()).min(2).max(16),
  is: comparisonSchema,
  parameter: z.string(),
});

export function compileSum(source: z.infer<typeof sumSchema>, context: CompileContext): Condition {
  const references = source.facts.map((name, at) => numberFact(context, name, `facts.${at}`));
  const decimal = references.findIndex((reference) => reference.definition.type !== 'integer');
  if (decimal >= 0) throw invalidPolicy(`${context.path}.facts.${decimal}`, `"${source.facts[decimal]}"`, 'a fact of type integer', '整数型填报项');
  const limit = threshold(context, source.parameter, 'parameter');
  const double = Number(limit.parameter.value);
  const word = wordOf(source.is);
  return {
    evaluate: (application) => sumTruth(application, references, (sign) => truthOf(source.is, sign), double, limit.value),
    generate(generator) {
      const x = generator.local();
      const sum = references.map(({ slot }) => `n[${slot}]`).join('+');
      return `((${x}=${sum})${operatorOf(source.is)}${double}?1:${x}${operatorOf(source.is, true)}${double}?0:2)`;
    },
    observed: references,
    lacking: (application) => references.filter((reference) => !isStated(reference, application)),
    interpretations: [],
    parameters: [limit.name],
    otherReadings: [],
    required: () => ({
      zh: `${references.map(({ definition }) => definition.zh).join('与')}合计${word.zh}${limit.parameter.value}${unitOf(references[0] as FactReference).zh}`,
      en: `${references.map(({ definition }) => definition.en).join(' plus ')} ${word.en} ${limit.parameter.value}`,
    }),
    wouldChange: (application) => changeOfOne(application, references, source.is, limit.value),
  };
}

function sumTruth(
  application: PreparedApplication,
  references: readonly FactReference[],
  decide: (sign: -1 | 0 | 1) => Truth,
  double: number,
  limit: Fraction,
): Truth {
  let sum = 0;
  for (const reference of references) sum += application.numbers[reference.slot] as number;
  if (Number.isNaN(sum)) return missing;
  if (!application.wide) return decide(sum < double ? -1 : sum > double ? 1 : 0);
  return decide(compare(total(application, references), limit));
}

function total(application: PreparedApplication, references: readonly FactReference[]): Fraction {
  return references.reduce<Fraction>((sum, reference) => add(sum, exactOf(reference, application) as Fraction), zero);
}

function changeOfOne(
  application: PreparedApplication,
  references: readonly FactReference[],
  is: z.infer<typeof comparisonSchema>,
  limit: Fraction,
): Candidate {
  const gap = subtract(limit, total(application, references));
  const candidates = references.map((reference) => {
    const value = exactOf(reference, application) as Fraction;
    return moveTo(nameOf(reference, application.year), is, add(value, gap), value, true);
  });
  return nearest(candidates) as Candidate;
}
