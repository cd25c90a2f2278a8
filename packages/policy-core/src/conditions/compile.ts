import { z } from 'zod';
import { allOf, anyOf, whenFact } from './combine.js';
import { compareSchema, compileCompare } from './compare.js';
import { compareFactsSchema, compileCompareFacts } from './compare-facts.js';
import type { CompileContext, Condition } from './condition.js';
import { compileDensity, densitySchema } from './density.js';
import { compileEachYear, eachYearSchema } from './each-year.js';
import { compileGrowth, growthSchema } from './growth.js';
import { compileIs, isSchema } from './is.js';
import { compileNoIncident, noIncidentSchema } from './no-incident.js';
import { booleanFact } from './reference.js';
import { compileShare, shareSchema } from './share.js';
import { compileSum, sumSchema } from './sum.js';
import { compileOneOf, compileStated, oneOfSchema, statedSchema } from './text.js';
import { compileTrend, trendSchema } from './trend.js';

const allSchema = z.strictObject({
  kind: z.literal('all'),
  get of(): z.ZodArray<typeof conditionSchema> {
    return z.array(conditionSchema).min(2).max(16);
  },
});

const anySchema = z.strictObject({
  kind: z.literal('any'),
  get of(): z.ZodArray<typeof conditionSchema> {
    return z.array(conditionSchema).min(2).max(16);
  },
});

const whenSchema = z.strictObject({
  kind: z.literal('when'),
  fact: z.string(),
  get condition(): typeof conditionSchema {
    return conditionSchema;
  },
});

/**
 * Every kind of condition that a policy file, or a call that adds criteria of its own, can use. A new kind is the only
 * change of a policy that needs code: a file in this folder, and a line here.
 */
export const conditionSchema = z.discriminatedUnion('kind', [
  compareSchema,
  compareFactsSchema,
  eachYearSchema,
  shareSchema,
  growthSchema,
  trendSchema,
  densitySchema,
  sumSchema,
  isSchema,
  oneOfSchema,
  statedSchema,
  noIncidentSchema,
  allSchema,
  anySchema,
  whenSchema,
]);

export type ConditionSource = z.infer<typeof conditionSchema>;

/**
 * Makes a condition of its source.
 * @throws PolicyError INVALID_POLICY for names of facts, parameters or readings that the policy does not have
 */
export function compileCondition(source: ConditionSource, context: CompileContext): Condition {
  const part = (of: ConditionSource, at: string): Condition => compileCondition(of, { ...context, path: `${context.path}.${at}` });
  switch (source.kind) {
    case 'compare':
      return compileCompare(source, context);
    case 'compare-facts':
      return compileCompareFacts(source, context);
    case 'each-year':
      return compileEachYear(source, context);
    case 'share':
      return compileShare(source, context);
    case 'growth':
      return compileGrowth(source, context);
    case 'trend':
      return compileTrend(source, context);
    case 'density':
      return compileDensity(source, context);
    case 'sum':
      return compileSum(source, context);
    case 'is':
      return compileIs(source, context);
    case 'one-of':
      return compileOneOf(source, context);
    case 'stated':
      return compileStated(source, context);
    case 'no-incident':
      return compileNoIncident(source, context);
    case 'all':
      return allOf(source.of.map((each, at) => part(each, `of.${at}`)));
    case 'any':
      return anyOf(source.of.map((each, at) => part(each, `of.${at}`)));
    case 'when': {
      const applies = compileIs({ kind: 'is', fact: source.fact, value: true }, context);
      const { definition } = booleanFact(context, source.fact, 'fact');
      return whenFact(applies, part(source.condition, 'condition'), definition);
    }
  }
}
