import { z } from 'zod';
import { wholeNumber } from '../exact/fraction.js';
import { type CompileContext, type Condition, met, missing, notMet } from './condition.js';
import { booleanFact, isStated, labelOf, nameOf } from './reference.js';

/** A fact that must be true, or false (SME-7-1, AMC-3.a). */
export const isSchema = z.strictObject({ kind: z.literal('is'), fact: z.string(), value: z.boolean() });

export function compileIs(source: z.infer<typeof isSchema>, context: CompileContext): Condition {
  const reference = booleanFact(context, source.fact, 'fact');
  const wanted = source.value ? 1 : 0;
  return {
    evaluate(application) {
      const said = application.booleans[reference.slot];
      return said === 2 ? missing : said === wanted ? met : notMet;
    },
    generate(generator) {
      const x = generator.local();
      return `((${x}=b[${reference.slot}])===${wanted}?1:${x}===2?2:0)`;
    },
    observed: [reference],
    lacking: (application) => (isStated(reference, application) ? [] : [reference]),
    interpretations: [],
    parameters: [],
    otherReadings: [],
    required(year) {
      const label = labelOf(reference, year);
      return source.value ? { zh: `“${label.zh}”应为“是”`, en: `"${label.en}" is true` } : { zh: `“${label.zh}”应为“否”`, en: `"${label.en}" is false` };
    },
    wouldChange: (application) => ({
      change: { by: 'one', changes: [{ fact: nameOf(reference, application.year), equals: source.value }] },
      distance: wholeNumber(1),
    }),
  };
}
