import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { jsonWithin } from '../primitives/bounded.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema, tenantSchema } from '../primitives/region-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

/** Where a call stands. */
export const callStates = ['draft', 'published', 'closed', 'withdrawn'] as const;

const publishers: readonly Role[] = ['province-industry', 'province-development-commission'];
const keySchema = z.string().min(1).max(64).regex(/^[a-z][a-z0-9-]*$/).describe('name within the call, in kebab-case');
const sentenceSchema = z.strictObject({ zh: textSchema(500), en: textSchema(500) });
/** At most two digits after the point: what an item can score, or weigh. */
const scoreSchema = z.string().max(10).regex(/^(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,2})?$/).describe('decimal with at most two digits');

const scoresheetItemSchema = z.strictObject({ id: keySchema, title: sentenceSchema, weight: scoreSchema, max: scoreSchema });
const attachmentRuleSchema = z.strictObject({ kind: keySchema, title: sentenceSchema, isRequired: z.boolean() });
const limitSchema = z.strictObject({
  /** Applications that may go on to the province from one prefecture; more are refused. */
  perPrefecture: z.int().min(1).max(1000).exactOptional(),
  /** Other limits for the prefectures named. */
  exceptions: z.array(z.strictObject({ region: regionCodeSchema, limit: z.int().min(0).max(1000) })).max(50).exactOptional(),
});

const callTermsSchema = z.strictObject({
  title: sentenceSchema,
  opensOn: localDateSchema,
  /** The last day, through 24:00 in Asia/Shanghai (INT-15). */
  closesOn: localDateSchema,
  limit: limitSchema.exactOptional(),
  /** Clauses of the call's own with criteria, exclusions and judgements, as expressive as a policy file; checked by policy-core. */
  additions: jsonWithin(100_000).exactOptional(),
  attachments: z.array(attachmentRuleSchema).max(50),
  /** Working days of the public notice (INT-11); the policy's own number when absent. */
  noticeWorkingDays: z.int().min(1).max(60).exactOptional(),
  /** How many the shortlist takes at most. */
  shortlistLimit: z.int().min(1).max(1000).exactOptional(),
  scoresheet: z.array(scoresheetItemSchema).min(1).max(50).exactOptional(),
  /** Experts do not see whose application it is. */
  isBlind: z.boolean(),
  /** The highest and the lowest score of an application do not count. */
  dropsExtremes: z.boolean(),
  documentNumber: textSchema(100).exactOptional(),
});
const callSchema = z.strictObject({
  id: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema.exactOptional(),
  ...callTermsSchema.shape,
  state: z.enum(callStates),
  version: versionSchema,
  publishedAt: instantSchema.exactOptional(),
});
const { title, opensOn, closesOn, documentNumber } = callTermsSchema.shape;
const callSummarySchema = callSchema.pick({ id: true, programme: true, policyVersion: true, state: true, version: true, publishedAt: true }).extend({ title, opensOn, closesOn, documentNumber });
const callPageSchema = pageOf(callSummarySchema, 50);
const draftCallSchema = z.strictObject({ programme: programmeSchema, terms: callTermsSchema });
const amendCallSchema = z.strictObject({ id: uuidSchema, version: versionSchema, terms: callTermsSchema });
const publishCallSchema = z.strictObject({ id: uuidSchema, version: versionSchema });
const extendCallSchema = z.strictObject({ id: uuidSchema, version: versionSchema, closesOn: localDateSchema, reason: reasonSchema });
const withdrawCallSchema = z.strictObject({ id: uuidSchema, version: versionSchema, reason: reasonSchema });
const getCallSchema = z.strictObject({ id: uuidSchema });
const listCallsSchema = z.strictObject({
  ...pageSchema.shape,
  limit: z.int().min(1).max(50).exactOptional(),
  programme: programmeSchema.exactOptional(),
  state: z.enum(callStates).exactOptional(),
});
const listPublicCallsSchema = z.strictObject({ ...listCallsSchema.omit({ state: true }).shape, tenant: tenantSchema.exactOptional(), state: z.enum(['published', 'closed']).exactOptional() });
const callEventSchema = z.strictObject({
  callId: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema.exactOptional(),
  title: sentenceSchema,
  opensOn: localDateSchema,
  closesOn: localDateSchema,
});

/** What a call says: its days, limits, extra criteria, attachments, scoresheet. */
export type CallTerms = z.infer<typeof callTermsSchema>;

/** A call of a programme (AMC-7-1.a, XJ-7-1.a): an invitation to apply, published from a version of its policy. */
export type Call = z.infer<typeof callSchema>;

/** A call as lists show it: without its terms. */
export type CallSummary = z.infer<typeof callSummarySchema>;

/** One page of calls, newest first. */
export type CallPage = z.infer<typeof callPageSchema>;

/** A new call. */
export type DraftCall = z.infer<typeof draftCallSchema>;

/** Other terms for a call that is not yet published. */
export type AmendCall = z.infer<typeof amendCallSchema>;

/** Which call, as it was last read. */
export type PublishCall = z.infer<typeof publishCallSchema>;

/** A later last day for a published call. */
export type ExtendCall = z.infer<typeof extendCallSchema>;

/** Which call is withdrawn, and why. */
export type WithdrawCall = z.infer<typeof withdrawCallSchema>;

/** Which call. */
export type GetCall = z.infer<typeof getCallSchema>;

/** Which calls. */
export type ListCalls = z.infer<typeof listCallsSchema>;

/** Which calls anybody may read. */
export type ListPublicCalls = z.infer<typeof listPublicCallsSchema>;

/** Data of the events of a call. */
export type CallChanged = z.infer<typeof callEventSchema>;

const permitted = (verb: string, states?: readonly string[]): Permission => ({
  action: `call.${verb}`,
  roles: publishers,
  reach: 'tenant',
  ...(states === undefined ? {} : { states }),
});
const readers: readonly Role[] = [
  ...publishers, 'county-industry', 'prefecture-industry', 'prefecture-development-commission', 'promotion-organisation', 'enterprise', 'expert', 'auditor',
];

const callEvent = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<CallChanged> =>
  defineEvent({ type: `jiqun.evaluation.call.${verb}.v1`, summary, data: callEventSchema });

/** Calls: drafted, published, extended, closed by their last day, withdrawn. */
export const callContracts: {
  readonly draft: CommandContract<DraftCall, Call>;
  readonly amend: CommandContract<AmendCall, Call>;
  readonly publish: CommandContract<PublishCall, Call>;
  readonly extend: CommandContract<ExtendCall, Call>;
  readonly withdraw: CommandContract<WithdrawCall, Call>;
  readonly get: QueryContract<GetCall, Call>;
  readonly list: QueryContract<ListCalls, CallPage>;
  readonly getPublic: QueryContract<GetCall, Call>;
  readonly listPublic: QueryContract<ListPublicCalls, CallPage>;
  readonly published: EventContract<CallChanged>;
  readonly extended: EventContract<CallChanged>;
  readonly closed: EventContract<CallChanged>;
  readonly withdrawn: EventContract<CallChanged>;
} = {
  draft: defineCommand({
    subject: 'evaluation.call.draft',
    summary: { zh: '起草申报通知', en: 'Draft a call' },
    permission: permitted('draft'),
    request: draftCallSchema,
    answer: callSchema,
    errors: ['NOT_FOUND'],
  }),
  amend: defineCommand({
    subject: 'evaluation.call.amend',
    summary: { zh: '修改尚未发布的申报通知', en: 'Change a call that is not yet published' },
    permission: permitted('amend', ['draft']),
    request: amendCallSchema,
    answer: callSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  publish: defineCommand({
    subject: 'evaluation.call.publish',
    summary: { zh: '发布申报通知，确定适用的方案版本', en: 'Publish a call; it keeps to the version of the policy in force on that day' },
    permission: permitted('publish', ['draft']),
    request: publishCallSchema,
    answer: callSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'CLAUSE_FORBIDS'],
  }),
  extend: defineCommand({
    subject: 'evaluation.call.extend',
    summary: { zh: '延长申报截止日', en: 'Give a published call a later last day' },
    permission: permitted('extend', ['published']),
    request: extendCallSchema,
    answer: callSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'CLAUSE_FORBIDS'],
  }),
  withdraw: defineCommand({
    subject: 'evaluation.call.withdraw',
    summary: { zh: '撤回申报通知', en: 'Withdraw a call' },
    permission: permitted('withdraw', ['draft', 'published']),
    request: withdrawCallSchema,
    answer: callSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  get: defineQuery({
    subject: 'evaluation.call.get',
    summary: { zh: '查看一份申报通知', en: 'Read a call' },
    permission: { action: 'call.get', roles: readers, reach: 'tenant' },
    request: getCallSchema,
    answer: callSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'evaluation.call.list',
    summary: { zh: '分页查看申报通知，最新的在前', en: 'List calls, newest first' },
    permission: { action: 'call.list', roles: readers, reach: 'tenant' },
    request: listCallsSchema,
    answer: callPageSchema,
    errors: [],
  }),
  getPublic: defineQuery({
    subject: 'evaluation.call.get-public',
    summary: { zh: '公众查看一份已发布的申报通知', en: 'Read a call that was published' },
    permission: { action: 'call.get-public', roles: ['public'], reach: 'public' },
    request: getCallSchema,
    answer: callSchema,
    errors: ['NOT_FOUND'],
  }),
  listPublic: defineQuery({
    subject: 'evaluation.call.list-public',
    summary: { zh: '公众分页查看已发布的申报通知，最新的在前', en: 'List the calls that were published, newest first' },
    permission: { action: 'call.list-public', roles: ['public'], reach: 'public' },
    request: listPublicCallsSchema,
    answer: callPageSchema,
    errors: [],
  }),
  published: callEvent('published', { zh: '申报通知已发布', en: 'A call was published' }),
  extended: callEvent('extended', { zh: '申报截止日已延长', en: 'A call was given a later last day' }),
  closed: callEvent('closed', { zh: '申报已截止', en: 'A call was closed' }),
  withdrawn: callEvent('withdrawn', { zh: '申报通知已撤回', en: 'A call was withdrawn' }),
};
