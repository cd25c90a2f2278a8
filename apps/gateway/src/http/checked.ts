import { issuesOf, Refusal } from '@jiqun/contracts';
import type { z } from 'zod';

/** Checks a part of an HTTP request. @throws Refusal INVALID_REQUEST with each place that is wrong */
export function checked<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (!result.success) throw new Refusal('INVALID_REQUEST', {}, { issues: issuesOf(result.error, input) });
  return result.data;
}
