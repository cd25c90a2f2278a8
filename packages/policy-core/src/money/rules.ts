import { z } from 'zod';
import { compareRates, rateOf } from './rate.js';

const clause = z.string().min(1);
const name = z.string().min(1);

const namesOfClause = z.strictObject({
  clause,
  values: z.array(name).min(1).refine((values) => new Set(values).size === values.length, 'each name stands once'),
});

function isShare(text: string): boolean {
  const rate = rateOf(text);
  const one = rateOf('1');
  return rate !== undefined && one !== undefined && compareRates(rate, one) <= 0;
}

/**
 * What a policy file says about money (SUB-4, SUB-5, SUB-11; INT-16, INT-17, INT-20), each number with its clause.
 * Every level has one cap; an investment category is eligible or excluded, never both. `basis`, `rounding` and
 * `budgetShortfall` admit one value each: they name what the code does, so that a file asking for anything else is refused.
 */
export const moneyRulesSchema = z
  .strictObject({
    ratesByLevel: z
      .array(
        z.strictObject({
          level: name,
          atMost: z.string().refine(isShare, 'a decimal from 0 to 1'),
          clause,
        }),
      )
      .min(1),
    basis: z.strictObject({ clause, counts: z.literal('completed'), allocatedBy: z.literal('project') }),
    projectTypes: namesOfClause,
    eligibleCategories: namesOfClause,
    excludedCategories: namesOfClause,
    group: z.strictObject({ clause, atLeast: z.int().min(1) }),
    instalments: z.strictObject({ clause, consecutiveYears: z.int().min(1) }),
    rounding: z.strictObject({ interpretation: z.literal('INT-16'), to: z.literal('fen'), direction: z.literal('down') }),
    budgetShortfall: z.strictObject({ clause, interpretation: z.literal('INT-20'), method: z.literal('largest-remainder') }),
  })
  .superRefine((rules, context) => {
    const levels = rules.ratesByLevel.map(({ level }) => level);
    for (const [index, level] of levels.entries()) {
      if (levels.indexOf(level) !== index) {
        context.addIssue({ code: 'custom', message: `level ${level} stands twice`, path: ['ratesByLevel', index, 'level'] });
      }
    }
    for (const [index, category] of rules.excludedCategories.values.entries()) {
      if (rules.eligibleCategories.values.includes(category)) {
        const message = `category ${category} is eligible and excluded`;
        context.addIssue({ code: 'custom', message, path: ['excludedCategories', 'values', index] });
      }
    }
  });

/** The money section of a policy that passed `moneyRulesSchema`. */
export type MoneyRules = z.infer<typeof moneyRulesSchema>;
