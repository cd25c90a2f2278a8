import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { cursorSchema, pageOf, pageSchema } from '../primitives/page.js';
import { tenantSchema } from '../primitives/region-code.js';
import { sha256Schema } from '../primitives/sha256.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';
import { establishedMatters } from '../sanction/sanction-events.js';

/** Where a record stands: shown to everybody; its period is over; taken back with the decision. */
export const dishonestyRecordStates = ['in-publication', 'ended', 'withdrawn'] as const;

const keepers: readonly Role[] = ['province-industry'];
const readers: readonly Role[] = ['province-industry', 'province-finance', 'auditor'];
const which = { id: uuidSchema, version: versionSchema };

const setPeriodSchema = z.strictObject({
  ...which,
  /** The last day on which it is shown, as a decision says. */
  through: localDateSchema,
  document: textSchema(200),
  reason: reasonSchema,
});
const correctSchema = z.strictObject({
  ...which,
  name: textSchema(200).exactOptional(),
  facts: textSchema(1000).exactOptional(),
  document: textSchema(200).exactOptional(),
  reason: reasonSchema,
});
const submitSchema = z.strictObject({
  ...which, submittedOn: localDateSchema, platform: textSchema(200), receipt: textSchema(200), exportSha256: sha256Schema.exactOptional(),
});
const withdrawSchema = z.strictObject({ ...which, document: textSchema(200), reason: reasonSchema });
const getSchema = z.strictObject({ id: uuidSchema });
const listSchema = z.strictObject({
  ...pageSchema.shape, state: z.enum(dishonestyRecordStates).exactOptional(), creditCode: socialCreditCodeSchema.exactOptional(),
});
const listPublicSchema = z.strictObject({ ...pageSchema.shape, tenant: tenantSchema, creditCode: socialCreditCodeSchema.exactOptional() });
const exportSchema = z.strictObject({ ...pageSchema.shape, format: z.enum(['csv', 'json']) });
const publicShape = {
  id: uuidSchema,
  creditCode: socialCreditCodeSchema,
  name: textSchema(200).exactOptional(),
  clause: clauseSchema,
  programme: programmeSchema,
  matter: z.enum(establishedMatters),
  facts: textSchema(1000).exactOptional(),
  document: textSchema(200),
  decidedOn: localDateSchema,
  publishedFrom: localDateSchema,
  publishedThrough: localDateSchema,
};
const recordShape = {
  ...publicShape,
  version: versionSchema,
  state: z.enum(dishonestyRecordStates),
};
const changeSchema = z.strictObject({
  step: z.enum(['made', 'period-set', 'corrected', 'submitted', 'ended', 'withdrawn']),
  at: instantSchema,
  by: z.string().max(128),
  reason: reasonSchema.exactOptional(),
  document: textSchema(200).exactOptional(),
  publishedThrough: localDateSchema,
});
const recordSchema = z.strictObject({
  ...recordShape,
  orderId: uuidSchema.exactOptional(),
  submissions: z
    .array(z.strictObject({ submittedOn: localDateSchema, platform: textSchema(200), receipt: textSchema(200), exportSha256: sha256Schema.exactOptional() }))
    .max(50),
  history: z.array(changeSchema).max(60),
});
const recordsSchema = pageOf(z.strictObject(recordShape), 100);
const publicRecordsSchema = pageOf(z.strictObject(publicShape), 100);
const exportedSchema = z.strictObject({
  /** A page of the file: with the names of the columns at the beginning of the first. */
  text: z.string().max(300_000),
  count: z.int().min(0).max(200),
  next: cursorSchema.exactOptional(),
});

/** How long a record is published, by which decision. */
export type SetPublicationPeriod = z.infer<typeof setPeriodSchema>;

/** What of a record was wrong. */
export type CorrectDishonestyRecord = z.infer<typeof correctSchema>;

/** That the credit platform has received a record. */
export type RecordSubmission = z.infer<typeof submitSchema>;

/** The document by which a record loses its ground. */
export type WithdrawDishonestyRecord = z.infer<typeof withdrawSchema>;

/** Which record. */
export type GetDishonestyRecord = z.infer<typeof getSchema>;

/** Which records. */
export type ListDishonestyRecords = z.infer<typeof listSchema>;

/** Which of the records that are shown to everybody. */
export type ListPublicDishonestyRecords = z.infer<typeof listPublicSchema>;

/** Which page of the file for the credit platform. */
export type ExportDishonestyRecords = z.infer<typeof exportSchema>;

/** A page of the file for the credit platform. */
export type ExportedDishonestyRecords = z.infer<typeof exportedSchema>;

/** A dishonesty record (SUB-13.b) with its history. */
export type DishonestyRecord = z.infer<typeof recordSchema>;

/** One page of records, newest first. */
export type DishonestyRecordPage = z.infer<typeof recordsSchema>;

/** One page of the records that are shown to everybody. */
export type PublicDishonestyRecordPage = z.infer<typeof publicRecordsSchema>;

const permitted = (verb: string, roles: readonly Role[], states?: readonly string[]): Permission => ({
  action: `dishonesty-record.${verb}`, roles, reach: 'tenant', ...(states === undefined ? {} : { states }),
});

interface Step<Req> {
  readonly verb: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly request: z.ZodType<Req>;
}

const step = <Req>({ verb, summary, request }: Step<Req>): CommandContract<Req, DishonestyRecord> =>
  defineCommand({
    subject: `audit.dishonesty-record.${verb}`, summary, permission: permitted(verb, keepers, ['in-publication']), request, answer: recordSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  });

/** Dishonesty records: published for their own period, apart from the ban; exported, submitted, corrected, withdrawn. */
export const dishonestyRecordContracts: {
  readonly setPeriod: CommandContract<SetPublicationPeriod, DishonestyRecord>;
  readonly correct: CommandContract<CorrectDishonestyRecord, DishonestyRecord>;
  readonly recordSubmission: CommandContract<RecordSubmission, DishonestyRecord>;
  readonly withdraw: CommandContract<WithdrawDishonestyRecord, DishonestyRecord>;
  readonly get: QueryContract<GetDishonestyRecord, DishonestyRecord>;
  readonly list: QueryContract<ListDishonestyRecords, DishonestyRecordPage>;
  readonly listPublic: QueryContract<ListPublicDishonestyRecords, PublicDishonestyRecordPage>;
  readonly export: QueryContract<ExportDishonestyRecords, ExportedDishonestyRecords>;
} = {
  setPeriod: step({
    verb: 'set-period', request: setPeriodSchema, summary: { zh: '依决定确定公开期限', en: 'Set how long a record is published, by a decision' },
  }),
  correct: step({ verb: 'correct', request: correctSchema, summary: { zh: '更正失信记录，原内容保留', en: 'Correct a record; what it said stays on file' } }),
  recordSubmission: step({
    verb: 'record-submission', request: submitSchema, summary: { zh: '登记已归集到信用平台', en: 'Record that the credit platform has received a record' },
  }),
  withdraw: step({
    verb: 'withdraw', request: withdrawSchema, summary: { zh: '决定被撤销时撤下失信记录', en: 'Take a record back whose decision was annulled' },
  }),
  get: defineQuery({
    subject: 'audit.dishonesty-record.get',
    summary: { zh: '查看一条失信记录及其经过', en: 'Read a dishonesty record with its history' },
    permission: permitted('get', readers),
    request: getSchema,
    answer: recordSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'audit.dishonesty-record.list',
    summary: { zh: '分页查看失信记录，最新的在前', en: 'List dishonesty records, newest first' },
    permission: permitted('list', readers),
    request: listSchema,
    answer: recordsSchema,
    errors: [],
  }),
  listPublic: defineQuery({
    subject: 'audit.dishonesty-record.list-public',
    summary: { zh: '公众查看公开期内的失信记录', en: 'List the records that are in publication' },
    permission: { action: 'dishonesty-record.list-public', roles: ['public'], reach: 'public' },
    request: listPublicSchema,
    answer: publicRecordsSchema,
    errors: [],
  }),
  export: defineQuery({
    subject: 'audit.dishonesty-record.export',
    summary: { zh: '分页导出公开期内的失信记录', en: 'Export the records in publication for the credit platform, page by page' },
    permission: permitted('export', ['province-industry', 'auditor']),
    request: exportSchema,
    answer: exportedSchema,
    errors: [],
  }),
};
