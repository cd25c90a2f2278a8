import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import type { Role } from '../roles.js';

/** Where an objection stands. */
export const objectionStates = ['raised', 'under-verification', 'answered', 'withdrawn'] as const;

/** How an objection was answered. */
export const objectionOutcomes = ['upheld', 'not-upheld'] as const;

const verifiers: readonly Role[] = ['province-industry', 'province-development-commission'];
/** Everybody signed in but those who run the notice, finance's machines and the administrators. */
const objectors: readonly Role[] = [
  'promotion-organisation', 'enterprise', 'expert', 'county-industry', 'prefecture-industry', 'county-finance', 'prefecture-finance', 'prefecture-development-commission',
];
const readers: readonly Role[] = [...objectors, ...verifiers, 'auditor'];
const hashesSchema = z.array(z.string().max(64).regex(/^[0-9a-f]{64}$/)).max(20).describe('SHA-256 of attachments');
const which = { id: uuidSchema, version: versionSchema };

const raiseSchema = z.strictObject({
  noticeId: uuidSchema,
  applicationId: uuidSchema,
  identity: z.strictObject({
    kind: z.enum(['person', 'organisation']),
    /** Where the objector can be reached; the province's industry department alone sees it. */
    contact: textSchema(200).exactOptional(),
  }),
  /** What is objected to. */
  grounds: textSchema(3000),
  evidence: z.strictObject({ text: textSchema(3000), attachments: hashesSchema }),
});
const verifySchema = z.strictObject({ ...which, note: reasonSchema });
const answerSchema = z.strictObject({ ...which, outcome: z.enum(objectionOutcomes), reasons: textSchema(3000), evidence: hashesSchema });
const withdrawSchema = z.strictObject({ ...which, reason: reasonSchema });
const getSchema = z.strictObject({ id: uuidSchema });
const listSchema = z.strictObject({
  ...pageSchema.shape,
  limit: z.int().min(1).max(50).exactOptional(),
  noticeId: uuidSchema.exactOptional(),
  applicationId: uuidSchema.exactOptional(),
  state: z.enum(objectionStates).exactOptional(),
});
const summaryFields = {
  id: uuidSchema,
  noticeId: uuidSchema,
  applicationId: uuidSchema,
  state: z.enum(objectionStates),
  outcome: z.enum(objectionOutcomes).exactOptional(),
  version: versionSchema,
  raisedAt: instantSchema,
  /** The caller raised it. */
  isOwn: z.boolean(),
};
const objectionSchema = z.strictObject({
  ...summaryFields,
  identity: z.strictObject({ kind: z.enum(['person', 'organisation']), person: z.string().max(128).exactOptional(), contact: textSchema(200).exactOptional() }),
  grounds: textSchema(3000),
  evidence: z.strictObject({ text: textSchema(3000), attachments: hashesSchema }),
  answer: z.strictObject({ outcome: z.enum(objectionOutcomes), reasons: textSchema(3000), evidence: hashesSchema, answeredAt: instantSchema }).exactOptional(),
  possible: z.array(z.string().max(64)).max(20),
});
const objectionPageSchema = pageOf(z.strictObject(summaryFields), 50);
const tallySchema = z.strictObject({
  items: z
    .array(z.strictObject({ applicationId: uuidSchema, state: z.enum(objectionStates), count: z.int().min(1).max(100_000) }))
    .max(1000),
});
const objectionChangedSchema = z.strictObject({
  objectionId: uuidSchema,
  noticeId: uuidSchema,
  applicationId: uuidSchema,
  state: z.enum(objectionStates),
  outcome: z.enum(objectionOutcomes).exactOptional(),
});

/** An identified objection to an application on public notice, with its evidence. */
export type RaiseObjection = z.infer<typeof raiseSchema>;

/** Which objection is being verified, and how. */
export type VerifyObjection = z.infer<typeof verifySchema>;

/** The answer to an objection, with reasons. */
export type AnswerObjection = z.infer<typeof answerSchema>;

/** Which objection its objector takes back, and why. */
export type WithdrawObjection = z.infer<typeof withdrawSchema>;

/** Which objection. */
export type GetObjection = z.infer<typeof getSchema>;

/** Which objections. */
export type ListObjections = z.infer<typeof listSchema>;

/** An objection (AMC-7-3): identified, with evidence, answered with reasons. */
export type Objection = z.infer<typeof objectionSchema>;

/** One page of objections, newest first: all for those who verify, one's own for everybody else. */
export type ObjectionPage = z.infer<typeof objectionPageSchema>;

/** Of which notice objections are counted. */
export type TallyObjections = { readonly noticeId: string };

/** How many objections stand in which state, by application. */
export type ObjectionTally = z.infer<typeof tallySchema>;

/** Data of the events of an objection: never who, never what. */
export type ObjectionChanged = z.infer<typeof objectionChangedSchema>;

const happened = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<ObjectionChanged> =>
  defineEvent({ type: `jiqun.evaluation.objection.${verb}.v1`, summary, data: objectionChangedSchema });

/** Objections: raised while a notice stands, verified, answered; each holds up only what it concerns. */
export const objectionContracts: {
  readonly raise: CommandContract<RaiseObjection, Objection>;
  readonly verify: CommandContract<VerifyObjection, Objection>;
  readonly answer: CommandContract<AnswerObjection, Objection>;
  readonly withdraw: CommandContract<WithdrawObjection, Objection>;
  readonly get: QueryContract<GetObjection, Objection>;
  readonly list: QueryContract<ListObjections, ObjectionPage>;
  readonly tally: QueryContract<TallyObjections, ObjectionTally>;
  readonly raised: EventContract<ObjectionChanged>;
  readonly answered: EventContract<ObjectionChanged>;
  readonly withdrawn: EventContract<ObjectionChanged>;
} = {
  raise: defineCommand({
    subject: 'evaluation.objection.raise',
    summary: { zh: '在公示期内对一项申报提出异议', en: 'Object to an application while it stands on public notice' },
    permission: { action: 'objection.raise', roles: objectors, reach: 'tenant', states: ['open'] },
    request: raiseSchema,
    answer: objectionSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'ALREADY_EXISTS'],
  }),
  verify: defineCommand({
    subject: 'evaluation.objection.verify',
    summary: { zh: '着手核实异议', en: 'Begin to verify an objection' },
    permission: { action: 'objection.verify', roles: verifiers, reach: 'tenant', states: ['raised'] },
    request: verifySchema,
    answer: objectionSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'FOUR_EYES'],
  }),
  answer: defineCommand({
    subject: 'evaluation.objection.answer',
    summary: { zh: '答复异议：成立或不成立，附理由', en: 'Answer an objection, upheld or not, with reasons' },
    permission: { action: 'objection.answer', roles: verifiers, reach: 'tenant', states: ['under-verification'] },
    request: answerSchema,
    answer: objectionSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'FOUR_EYES'],
  }),
  withdraw: defineCommand({
    subject: 'evaluation.objection.withdraw',
    summary: { zh: '异议人撤回异议', en: 'Take an objection of one\'s own back' },
    permission: { action: 'objection.withdraw', roles: objectors, reach: 'tenant', states: ['raised', 'under-verification'] },
    request: withdrawSchema,
    answer: objectionSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  get: defineQuery({
    subject: 'evaluation.objection.get',
    summary: { zh: '查看一项异议及其答复', en: 'Read an objection and its answer' },
    permission: { action: 'objection.get', roles: readers, reach: 'tenant' },
    request: getSchema,
    answer: objectionSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'evaluation.objection.list',
    summary: { zh: '分页查看异议，最新的在前；异议人只看到本人的', en: 'List objections, newest first; objectors see their own' },
    permission: { action: 'objection.list', roles: readers, reach: 'tenant' },
    request: listSchema,
    answer: objectionPageSchema,
    errors: [],
  }),
  tally: defineQuery({
    subject: 'evaluation.objection.tally',
    summary: { zh: '查看一次公示的异议数量和状态', en: 'Count the objections to what stands on a notice, by state' },
    permission: { action: 'objection.tally', roles: readers, reach: 'tenant' },
    request: z.strictObject({ noticeId: uuidSchema }),
    answer: tallySchema,
    errors: [],
  }),
  raised: happened('raised', { zh: '已提出异议', en: 'An objection was raised' }),
  answered: happened('answered', { zh: '异议已答复', en: 'An objection was answered' }),
  withdrawn: happened('withdrawn', { zh: '异议已撤回', en: 'An objection was taken back' }),
};
