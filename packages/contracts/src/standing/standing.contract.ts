import { z } from 'zod';
import { defineQuery, type QueryContract } from '../contract.js';
import { creditLists } from '../credit-listing/credit-list.js';
import { withinBytes } from '../primitives/bounded.js';
import { uuidSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { tenantSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';

/** What can bar an enterprise: a listing (SUB-6-2, AMC-3.c), a ban (SUB-13.c), a bar (SUB-16), an exclusion (SUB-17). */
export const barKinds = ['credit-listing', 'ban', 'bar', 'exclusion'] as const;

const checkSchema = z.strictObject({
  tenant: tenantSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema.exactOptional(),
  creditCodes: z.array(socialCreditCodeSchema).min(1).max(200),
  on: localDateSchema.exactOptional(),
});
const reasonSchema = z.strictObject({
  kind: z.enum(barKinds),
  clause: clauseSchema,
  list: z.enum(creditLists).exactOptional(),
  /** The listing or the sanction. */
  id: uuidSchema,
  source: textSchema(200).exactOptional(),
  document: textSchema(200).exactOptional(),
  from: localDateSchema,
  /** The last day; absent where no end is set. */
  through: localDateSchema.exactOptional(),
  firstDayFree: localDateSchema.exactOptional(),
});
const standingSchema = z.strictObject({
  creditCode: socialCreditCodeSchema,
  mayApply: z.boolean(),
  reasons: z.array(reasonSchema).max(20),
});
const checkedSchema = z.strictObject({
  on: localDateSchema,
  askedAt: instantSchema,
  standings: withinBytes(z.array(standingSchema).max(200), 900_000),
});
const explainSchema = z.strictObject({
  creditCode: socialCreditCodeSchema,
  /** The day asked about; today when absent. */
  on: localDateSchema.exactOptional(),
  /** By what was known at this instant; by all that is known when absent. */
  knownAt: instantSchema.exactOptional(),
});
const stoodSchema = z.strictObject({
  ...reasonSchema.shape,
  programme: programmeSchema.exactOptional(),
  /** Within its days on the day asked about. */
  isInForce: z.boolean(),
  /** The sanction's state; a listing that a wrong load made is void. */
  state: z.string().max(32),
  knownFrom: instantSchema,
});
const explainedSchema = z.strictObject({
  creditCode: socialCreditCodeSchema,
  on: localDateSchema,
  /** Newest first; at most 200 of each kind. */
  against: z.array(stoodSchema).max(400),
});

/** Whose standing, for which programme, on which day; today when `on` is absent. */
export type CheckStanding = z.infer<typeof checkSchema>;

/** Why an enterprise may not apply or be paid. */
export type BarReason = z.infer<typeof reasonSchema>;

/** Whether one enterprise may apply, and if not, why, by which clause, until when. */
export type Standing = z.infer<typeof standingSchema>;

/** The standings in the order of the codes asked for, stored with whatever was decided on them. */
export type CheckedStanding = z.infer<typeof checkedSchema>;

/** All that ever stood against which enterprise, as of which day and knowledge. */
export type ExplainStanding = z.infer<typeof explainSchema>;

/** What stood against an enterprise. */
export type StoodAgainst = z.infer<typeof stoodSchema>;

/** All that ever stood against an enterprise. */
export type ExplainedStanding = z.infer<typeof explainedSchema>;

/** Whether an enterprise may apply for a programme on a day (SUB-6-2, SUB-13.c, SUB-16, SUB-17, AMC-3.c; INT-22). */
export const standingContracts: {
  readonly check: QueryContract<CheckStanding, CheckedStanding>;
  readonly explain: QueryContract<ExplainStanding, ExplainedStanding>;
} = {
  check: defineQuery({
    subject: 'audit.standing.check',
    summary: { zh: '查询企业某日能否申报某方案及其理由', en: 'Tell whether enterprises may apply for a programme on a day, and why not' },
    permission: { action: 'standing.check', roles: ['public'], reach: 'public' },
    request: checkSchema,
    answer: checkedSchema,
    errors: ['NOT_FOUND'],
  }),
  explain: defineQuery({
    subject: 'audit.standing.explain',
    summary: { zh: '查看企业曾经和现有的全部信用记录与限制', en: 'Read all that ever stood against an enterprise, as of a day' },
    permission: { action: 'standing.explain', roles: ['province-industry', 'province-finance', 'auditor'], reach: 'tenant' },
    request: explainSchema,
    answer: explainedSchema,
    errors: [],
  }),
};
