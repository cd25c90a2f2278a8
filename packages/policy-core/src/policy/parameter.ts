import { z } from 'zod';

/** A day, `YYYY-MM-DD`; that it exists is checked where it is used. */
export const daySchema = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day as YYYY-MM-DD');

/** Chinese and English, for a person. */
export const sentenceSchema = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

/** Stable clause ids of the register: `SME-6-1.c`, `AMC-11.b`. */
export const clauseId = z.string().regex(/^[A-Z]{2,8}-\d+(-\d+)*(\.[a-z])?$/, 'a clause id such as SME-6-1.c');

/** An entry of the interpretation register: `INT-3`. */
export const interpretationId = z.string().regex(/^INT-\d+$/, 'an interpretation id such as INT-3');

/** A decimal of at most 15 digits, so that its double stands for it (see exact/stated-decimal.ts). */
export const shortDecimal = z.string().regex(/^(?=[\d.]{1,16}$)\d{1,15}(\.\d{1,14})?$/, 'a decimal of at most 15 digits as text');

/** A number of a document. It never travels without its unit, its clause and the day on which it was last checked. */
export const parameterSchema = z.strictObject({
  value: shortDecimal,
  unit: z.string().min(1),
  clause: clauseId,
  checkedOn: daySchema,
  zh: z.string().min(1),
  en: z.string().min(1),
});

export type Parameter = z.infer<typeof parameterSchema>;
