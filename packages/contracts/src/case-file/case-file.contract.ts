import { z } from 'zod';
import { defineQuery } from '../contract.js';
import { leafIndexSchema } from '../log/log-proof.js';
import { instantSchema } from '../primitives/instant.js';
import { withinBytes } from '../primitives/bounded.js';
import { uuidSchema } from '../primitives/identifier.js';
import { cursorSchema, pageOf, usualPage } from '../primitives/page.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { recordKinds } from '../record/record.contract.js';
import { services } from '../roles.js';

const idSchema = z.string().min(1).max(300).regex(/^[\x21-\x7e]+$/);
const aboutSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('object'), id: idSchema }),
  z.strictObject({ kind: z.literal('enterprise'), creditCode: socialCreditCodeSchema }),
  z.strictObject({ kind: z.literal('person'), person: idSchema }),
  z.strictObject({ kind: z.literal('decision'), id: uuidSchema }),
  z.strictObject({ kind: z.literal('money'), id: uuidSchema }),
]);
const readSchema = z.strictObject({
  about: aboutSchema,
  outcome: z.enum(['done', 'refused']).exactOptional(),
  cursor: cursorSchema.exactOptional(),
  limit: z.int().min(1).max(usualPage).exactOptional(),
});
const personSchema = z.strictObject({
  /** Absent when it was erased. */
  name: z.string().max(200).exactOptional(),
  erased: z.boolean(),
});
const itemSchema = z.strictObject({
  index: leafIndexSchema,
  at: instantSchema,
  service: z.enum(services),
  kind: z.enum(recordKinds),
  /** The event’s type, or the action of an audit entry. */
  what: z.string().max(300),
  object: z.string().max(400).exactOptional(),
  outcome: z.enum(['done', 'refused']).exactOptional(),
  who: personSchema.exactOptional(),
  onBehalfOf: personSchema.exactOptional(),
  /** Absent when it was not given or was erased. */
  reason: z.string().max(4_000).exactOptional(),
  clause: z.string().max(64).exactOptional(),
  trace: z.string().max(64).exactOptional(),
  /** The event’s data or the entry’s detail, as JSON; absent where it is too large, see `inputsHash`. */
  inputs: z.string().max(250_000).exactOptional(),
  inputsHash: z.string().max(64).exactOptional(),
  /** The query that derives the decision again from what was stored with it, and the id to ask it for. */
  replay: z.strictObject({ subject: z.string().max(200), id: idSchema }).exactOptional(),
});
const caseFileSchema = withinBytes(pageOf(itemSchema, usualPage), 980_000);

/**
 * What a case file can be about: an object, an enterprise, a person (only while not erased), a decision, or a payment,
 * followed from the award over its instalments to what was paid out and recovered.
 */
export type CaseFileSubject = z.infer<typeof aboutSchema>;

/** Which page of which case file. */
export type ReadCaseFile = z.infer<typeof readSchema>;

/** One thing that happened: who, when, what, why, by which clause, from which inputs. */
export type CaseFileItem = z.infer<typeof itemSchema>;

/** Everything about the subject in the order of the log. */
export type CaseFile = z.infer<typeof caseFileSchema>;

/** Everything about a case, a person, an enterprise or a payment, for auditors. */
export const caseFileContracts = {
  read: defineQuery({
    subject: 'audit.case-file.read',
    summary: { zh: '按次序查看一事、一人、一企业或一笔资金的全部记录', en: 'Read everything about a case, a person, an enterprise or a payment, in order' },
    permission: { action: 'case-file.read', roles: ['auditor', 'audit-administrator'], reach: 'region' },
    request: readSchema,
    answer: caseFileSchema,
    errors: [],
  }),
} as const;
