import { z } from 'zod';
import { defineCommand, defineQuery } from '../contract.js';
import { historyPageSchema, historyRequestSchema, organisationReaders, organisationRegistrars } from '../organisation/organisation.schema.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { cursorSchema, pageOf } from '../primitives/page.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';

/** What a promotion organisation does for its cluster (XJ-11). */
export const activityKinds = ['visit', 'exchange', 'shared-platform', 'matchmaking', 'promotion', 'investment', 'financing', 'training'] as const;

/** The most activities on one page: each may tell a lot. */
export const largestActivityPage = 50;

const yearSchema = z.int().min(1949).max(9999);
const countSchema = z.int().min(0).max(1_000_000_000);
const particulars = {
  kind: z.enum(activityKinds),
  heldOn: localDateSchema,
  title: textSchema(200),
  description: textSchema(800).exactOptional(),
  participants: z.int().min(0).max(10_000_000),
  partners: z.array(z.strictObject({ name: textSchema(100), creditCode: socialCreditCodeSchema.exactOptional() })).max(20),
};
const recordActivitySchema = z.strictObject({ organisationId: uuidSchema, ...particulars });
const correctActivitySchema = z.strictObject({ id: uuidSchema, version: versionSchema, reason: reasonSchema, ...particulars });
const listActivitiesSchema = z.strictObject({
  organisationId: uuidSchema,
  year: yearSchema.exactOptional(),
  kind: z.enum(activityKinds).exactOptional(),
  cursor: cursorSchema.exactOptional(),
  limit: z.int().min(1).max(largestActivityPage).exactOptional(),
});
const countActivitiesSchema = z.strictObject({ organisationId: uuidSchema, year: yearSchema });
const activitySchema = z.strictObject({ id: uuidSchema, organisationId: uuidSchema, ...particulars, recordedAt: instantSchema, version: versionSchema });
const activityPageSchema = pageOf(activitySchema, largestActivityPage);
const activityCountSchema = z.strictObject({
  organisationId: uuidSchema,
  year: yearSchema,
  byKind: z.array(z.strictObject({ kind: z.enum(activityKinds), activities: countSchema, participants: countSchema })).max(activityKinds.length),
});

/** An activity of a promotion organisation to be recorded, on or after its day. */
export type RecordActivity = z.infer<typeof recordActivitySchema>;

/** An activity as it shall be, and why it was wrong. */
export type CorrectActivity = z.infer<typeof correctActivitySchema>;

/** Which activities of an organisation. */
export type ListActivities = z.infer<typeof listActivitiesSchema>;

/** Of which organisation and year activities are counted. */
export type CountActivities = z.infer<typeof countActivitiesSchema>;

/** Something that a promotion organisation did (XJ-11). */
export type Activity = z.infer<typeof activitySchema>;

/** A page of activities, the latest day first. */
export type ActivityPage = z.infer<typeof activityPageSchema>;

/** What a promotion organisation did in a year, by kind; kinds of which there was nothing are counted as 0. */
export type ActivityCount = z.infer<typeof activityCountSchema>;

const recording = (verb: string): Permission => ({
  action: `activity.${verb}`,
  roles: ['promotion-organisation', ...organisationRegistrars],
  reach: 'region',
  // Of the promotion organisation whose activity it is.
  states: ['registered'],
});
const reading = (verb: string): Permission => ({ action: `activity.${verb}`, roles: ['promotion-organisation', ...organisationReaders], reach: 'region' });

/** What registry offers for the activities of promotion organisations (XJ-11). */
export const activityContracts = {
  record: defineCommand({
    subject: 'registry.activity.record',
    summary: { zh: '登记促进组织开展的活动', en: 'Record an activity of a promotion organisation' },
    permission: recording('record'),
    request: recordActivitySchema,
    answer: activitySchema,
    errors: ['STATE_FORBIDS'],
  }),
  correct: defineCommand({
    subject: 'registry.activity.correct',
    summary: { zh: '更正活动登记并说明原因', en: 'Correct the record of an activity, with the reason' },
    permission: recording('correct'),
    request: correctActivitySchema,
    answer: activitySchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  list: defineQuery({
    subject: 'registry.activity.list',
    summary: { zh: '分页查看促进组织的活动，日期最近的在前', en: 'List the activities of a promotion organisation, the latest first' },
    permission: reading('list'),
    request: listActivitiesSchema,
    answer: activityPageSchema,
    errors: [],
  }),
  count: defineQuery({
    subject: 'registry.activity.count',
    summary: { zh: '按类型统计促进组织一年的活动', en: 'Count the activities of a promotion organisation in a year by kind' },
    permission: reading('count'),
    request: countActivitiesSchema,
    answer: activityCountSchema,
    errors: [],
  }),
  history: defineQuery({
    subject: 'registry.activity.history',
    summary: { zh: '分页查看活动登记的更正记录', en: 'List the corrections of an activity, newest first' },
    permission: reading('history'),
    request: historyRequestSchema,
    answer: historyPageSchema,
    errors: ['NOT_FOUND'],
  }),
};
