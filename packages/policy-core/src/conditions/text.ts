import { z } from 'zod';
import { wholeNumber } from '../exact/fraction.js';
import { type Change, type CompileContext, type Condition, met, missing, notMet } from './condition.js';
import { invalidPolicy, isStated, nameOf, stringFact } from './reference.js';

/** A text that must be one of those named (SEI-1.a). */
export const oneOfSchema = z.strictObject({ kind: z.literal('one-of'), fact: z.string(), values: z.array(z.string()).min(1) });

/** A text that must say something: blank is not stated in substance (SEI-5-1). */
export const statedSchema = z.strictObject({ kind: z.literal('stated'), fact: z.string() });

export function compileOneOf(source: z.infer<typeof oneOfSchema>, context: CompileContext): Condition {
  const definition = stringFact(context, source.fact, 'fact').definition;
  const labels = definition.type === 'string' ? definition.oneOf : undefined;
  const known = labels?.map((each) => each.value);
  const stranger = known === undefined ? undefined : source.values.find((value) => !known.includes(value));
  if (stranger !== undefined) throw invalidPolicy(`${context.path}.values`, `"${stranger}"`, `values of the fact: ${known?.join(', ')}`, `填报项的取值：${known?.join('、')}`);
  const labelled = source.values.map((value) => labels?.find((each) => each.value === value) ?? { zh: value, en: value });
  const required = {
    zh: `${definition.zh}为下列之一：${labelled.map((label) => label.zh).join('、')}`,
    en: `${definition.en} is one of: ${labelled.map((label) => label.en).join(', ')}`,
  };
  return textCondition(context, source.fact, (value) => source.values.includes(value), required, { oneOf: source.values });
}

export function compileStated(source: z.infer<typeof statedSchema>, context: CompileContext): Condition {
  const definition = stringFact(context, source.fact, 'fact').definition;
  const required = { zh: `写明${definition.zh}`, en: `${definition.en} are named` };
  return textCondition(context, source.fact, (value) => value.trim() !== '', required, { stated: true });
}

function textCondition(
  context: CompileContext,
  fact: string,
  accepts: (value: string) => boolean,
  required: { zh: string; en: string },
  change: Omit<Change, 'fact'>,
): Condition {
  const reference = stringFact(context, fact, 'fact');
  const condition: Condition = {
    evaluate(application) {
      const value = application.strings[reference.slot];
      return value === undefined ? missing : accepts(value) ? met : notMet;
    },
    generate: (generator) => generator.fallback(condition),
    observed: [reference],
    lacking: (application) => (isStated(reference, application) ? [] : [reference]),
    interpretations: [],
    parameters: [],
    otherReadings: [],
    required: () => required,
    wouldChange: (application) => ({
      change: { by: 'one', changes: [{ fact: nameOf(reference, application.year), ...change }] },
      distance: wholeNumber(1),
    }),
  };
  return condition;
}
