import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import { uuidSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { reasonSchema, textSchema } from '../primitives/text.js';

const yearSchema = z.int().min(2000).max(9999);
const sha256Schema = z.string().max(64).regex(/^[0-9a-f]{64}$/);
/** What is known of working days, for whoever was told a day that was reckoned by it. */
const calendarVersionSchema = z.string().min(1).max(500).regex(/^[0-9a-z,#]+$/).describe('version of the calendar');

const arrangementSchema = z.strictObject({
  year: yearSchema,
  document: z.strictObject({ title: textSchema(300), source: z.url().max(1000) }),
  days: z.array(z.strictObject({ date: localDateSchema, name: textSchema(50), kind: z.enum(['off', 'working']) })).max(400),
});
const installArrangementSchema = z.strictObject({ arrangement: arrangementSchema, reason: reasonSchema });
const installedArrangementSchema = z.strictObject({
  arrangementId: uuidSchema,
  year: yearSchema,
  sha256: sha256Schema,
  installedAt: instantSchema,
  version: calendarVersionSchema,
  /** How many running periods that were provisional were reckoned anew. */
  recomputed: z.int().min(0).max(1_000_000),
});
const knownCalendarSchema = z.strictObject({
  version: calendarVersionSchema,
  /** The years whose arrangement is known, rising; days of all others are provisional. */
  years: z.array(yearSchema).max(200),
  /** Those installed since the release, oldest first; of one year the last counts. */
  installed: z
    .array(z.strictObject({ year: yearSchema, title: textSchema(300), source: z.string().max(1000), sha256: sha256Schema, installedAt: instantSchema }))
    .max(200),
});
const askPeriodSchema = z.strictObject({
  from: localDateSchema,
  workingDays: z.int().min(1).max(10_000).exactOptional(),
  days: z.int().min(1).max(100_000).exactOptional(),
  months: z.int().min(1).max(1_200).exactOptional(),
  years: z.int().min(1).max(1_000).exactOptional(),
  /** Whether the first day counts; the Civil Code says no (INT-12). */
  startDay: z.enum(['excluded', 'included']).exactOptional(),
  /** Whether an end on a rest day moves to the next working day (INT-27). */
  restDay: z.enum(['stays', 'moves']).exactOptional(),
});
const periodAnswerSchema = z.strictObject({
  /** Through 24:00 of this day, Asia/Shanghai. */
  ends: localDateSchema,
  firstDayAfter: localDateSchema,
  provisional: z.boolean(),
  version: calendarVersionSchema,
});
const calendarInstalledSchema = z.strictObject({ arrangementId: uuidSchema, year: yearSchema, sha256: sha256Schema, version: calendarVersionSchema });

/** The State Council's arrangement of a year, and why it is installed. */
export type InstallArrangement = z.infer<typeof installArrangementSchema>;

/** An arrangement as it was installed. */
export type InstalledArrangement = z.infer<typeof installedArrangementSchema>;

/** What is known of working days. */
export type KnownCalendarAnswer = z.infer<typeof knownCalendarSchema>;

/** A period: its first day, and exactly one of the four lengths. */
export type AskPeriod = z.infer<typeof askPeriodSchema>;

/** When a period ends, and whether that may still change (INT-14). */
export type PeriodAnswer = z.infer<typeof periodAnswerSchema>;

/** Data of `jiqun.evaluation.calendar.installed.v1`. */
export type CalendarInstalled = z.infer<typeof calendarInstalledSchema>;

/** The calendar of working days (INT-12, INT-14). It is national: an arrangement counts for every jurisdiction. */
export const calendarContracts: {
  readonly install: CommandContract<InstallArrangement, InstalledArrangement>;
  readonly get: QueryContract<Record<string, never>, KnownCalendarAnswer>;
  readonly period: QueryContract<AskPeriod, PeriodAnswer>;
  readonly installed: EventContract<CalendarInstalled>;
} = {
  install: defineCommand({
    subject: 'evaluation.calendar.install',
    summary: { zh: '安装一个年度的节假日安排，重新计算暂定的期限', en: 'Install the holiday arrangement of a year; periods that were provisional are reckoned anew' },
    permission: { action: 'calendar.install', roles: ['system-administrator'], reach: 'tenant' },
    request: installArrangementSchema,
    answer: installedArrangementSchema,
    errors: ['ALREADY_EXISTS'],
  }),
  get: defineQuery({
    subject: 'evaluation.calendar.get',
    summary: { zh: '查看已知的节假日安排', en: 'Tell which holiday arrangements are known' },
    permission: { action: 'calendar.get', roles: ['public'], reach: 'public' },
    request: z.strictObject({}) as z.ZodType<Record<string, never>>,
    answer: knownCalendarSchema,
    errors: [],
  }),
  period: defineQuery({
    subject: 'evaluation.calendar.period',
    summary: { zh: '计算一个期间何时届满，是否暂定', en: 'Tell when a period ends, and whether that is provisional' },
    permission: { action: 'calendar.period', roles: ['public'], reach: 'public' },
    request: askPeriodSchema,
    answer: periodAnswerSchema,
    errors: [],
  }),
  installed: defineEvent({
    type: 'jiqun.evaluation.calendar.installed.v1',
    summary: { zh: '节假日安排已安装', en: 'A holiday arrangement was installed' },
    data: calendarInstalledSchema,
  }),
};
