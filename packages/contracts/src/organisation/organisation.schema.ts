import { z } from 'zod';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { cursorSchema, pageOf } from '../primitives/page.js';
import { textSchema } from '../primitives/text.js';
import type { Role } from '../roles.js';

/** The most changes on one page of a history: each says every field before and after. */
export const largestHistoryPage = 15;

/** Who registers organisations, each in the subtree of the own region. */
export const organisationRegistrars: readonly Role[] = ['county-industry', 'prefecture-industry', 'province-industry'];

/** Who reads what is registered of organisations, each in the subtree of the own region. */
export const organisationReaders: readonly Role[] = [
  ...organisationRegistrars,
  'county-finance',
  'prefecture-finance',
  'province-finance',
  'prefecture-development-commission',
  'province-development-commission',
  'auditor',
];

const fieldChangeSchema = z.strictObject({ field: textSchema(200), before: textSchema(800).exactOptional(), after: textSchema(800).exactOptional() });

/** Whose history, and which part of it. */
export const historyRequestSchema = z.strictObject({
  id: uuidSchema,
  cursor: cursorSchema.exactOptional(),
  limit: z.int().min(1).max(largestHistoryPage).exactOptional(),
});

/** One change of a registered object: who, when, why, and each field before and after. */
export const registerChangeSchema = z.strictObject({
  version: versionSchema,
  action: textSchema(64),
  person: z.string().min(1).max(128).regex(/^[\x21-\x7e]+$/),
  recordedAt: instantSchema,
  reason: textSchema(2000).exactOptional(),
  fields: z.array(fieldChangeSchema).max(10),
});

/** A page of changes, newest first. */
export const historyPageSchema = pageOf(registerChangeSchema, largestHistoryPage);

/** Whose history, and which part of it. */
export type HistoryRequest = z.infer<typeof historyRequestSchema>;

/** One change of a registered object. */
export type RegisterChange = z.infer<typeof registerChangeSchema>;

/** A page of changes, newest first. */
export type HistoryPage = z.infer<typeof historyPageSchema>;
