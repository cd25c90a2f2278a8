import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema, tenantSchema } from '../primitives/region-code.js';
import { textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

/** Where a notice stands. */
export const publicNoticeStates = ['open', 'ended', 'withdrawn'] as const;

/** Where what a notice covers stands: still shown; held by an objection or a gate; gone on; fallen; taken off the notice. */
export const publicNoticeItemStates = ['open', 'held', 'passed', 'fallen', 'removed'] as const;

const publishers: readonly Role[] = ['province-industry', 'province-development-commission'];
const sentenceSchema = z.strictObject({ zh: textSchema(500), en: textSchema(500) });
const which = { id: uuidSchema, version: versionSchema };
const calendarVersionSchema = z.string().min(1).max(500).regex(/^[0-9a-z,#]+$/).describe('version of the calendar');

const publishNoticeSchema = z.strictObject({
  callId: uuidSchema,
  applicationIds: z.array(uuidSchema).min(1).max(200),
  title: textSchema(200).exactOptional(),
  /** How the department takes objections besides this system; an office, never a person. */
  channel: textSchema(300).exactOptional(),
  /** Whether the day of publication counts (INT-12). */
  startDay: z.enum(['excluded', 'included']).exactOptional(),
});
const correctNoticeSchema = z.strictObject({ ...which, applicationId: uuidSchema, reason: textSchema(500) });
const withdrawNoticeSchema = z.strictObject({ ...which, reason: textSchema(500) });
const resumeNoticeSchema = z.strictObject({ ...which, applicationId: uuidSchema });
const getNoticeSchema = z.strictObject({ id: uuidSchema });

const summaryFields = {
  id: uuidSchema,
  callId: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  callTitle: sentenceSchema,
  title: textSchema(200).exactOptional(),
  channel: textSchema(300).exactOptional(),
  /** The clause that asks for the notice. */
  clause: clauseSchema,
  publishedOn: localDateSchema,
  length: z.strictObject({ count: z.int().min(1).max(1000), unit: z.enum(['workingDays', 'days']) }),
  startDay: z.enum(['excluded', 'included']),
  /** Through 24:00 of this day, Asia/Shanghai. */
  dueOn: localDateSchema,
  firstDayAfter: localDateSchema,
  /** The holiday arrangement that decides is not installed yet; at the end: was not when it ended (INT-14). */
  provisional: z.boolean(),
  calendarVersion: calendarVersionSchema,
  state: z.enum(publicNoticeStates),
  version: versionSchema,
};
const itemSchema = z.strictObject({
  applicationId: uuidSchema,
  clusterName: textSchema(200),
  region: regionCodeSchema,
  state: z.enum(publicNoticeItemStates),
  openObjections: z.int().min(0).max(100_000),
  reason: z.string().max(500).exactOptional(),
});
const reckoningSchema = z.strictObject({
  dueOn: localDateSchema,
  provisional: z.boolean(),
  calendarVersion: calendarVersionSchema,
  reckonedAt: instantSchema,
  /** The arrangement that brought it about; absent for the first reckoning. */
  arrangementId: uuidSchema.exactOptional(),
});
const noticeSchema = z.strictObject({
  ...summaryFields,
  items: z.array(itemSchema).max(200),
  /** Every reckoning of the end, oldest first. */
  reckonings: z.array(reckoningSchema).max(100),
  /** What can be done in this state, whoever may. */
  possible: z.array(z.string().max(64)).max(20),
});
const noticePageSchema = pageOf(z.strictObject(summaryFields), 50);
const listNoticesSchema = z.strictObject({
  ...pageSchema.shape,
  limit: z.int().min(1).max(50).exactOptional(),
  callId: uuidSchema.exactOptional(),
  programme: programmeSchema.exactOptional(),
  state: z.enum(publicNoticeStates).exactOptional(),
});

const publicFields = {
  id: uuidSchema,
  tenant: tenantSchema,
  programme: programmeSchema,
  callTitle: sentenceSchema,
  title: textSchema(200).exactOptional(),
  publishedOn: localDateSchema,
  dueOn: localDateSchema,
  provisional: z.boolean(),
  state: z.enum(publicNoticeStates),
};
const publicNoticePageSchema = pageOf(z.strictObject(publicFields), 50);
const publicNoticeSchema = z.strictObject({
  ...publicFields,
  /** By cluster; the id is what an objection names. */
  items: z.array(z.strictObject({ applicationId: uuidSchema, clusterName: textSchema(200) })).max(200),
  howToObject: sentenceSchema,
  channel: textSchema(300).exactOptional(),
});
const listPublicNoticesSchema = z.strictObject({
  ...pageSchema.shape,
  limit: z.int().min(1).max(50).exactOptional(),
  tenant: tenantSchema.exactOptional(),
  programme: programmeSchema.exactOptional(),
  state: z.enum(publicNoticeStates).exactOptional(),
});
const noticeChangedSchema = z.strictObject({
  noticeId: uuidSchema,
  callId: uuidSchema,
  programme: programmeSchema,
  clause: clauseSchema,
  state: z.enum(publicNoticeStates),
  publishedOn: localDateSchema,
  dueOn: localDateSchema,
  provisional: z.boolean(),
  calendarVersion: calendarVersionSchema,
  items: z.array(z.strictObject({ applicationId: uuidSchema, state: z.enum(publicNoticeItemStates) })).max(200),
});

/** Which applications of a call are put to public notice. */
export type PublishNotice = z.infer<typeof publishNoticeSchema>;

/** A wrong item is taken off a notice; its application stays at the step. */
export type CorrectNotice = z.infer<typeof correctNoticeSchema>;

/** Which notice is withdrawn, and why. */
export type WithdrawNotice = z.infer<typeof withdrawNoticeSchema>;

/** Which held item goes on. */
export type ResumeNotice = z.infer<typeof resumeNoticeSchema>;

/** Which notice. */
export type GetNotice = z.infer<typeof getNoticeSchema>;

/** A public notice (AMC-7-3, SME-11, XJ-7-3.b), as officials see it. */
export type PublicNotice = z.infer<typeof noticeSchema>;

/** One page of notices, newest first. */
export type PublicNoticePage = z.infer<typeof noticePageSchema>;

/** Which notices. */
export type ListNotices = z.infer<typeof listNoticesSchema>;

/** A notice as everybody sees it. */
export type NoticeForAll = z.infer<typeof publicNoticeSchema>;

/** One page of notices as everybody sees them, newest first. */
export type NoticeForAllPage = z.infer<typeof publicNoticePageSchema>;

/** Which notices somebody looks for. */
export type ListNoticesForAll = z.infer<typeof listPublicNoticesSchema>;

/** Data of the events of a notice. */
export type PublicNoticeChanged = z.infer<typeof noticeChangedSchema>;

const permitted = (verb: string, states?: readonly string[], roles = publishers): Permission => ({
  action: `public-notice.${verb}`,
  roles,
  reach: 'tenant',
  ...(states === undefined ? {} : { states }),
});
const forAll = (verb: string): Permission => ({ action: `public-notice.${verb}`, roles: ['public'], reach: 'public' });
const happened = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<PublicNoticeChanged> =>
  defineEvent({ type: `jiqun.evaluation.public-notice.${verb}.v1`, summary, data: noticeChangedSchema });

/** Public notices: published by the actors of the policy's step, ended by their last day. */
export const publicNoticeContracts: {
  readonly publish: CommandContract<PublishNotice, PublicNotice>;
  readonly correct: CommandContract<CorrectNotice, PublicNotice>;
  readonly withdraw: CommandContract<WithdrawNotice, PublicNotice>;
  readonly resume: CommandContract<ResumeNotice, PublicNotice>;
  readonly get: QueryContract<GetNotice, PublicNotice>;
  readonly list: QueryContract<ListNotices, PublicNoticePage>;
  readonly getPublic: QueryContract<GetNotice, NoticeForAll>;
  readonly listPublic: QueryContract<ListNoticesForAll, NoticeForAllPage>;
  readonly published: EventContract<PublicNoticeChanged>;
  readonly corrected: EventContract<PublicNoticeChanged>;
  readonly ended: EventContract<PublicNoticeChanged>;
  readonly withdrawn: EventContract<PublicNoticeChanged>;
} = {
  publish: defineCommand({
    subject: 'evaluation.public-notice.publish',
    summary: { zh: '公示拟认定名单', en: 'Put applications of a call to public notice' },
    permission: permitted('publish'),
    request: publishNoticeSchema,
    answer: noticeSchema,
    errors: ['NOT_FOUND', 'ALREADY_EXISTS', 'CLAUSE_FORBIDS'],
  }),
  correct: defineCommand({
    subject: 'evaluation.public-notice.correct',
    summary: { zh: '更正公示：撤下一项，其申报仍在公示环节', en: 'Take a wrong item off a notice; its application stays at the step' },
    permission: permitted('correct', ['open']),
    request: correctNoticeSchema,
    answer: noticeSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  withdraw: defineCommand({
    subject: 'evaluation.public-notice.withdraw',
    summary: { zh: '撤回公示', en: 'Withdraw a notice before its end' },
    permission: permitted('withdraw', ['open']),
    request: withdrawNoticeSchema,
    answer: noticeSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  resume: defineCommand({
    subject: 'evaluation.public-notice.resume',
    summary: { zh: '公示期满后，暂缓的一项条件已满足，继续办理', en: 'Carry on an item that was held at the end of its notice, once what held it is met' },
    permission: permitted('resume', ['ended']),
    request: resumeNoticeSchema,
    answer: noticeSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'CLAUSE_FORBIDS'],
  }),
  get: defineQuery({
    subject: 'evaluation.public-notice.get',
    summary: { zh: '查看一次公示及其各项', en: 'Read a notice with its items' },
    permission: permitted('get', undefined, [...publishers, 'auditor']),
    request: getNoticeSchema,
    answer: noticeSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'evaluation.public-notice.list',
    summary: { zh: '分页查看公示，最新的在前', en: 'List notices, newest first' },
    permission: permitted('list', undefined, [...publishers, 'auditor']),
    request: listNoticesSchema,
    answer: noticePageSchema,
    errors: [],
  }),
  getPublic: defineQuery({
    subject: 'evaluation.public-notice.get-public',
    summary: { zh: '公众查看一次公示', en: 'Read a notice as everybody may' },
    permission: forAll('get-public'),
    request: getNoticeSchema,
    answer: publicNoticeSchema,
    errors: ['NOT_FOUND'],
  }),
  listPublic: defineQuery({
    subject: 'evaluation.public-notice.list-public',
    summary: { zh: '公众分页查看公示，最新的在前', en: 'List notices as everybody may, newest first' },
    permission: forAll('list-public'),
    request: listPublicNoticesSchema,
    answer: publicNoticePageSchema,
    errors: [],
  }),
  published: happened('published', { zh: '已公示', en: 'A notice was published' }),
  corrected: happened('corrected', { zh: '公示已更正', en: 'An item was taken off a notice' }),
  ended: happened('ended', { zh: '公示期满', en: 'A notice ended' }),
  withdrawn: happened('withdrawn', { zh: '公示已撤回', en: 'A notice was withdrawn' }),
};
