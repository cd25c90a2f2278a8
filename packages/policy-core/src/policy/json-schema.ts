import { z } from 'zod';
import { policySchema } from './schema.js';

/**
 * The JSON Schema (draft 2020-12) of a policy file, for editors and for other languages; `schema/policy.schema.json`.
 * `loadPolicy` checks more: that names exist, and that every clause is carried.
 */
export function policyJsonSchema(): object {
  return z.toJSONSchema(policySchema, { target: 'draft-2020-12' });
}
