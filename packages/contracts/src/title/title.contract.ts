import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema, tenantSchema } from '../primitives/region-code.js';
import { textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema, titleLevels, titleStates } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

const readers: readonly Role[] = [
  'county-industry', 'prefecture-industry', 'province-industry', 'county-finance', 'prefecture-finance', 'province-finance',
  'prefecture-development-commission', 'province-development-commission', 'auditor',
];

/** The kinds of entry in a title's history. */
export const titleChangeKinds = [
  'granted', 'recorded', 'plaque-awarded', 're-review-opened', 're-review-applied-for', 're-review-passed', 're-review-failed',
  'term-ended', 'revoked', 'reinstated',
] as const;

/** Where a title comes from: a recognition here; the document of who gave it; one that is older than this register. */
export const titleSources = ['recognition', 'document', 'historic'] as const;

const documentSchema = z.strictObject({
  issuer: textSchema(200),
  number: textSchema(100).exactOptional(),
  issuedOn: localDateSchema.exactOptional(),
  url: z.string().max(1000).regex(/^https?:\/\/[^\s]+$/).exactOptional(),
});
const recordTitleSchema = z.strictObject({
  clusterId: uuidSchema,
  programme: programmeSchema,
  level: z.enum(titleLevels),
  source: z.enum(['document', 'historic']),
  document: documentSchema,
  recognisedOn: localDateSchema,
  validThrough: localDateSchema.exactOptional(),
});
const plaqueSchema = z.strictObject({ number: textSchema(64), awardedOn: localDateSchema });
const titleSchema = z.strictObject({
  id: uuidSchema,
  tenant: tenantSchema,
  clusterId: uuidSchema,
  clusterName: textSchema(200),
  programme: programmeSchema,
  policyVersion: policyVersionSchema.exactOptional(),
  level: z.enum(titleLevels),
  region: regionCodeSchema,
  source: z.enum(titleSources),
  document: documentSchema.exactOptional(),
  applicationId: uuidSchema.exactOptional(),
  recognisedOn: localDateSchema,
  asOf: localDateSchema,
  state: z.enum(titleStates),
  validThrough: localDateSchema.exactOptional(),
  endsWithTerm: z.boolean(),
  plaque: plaqueSchema.exactOptional(),
  version: versionSchema,
});
const changeSchema = z.strictObject({
  kind: z.enum(titleChangeKinds),
  on: localDateSchema,
  recordedAt: instantSchema,
  person: z.string().max(128),
  /** What belongs to the entry: the decision, the term, the grounds, the plaque. */
  detail: z.strictObject({
    reference: z.string().max(64),
    callId: uuidSchema.exactOptional(),
    decisionId: uuidSchema.exactOptional(),
    validThrough: localDateSchema.exactOptional(),
    grounds: z.array(clauseSchema).max(50).exactOptional(),
    plaqueNumber: textSchema(64).exactOptional(),
  }),
});
const getTitleSchema = z.strictObject({ id: uuidSchema, asOf: localDateSchema.exactOptional() });
const titleWithHistorySchema = z.strictObject({ ...titleSchema.shape, history: z.array(changeSchema).max(200) });
const filters = {
  nameContains: textSchema(100).exactOptional(),
  programme: programmeSchema.exactOptional(),
  level: z.enum(titleLevels).exactOptional(),
  state: z.enum(titleStates).exactOptional(),
  region: regionCodeSchema.exactOptional(),
  asOf: localDateSchema.exactOptional(),
};
const listTitlesSchema = z.strictObject({
  ...pageSchema.shape,
  ...filters,
  clusterId: uuidSchema.exactOptional(),
  validThroughFrom: localDateSchema.exactOptional(),
  validThroughTo: localDateSchema.exactOptional(),
});
const titlePageSchema = pageOf(titleSchema);
const highestValidSchema = z.strictObject({ clusterId: uuidSchema, asOf: localDateSchema });
const highestValidTitleSchema = z.strictObject({
  clusterId: uuidSchema,
  asOf: localDateSchema,
  title: z.strictObject({ id: uuidSchema, level: z.enum(titleLevels), programme: programmeSchema, state: z.enum(titleStates) }).exactOptional(),
});
const searchPublicSchema = z.strictObject({ ...pageSchema.shape, ...filters });
const publicTitleSchema = z.strictObject({
  id: uuidSchema,
  name: textSchema(200),
  level: z.enum(titleLevels),
  programme: programmeSchema,
  recognisedOn: localDateSchema,
  validThrough: localDateSchema.exactOptional(),
  state: z.enum(titleStates),
  plaqueNumber: textSchema(64).exactOptional(),
});
const publicTitlePageSchema = pageOf(publicTitleSchema);
const getPublicSchema = z.strictObject({ id: uuidSchema });
const publicHistorySchema = z.strictObject({
  ...publicTitleSchema.shape,
  history: z.array(z.strictObject({ kind: z.enum(titleChangeKinds), on: localDateSchema })).max(200),
});

/** A title that was given elsewhere, or before this register, with the document that says so (AMC-5.a). */
export type RecordTitle = z.infer<typeof recordTitleSchema>;

/** The document by which a title was given. */
export type TitleDocument = z.infer<typeof documentSchema>;

/** A title as of a day. */
export type Title = z.infer<typeof titleSchema>;

/** One entry of a title's history. */
export type TitleHistoryEntry = z.infer<typeof changeSchema>;

/** A title as of a day with its whole history. */
export type TitleWithHistory = z.infer<typeof titleWithHistorySchema>;

/** Which title, and as of which day; today when absent. */
export type GetTitle = z.infer<typeof getTitleSchema>;

/** Which titles; `state`, and the last day of the term, are those of the day `asOf`. */
export type ListTitles = z.infer<typeof listTitlesSchema>;

/** One page of titles, the newest first. */
export type TitlePage = z.infer<typeof titlePageSchema>;

/** Whose highest title, and on which day. */
export type GetHighestValidTitle = z.infer<typeof highestValidSchema>;

/** The highest title in force on the day, if any (INT-19). */
export type HighestValidTitle = z.infer<typeof highestValidTitleSchema>;

/** What the public looks for. */
export type SearchPublicTitles = z.infer<typeof searchPublicSchema>;

/** What everybody may know of a title. */
export type PublicTitle = z.infer<typeof publicTitleSchema>;

/** One page of the public register, the newest first. */
export type PublicTitlePage = z.infer<typeof publicTitlePageSchema>;

/** Which title. */
export type GetPublicTitle = z.infer<typeof getPublicSchema>;

/** What everybody may know of a title, with what happened to it on which day. */
export type PublicTitleHistory = z.infer<typeof publicHistorySchema>;

const inRegion = (verb: string, roles: readonly Role[]): Permission => ({ action: `title.${verb}`, roles, reach: 'region' });
const forAll = (verb: string): Permission => ({ action: `title.${verb}`, roles: ['public'], reach: 'public' });

/** Titles with their whole history, and the public register. */
export const titleContracts: {
  /** Records a title that is not granted here: a world or national one (AMC-5.a), or one older than this register. */
  readonly record: CommandContract<RecordTitle, Title>;
  /** Reads a title as of any day, with its history. */
  readonly get: QueryContract<GetTitle, TitleWithHistory>;
  /** Lists titles in the caller's regions. */
  readonly list: QueryContract<ListTitles, TitlePage>;
  /** The highest title that a cluster holds on a day: the level that counts for a subsidy (INT-19). */
  readonly highestValid: QueryContract<GetHighestValidTitle, HighestValidTitle>;
  /** The public register of titles. */
  readonly searchPublic: QueryContract<SearchPublicTitles, PublicTitlePage>;
  /** One title of the public register, with what happened to it. */
  readonly getPublic: QueryContract<GetPublicTitle, PublicTitleHistory>;
} = {
  record: defineCommand({
    subject: 'registry.title.record',
    summary: { zh: '登记上级授予或历史称号及其依据文件', en: 'Record a title given elsewhere or earlier, with its source document' },
    permission: inRegion('record', ['province-industry']),
    request: recordTitleSchema,
    answer: titleSchema,
    errors: ['NOT_FOUND', 'ALREADY_EXISTS', 'CLAUSE_FORBIDS'],
  }),
  get: defineQuery({
    subject: 'registry.title.get',
    summary: { zh: '查看称号及其全部经过（可查任意一日）', en: 'Read a title with its history, as of any day' },
    permission: inRegion('get', readers),
    request: getTitleSchema,
    answer: titleWithHistorySchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'registry.title.list',
    summary: { zh: '分页查看称号，最新登记的在前', en: 'List titles, newest first' },
    permission: inRegion('list', readers),
    request: listTitlesSchema,
    answer: titlePageSchema,
    errors: [],
  }),
  highestValid: defineQuery({
    subject: 'registry.title.highest-valid',
    summary: { zh: '查询集群在某日的最高有效称号', en: 'Tell the highest title of a cluster that is in force on a day' },
    permission: forAll('highest-valid'),
    request: highestValidSchema,
    answer: highestValidTitleSchema,
    errors: [],
  }),
  searchPublic: defineQuery({
    subject: 'registry.title.search-public',
    summary: { zh: '公众查询称号名录', en: 'Search the public register of titles' },
    permission: forAll('search-public'),
    request: searchPublicSchema,
    answer: publicTitlePageSchema,
    errors: [],
  }),
  getPublic: defineQuery({
    subject: 'registry.title.get-public',
    summary: { zh: '公众查看称号及其经过', en: 'Read a title of the public register with its history' },
    permission: forAll('get-public'),
    request: getPublicSchema,
    answer: publicHistorySchema,
    errors: ['NOT_FOUND'],
  }),
};
