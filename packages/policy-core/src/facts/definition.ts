import { z } from 'zod';

const bilingual = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

/** Names are keys of an application's facts; the pattern keeps `__proto__` and dots out. */
export const factName = z.string().regex(/^[a-z][A-Za-z0-9]{0,63}$/, 'a name in camelCase');

const common = {
  name: factName,
  zh: z.string().min(1),
  en: z.string().min(1),
  usedBy: z.array(z.string()).optional().meta({ description: 'Clauses that the register says this fact decides.' }),
};
const unit = bilingual.optional();

/**
 * One entry of the fact dictionary, the public contract of policy-core, the API and the CLI. No fact can be negative:
 * each is a count, an amount, a share or a quantity.
 */
export const factDefinitionSchema = z.discriminatedUnion('type', [
  z.strictObject({ ...common, type: z.literal('decimal'), unit }),
  z.strictObject({ ...common, type: z.literal('integer'), unit }),
  z.strictObject({
    ...common,
    type: z.literal('series'),
    unit,
    whole: z.literal(true).optional().meta({ description: 'A count: changes are proposed in whole numbers.' }),
    positive: z.literal(true).optional().meta({ description: 'Zero is bad input.' }),
  }),
  z.strictObject({ ...common, type: z.literal('boolean') }),
  z.strictObject({ ...common, type: z.literal('string'), oneOf: z.array(z.strictObject({ value: z.string().min(1), zh: z.string().min(1), en: z.string().min(1) })).min(1).optional() }),
  z.strictObject({ ...common, type: z.literal('incidents') }),
  z.strictObject({
    ...common,
    type: z.literal('object'),
    fields: z.array(z.strictObject({ name: factName, type: z.literal('boolean'), zh: z.string().min(1), en: z.string().min(1) })).min(1),
  }),
]);

/** An entry of the fact dictionary that passed `factDefinitionSchema`. */
export type FactDefinition = z.infer<typeof factDefinitionSchema>;

/** Grades of an incident in rising severity: 一般, 较大, 重大, 特别重大 (INT-9). */
export const incidentGrades = ['general', 'larger', 'major', 'extraordinary'] as const;
/** Categories of an incident; which of them a clause knows is the policy's to say (INT-10). */
export const incidentCategories = ['safety', 'quality', 'environment', 'network-security', 'data-security'] as const;

export type IncidentGrade = (typeof incidentGrades)[number];
export type IncidentCategory = (typeof incidentCategories)[number];

/** An accident or event as stated; `date` is a day in Asia/Shanghai. */
export interface Incident {
  readonly date: string;
  readonly category: IncidentCategory;
  readonly grade: IncidentGrade;
}
