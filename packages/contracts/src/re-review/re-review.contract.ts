import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { jsonWithin, withinBytes } from '../primitives/bounded.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

/** Where a re-review stands. `lapsed`: the term was over and nobody had applied. */
export const reReviewStates = ['open', 'applied', 'assessing', 'passed', 'failed', 'lapsed'] as const;

/** Who of them applies the policy says. Not the promotion organisations: a grant in a region would show one of them another's. */
const applicants: readonly Role[] = ['county-industry', 'prefecture-industry'];
const operators: readonly Role[] = ['province-industry'];
const readers: readonly Role[] = [...applicants, 'province-industry', 'auditor'];

const documentSchema = textSchema(500).describe('number or address of the document');
const planGoalSchema = z.strictObject({
  /** The goal's key in the application by which the cluster was recognised. */
  key: z.string().min(1).max(64).exactOptional(),
  goal: textSchema(300),
  result: textSchema(300),
  isReached: z.boolean(),
});
const assessmentShape = {
  /** The goals of the three-year plan, each with its result (SME-12). */
  planGoals: z.array(planGoalSchema).max(100).exactOptional(),
  /** Whether the special action plan is sound, and carried out (AMC-11.a). */
  actionPlan: z.strictObject({ isSound: z.boolean(), isCarriedOut: z.boolean(), opinion: textSchema(4000) }).exactOptional(),
  opinion: textSchema(4000),
};
const versioned = { id: uuidSchema, version: versionSchema };
const applySchema = z.strictObject({ ...versioned, statement: textSchema(4000), documents: z.array(documentSchema).max(50) });
const assessSchema = z.strictObject({
  ...versioned,
  ...assessmentShape,
  /** New facts, judgements and waivers for the policy's criteria, as policy-core takes them. */
  facts: withinBytes(z.array(z.strictObject({ name: z.string().min(1).max(64).regex(/^[a-z][A-Za-z0-9]*$/), value: jsonWithin(50_000), source: textSchema(300) })).max(200), 300_000),
  judgements: z.array(z.strictObject({ clause: clauseSchema, outcome: z.enum(['met', 'not-met']) })).max(100).exactOptional(),
  waivers: z.array(z.strictObject({ clause: clauseSchema, reason: reasonSchema })).max(20).exactOptional(),
});
const decideSchema = z.strictObject({ ...versioned, result: z.enum(['passed', 'failed']), reasons: textSchema(4000) });
const getSchema = z.strictObject({ id: uuidSchema });

const summaryShape = {
  id: uuidSchema,
  version: versionSchema,
  state: z.enum(reReviewStates),
  titleId: uuidSchema,
  clusterId: uuidSchema,
  clusterName: textSchema(200),
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  region: regionCodeSchema,
  clause: clauseSchema,
  openedOn: localDateSchema,
  /** The last day of the term that it concerns. */
  termEnd: localDateSchema,
  appliedOn: localDateSchema.exactOptional(),
  decidedOn: localDateSchema.exactOptional(),
};
const reReviewSchema = z.strictObject({
  ...summaryShape,
  application: z.strictObject({ statement: textSchema(4000), documents: z.array(documentSchema).max(50), by: z.string().max(128) }).exactOptional(),
  assessment: z
    .strictObject({
      ...assessmentShape, by: z.string().max(128), on: localDateSchema, decisionId: uuidSchema,
      verdict: z.enum(['eligible', 'ineligible', 'incomplete', 'needs-judgement']),
    })
    .exactOptional(),
  outcome: z.strictObject({
    result: z.enum(['passed', 'failed']), reasons: textSchema(4000), by: z.string().max(128), validThrough: localDateSchema.exactOptional(),
  }).exactOptional(),
});
const listSchema = z.strictObject({
  ...pageSchema.shape, programme: programmeSchema.exactOptional(), state: z.enum(reReviewStates).exactOptional(), titleId: uuidSchema.exactOptional(),
});
const pageOfReReviews = pageOf(z.strictObject(summaryShape));

/** An application for re-review. */
export type ApplyForReReview = z.infer<typeof applySchema>;

/** What a re-review found. */
export type AssessReReview = z.infer<typeof assessSchema>;

/** How a re-review ended, with reasons. */
export type DecideReReview = z.infer<typeof decideSchema>;

/** Which re-review. */
export type GetReReview = z.infer<typeof getSchema>;

/** A re-review with all that happened in it. */
export type ReReview = z.infer<typeof reReviewSchema>;

/** Which re-reviews. */
export type ListReReviews = z.infer<typeof listSchema>;

/** One page of re-reviews, newest first. */
export type ReReviewPage = z.infer<typeof pageOfReReviews>;

const allowed = (verb: string, roles: readonly Role[], ...states: (typeof reReviewStates)[number][]): Permission => ({
  action: `re-review.${verb}`, roles, reach: 'region', ...(states.length === 0 ? {} : { states }),
});

/** The re-review of titles at the end of their term (SME-12, AMC-11.a; INT-13). */
export const reReviewContracts: {
  readonly apply: CommandContract<ApplyForReReview, ReReview>;
  readonly assess: CommandContract<AssessReReview, ReReview>;
  readonly decide: CommandContract<DecideReReview, ReReview>;
  readonly get: QueryContract<GetReReview, ReReview>;
  readonly list: QueryContract<ListReReviews, ReReviewPage>;
} = {
  apply: defineCommand({
    subject: 'evaluation.re-review.apply',
    summary: { zh: '申请复核', en: 'Apply for a re-review' },
    permission: allowed('apply', applicants, 'open'),
    request: applySchema,
    answer: reReviewSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS'],
  }),
  assess: defineCommand({
    subject: 'evaluation.re-review.assess',
    summary: { zh: '登记复核评价，按新的情况重新判定条件', en: 'Record the assessment of a re-review and decide the criteria again on new facts' },
    permission: allowed('assess', operators, 'open', 'applied', 'assessing'),
    request: assessSchema,
    answer: reReviewSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS'],
  }),
  decide: defineCommand({
    subject: 'evaluation.re-review.decide',
    summary: { zh: '作出复核结论', en: 'Decide a re-review' },
    permission: allowed('decide', operators, 'assessing'),
    request: decideSchema,
    answer: reReviewSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS', 'FOUR_EYES'],
  }),
  get: defineQuery({
    subject: 'evaluation.re-review.get',
    summary: { zh: '查看一次复核', en: 'Read a re-review' },
    permission: allowed('get', readers),
    request: getSchema,
    answer: reReviewSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'evaluation.re-review.list',
    summary: { zh: '分页查看复核，最新的在前', en: 'List re-reviews, newest first' },
    permission: allowed('list', readers),
    request: listSchema,
    answer: pageOfReReviews,
    errors: [],
  }),
};
