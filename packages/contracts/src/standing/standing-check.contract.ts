import { z } from 'zod';
import { defineQuery, type QueryContract } from '../contract.js';
import { withinBytes } from '../primitives/bounded.js';
import { uuidSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import { standingContracts } from './standing.contract.js';

const wordSchema = z.string().min(1).max(64).regex(/^[a-z][a-z0-9-]*$/);
const listSchema = z.strictObject({
  ...pageSchema.shape,
  limit: z.int().min(1).max(5).exactOptional(),
  noun: wordSchema.describe('what was decided about: project-group, award, instalment'),
  id: uuidSchema,
});
const checkSchema = z.strictObject({
  id: uuidSchema,
  gate: wordSchema,
  noun: wordSchema,
  objectId: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  /** The clause that asks for the check. */
  clause: clauseSchema,
  /** Nobody asked about was barred. */
  isClear: z.boolean(),
  askedAt: instantSchema,
  answer: withinBytes(standingContracts.check.answer, 150_000),
});
const pageOfChecksSchema = pageOf(checkSchema, 5);

/** Of which object the checks are asked. */
export type ListStandingChecks = z.infer<typeof listSchema>;

/** One page of checks, newest first. */
export type StandingCheckPage = z.infer<typeof pageOfChecksSchema>;

/** What audit answered at each gate of the subsidy programmes, kept with what was decided on it (SUB-6-2). */
export const standingCheckContracts: { readonly listChecks: QueryContract<ListStandingChecks, StandingCheckPage> } = {
  listChecks: defineQuery({
    subject: 'subsidy.standing.list-checks',
    summary: { zh: '查看一项决定前核对信用名单和限制的结果与时间', en: 'List the checks of standing that a decision rests on, newest first' },
    permission: { action: 'standing.list-checks', roles: ['province-industry', 'province-finance', 'auditor'], reach: 'tenant' },
    request: listSchema,
    answer: pageOfChecksSchema,
    errors: ['NOT_FOUND'],
  }),
};
