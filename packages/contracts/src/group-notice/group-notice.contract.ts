import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { withinBytes } from '../primitives/bounded.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema, tenantSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { textSchema } from '../primitives/text.js';
import { publicNoticeItemStates, publicNoticeStates } from '../public-notice/public-notice.contract.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

/** As many bytes as what stands on a notice may have: it must fit into one message, with who was left off. */
export const largestNotice = 600_000;

const publishers: readonly Role[] = ['province-industry'];
const readers: readonly Role[] = ['province-industry', 'province-finance', 'auditor'];
const which = { id: uuidSchema, version: versionSchema };
const calendarVersionSchema = z.string().min(1).max(500).regex(/^[0-9a-z,#]+$/).describe('version of the calendar');
const fundYearSchema = z.int().min(2000).max(2999).describe('calendar year of the funds');
const sentenceSchema = z.strictObject({ zh: textSchema(500), en: textSchema(500) });

const publishSchema = z.strictObject({
  yearId: uuidSchema,
  groups: z.array(z.strictObject(which)).min(1).max(50),
  title: textSchema(200).exactOptional(),
  /** How the department takes objections besides this system; an office, never a person. */
  channel: textSchema(300).exactOptional(),
  /** Whether the day of publication counts (INT-12). */
  startDay: z.enum(['excluded', 'included']).exactOptional(),
});
const correctSchema = z.strictObject({ ...which, groupId: uuidSchema, reason: textSchema(500) });
const withdrawSchema = z.strictObject({ ...which, reason: textSchema(500) });
const getSchema = z.strictObject({ id: uuidSchema });

const summaryFields = {
  id: uuidSchema,
  yearId: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  fundYear: fundYearSchema,
  title: textSchema(200).exactOptional(),
  channel: textSchema(300).exactOptional(),
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
const noticedProjectSchema = z.strictObject({ projectId: uuidSchema, name: textSchema(200), recommended: moneySchema.exactOptional() });
const itemSchema = z.strictObject({
  groupId: uuidSchema,
  clusterName: textSchema(200),
  leadName: textSchema(200),
  region: regionCodeSchema,
  projects: z.array(noticedProjectSchema).max(200),
  state: z.enum(publicNoticeItemStates),
  openObjections: z.int().min(0).max(100_000),
  reason: z.string().max(500).exactOptional(),
});
const leftOffSchema = z.strictObject({ groupId: uuidSchema, creditCodes: z.array(socialCreditCodeSchema).max(20), reason: textSchema(500) });
const noticeSchema = z.strictObject({
  ...summaryFields,
  items: withinBytes(z.array(itemSchema).max(50), largestNotice),
  /** Every reckoning of the end, oldest first. */
  reckonings: z.array(z.strictObject({ dueOn: localDateSchema, provisional: z.boolean(), calendarVersion: calendarVersionSchema, reckonedAt: instantSchema })).max(100),
  possible: z.array(z.string().max(64)).max(20),
});
const publishedSchema = z.strictObject({
  notice: noticeSchema,
  /** Groups that stay at the step because somebody of theirs is barred today (SUB-6-2). */
  leftOff: z.array(leftOffSchema).max(50),
});
const noticePageSchema = pageOf(z.strictObject(summaryFields), 50);
const listSchema = z.strictObject({
  ...pageSchema.shape,
  limit: z.int().min(1).max(50).exactOptional(),
  yearId: uuidSchema.exactOptional(),
  state: z.enum(publicNoticeStates).exactOptional(),
});
const publicFields = {
  id: uuidSchema,
  tenant: tenantSchema,
  programme: programmeSchema,
  fundYear: fundYearSchema,
  title: textSchema(200).exactOptional(),
  publishedOn: localDateSchema,
  dueOn: localDateSchema,
  provisional: z.boolean(),
  state: z.enum(publicNoticeStates),
};
const forAllSchema = z.strictObject({
  ...publicFields,
  /** By group; the ids are what an objection names. */
  items: withinBytes(
    z.array(z.strictObject({ groupId: uuidSchema, clusterName: textSchema(200), leadName: textSchema(200), projects: z.array(noticedProjectSchema).max(200) })).max(50),
    largestNotice,
  ),
  howToObject: sentenceSchema,
  channel: textSchema(300).exactOptional(),
});
const forAllPageSchema = pageOf(z.strictObject(publicFields), 50);
const listForAllSchema = z.strictObject({
  ...pageSchema.shape,
  limit: z.int().min(1).max(50).exactOptional(),
  tenant: tenantSchema.exactOptional(),
  programme: programmeSchema.exactOptional(),
  state: z.enum(publicNoticeStates).exactOptional(),
});
const changedSchema = z.strictObject({
  noticeId: uuidSchema,
  yearId: uuidSchema,
  programme: programmeSchema,
  clause: clauseSchema,
  state: z.enum(publicNoticeStates),
  publishedOn: localDateSchema,
  dueOn: localDateSchema,
  provisional: z.boolean(),
  calendarVersion: calendarVersionSchema,
  items: z.array(z.strictObject({ groupId: uuidSchema, state: z.enum(publicNoticeItemStates) })).max(50),
});

/** Which proposed groups of a year are put to public notice. */
export type PublishGroupNotice = z.infer<typeof publishSchema>;

/** A group is taken off a notice; it stays at the step. */
export type CorrectGroupNotice = z.infer<typeof correctSchema>;

/** Which notice is withdrawn, and why. */
export type WithdrawGroupNotice = z.infer<typeof withdrawSchema>;

/** Which notice. */
export type GetGroupNotice = z.infer<typeof getSchema>;

/** A public notice of proposed projects (SUB-10.a), as officials see it. */
export type GroupNotice = z.infer<typeof noticeSchema>;

/** A notice as it was published, and who was left off it and why. */
export type GroupNoticePublished = z.infer<typeof publishedSchema>;

/** One page of notices, newest first. */
export type GroupNoticePage = z.infer<typeof noticePageSchema>;

/** Which notices. */
export type ListGroupNotices = z.infer<typeof listSchema>;

/** A notice as everybody sees it: names, proposed amounts where set, no personal data. */
export type GroupNoticeForAll = z.infer<typeof forAllSchema>;

/** One page of notices as everybody sees them, newest first. */
export type GroupNoticeForAllPage = z.infer<typeof forAllPageSchema>;

/** Which notices somebody looks for. */
export type ListGroupNoticesForAll = z.infer<typeof listForAllSchema>;

/** Data of the events of a notice. */
export type GroupNoticeChanged = z.infer<typeof changedSchema>;

const permitted = (verb: string, roles = publishers, states?: readonly string[]): Permission => ({
  action: `public-notice.${verb}`, roles, reach: 'tenant', ...(states === undefined ? {} : { states }),
});
const forAll = (verb: string): Permission => ({ action: `public-notice.${verb}`, roles: ['public'], reach: 'public' });
const happened = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<GroupNoticeChanged> =>
  defineEvent({ type: `jiqun.subsidy.public-notice.${verb}.v1`, summary, data: changedSchema });

/** Public notices of proposed projects: published by the actors of the policy's step, ended by their last day (SUB-10.a). */
export const groupNoticeContracts: {
  readonly publish: CommandContract<PublishGroupNotice, GroupNoticePublished>;
  readonly correct: CommandContract<CorrectGroupNotice, GroupNotice>;
  readonly withdraw: CommandContract<WithdrawGroupNotice, GroupNotice>;
  readonly get: QueryContract<GetGroupNotice, GroupNotice>;
  readonly list: QueryContract<ListGroupNotices, GroupNoticePage>;
  readonly getPublic: QueryContract<GetGroupNotice, GroupNoticeForAll>;
  readonly listPublic: QueryContract<ListGroupNoticesForAll, GroupNoticeForAllPage>;
  readonly published: EventContract<GroupNoticeChanged>;
  readonly corrected: EventContract<GroupNoticeChanged>;
  readonly ended: EventContract<GroupNoticeChanged>;
  readonly withdrawn: EventContract<GroupNoticeChanged>;
} = {
  publish: defineCommand({
    subject: 'subsidy.public-notice.publish',
    summary: { zh: '公示拟支持项目', en: 'Put proposed groups of a year to public notice' },
    permission: permitted('publish'),
    request: publishSchema,
    answer: publishedSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'ALREADY_EXISTS', 'CLAUSE_FORBIDS', 'FOUR_EYES'],
  }),
  correct: defineCommand({
    subject: 'subsidy.public-notice.correct',
    summary: { zh: '更正公示：撤下一个项目群，其仍在公示环节', en: 'Take a group off a notice; it stays at the step' },
    permission: permitted('correct', publishers, ['open']),
    request: correctSchema,
    answer: noticeSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  withdraw: defineCommand({
    subject: 'subsidy.public-notice.withdraw',
    summary: { zh: '撤回项目公示', en: 'Withdraw a notice before its end' },
    permission: permitted('withdraw', publishers, ['open']),
    request: withdrawSchema,
    answer: noticeSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  get: defineQuery({
    subject: 'subsidy.public-notice.get',
    summary: { zh: '查看一次项目公示及其各项', en: 'Read a notice of proposed projects with its items' },
    permission: permitted('get', readers),
    request: getSchema,
    answer: noticeSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'subsidy.public-notice.list',
    summary: { zh: '分页查看项目公示，最新的在前', en: 'List notices of proposed projects, newest first' },
    permission: permitted('list', readers),
    request: listSchema,
    answer: noticePageSchema,
    errors: [],
  }),
  getPublic: defineQuery({
    subject: 'subsidy.public-notice.get-public',
    summary: { zh: '公众查看一次项目公示', en: 'Read a notice of proposed projects as everybody may' },
    permission: forAll('get-public'),
    request: getSchema,
    answer: forAllSchema,
    errors: ['NOT_FOUND'],
  }),
  listPublic: defineQuery({
    subject: 'subsidy.public-notice.list-public',
    summary: { zh: '公众分页查看项目公示，最新的在前', en: 'List notices of proposed projects as everybody may, newest first' },
    permission: forAll('list-public'),
    request: listForAllSchema,
    answer: forAllPageSchema,
    errors: [],
  }),
  published: happened('published', { zh: '拟支持项目已公示', en: 'Proposed projects were put to public notice' }),
  corrected: happened('corrected', { zh: '项目公示已更正', en: 'A group was taken off a notice' }),
  ended: happened('ended', { zh: '项目公示期满', en: 'A notice of proposed projects ended' }),
  withdrawn: happened('withdrawn', { zh: '项目公示已撤回', en: 'A notice of proposed projects was withdrawn' }),
};
