import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import { creditLists } from '../credit-listing/credit-list.js';
import type { ErrorCode } from '../error-catalogue.js';
import { because } from '../issue-catalogue.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { sha256Schema } from '../primitives/sha256.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import type { Role } from '../roles.js';

/** Everything that stands on a list of a source; what changed since the last load; what a wrong load is taken back by. */
export const creditLoadKinds = ['full', 'delta', 'correction'] as const;

/** Where a load stands. A `faulty` one is refused as a whole. */
export const creditLoadStates = ['open', 'faulty', 'checked', 'applying', 'applied', 'abandoned'] as const;

/** What a row says of an enterprise. */
export const creditRowChanges = ['listed', 'removed'] as const;

const loaders: readonly Role[] = ['province-industry', 'province-finance'];
const readers: readonly Role[] = [...loaders, 'auditor'];
const countSchema = z.int().min(0).max(100_000_000);
const which = { id: uuidSchema, version: versionSchema };
const target = { list: z.enum(creditLists), source: textSchema(100) };

/** Schema of `CreditRow`: also what a line of a CSV file must give. */
export const creditRowSchema = z.strictObject({
  creditCode: socialCreditCodeSchema,
  /** `listed` when absent; a full load holds nothing else. */
  change: z.enum(creditRowChanges).exactOptional(),
  /** Absent in a removal: every listing of the enterprise on the list is meant. */
  listedFrom: localDateSchema.exactOptional(),
  /** The last day, where the source names one. */
  listedThrough: localDateSchema.exactOptional(),
  document: textSchema(200).exactOptional(),
});
const beginSchema = z.strictObject({
  ...target,
  kind: z.enum(['full', 'delta']),
  /** The day whose end the data describe. */
  asOf: localDateSchema,
  reason: reasonSchema.exactOptional(),
});
const appendSchema = z.strictObject({
  ...which,
  /** Either rows or whole lines of CSV, the first of them with the names of the columns. */
  rows: z.array(creditRowSchema).min(1).max(500).exactOptional(),
  csv: z.string().min(1).max(190_000).refine((text) => !text.includes('\0'), because('TEXT')).exactOptional(),
});
const correctSchema = z.strictObject({ loadId: uuidSchema, reason: reasonSchema });
const whichSchema = z.strictObject(which);
const abandonSchema = z.strictObject({ ...which, reason: reasonSchema });
const getSchema = z.strictObject({ id: uuidSchema });
const listSchema = z.strictObject({
  ...pageSchema.shape, list: z.enum(creditLists).exactOptional(), state: z.enum(creditLoadStates).exactOptional(),
});
const faultSchema = z.strictObject({
  line: z.int().min(1).max(100_000_000),
  column: z.string().max(64),
  message: z.strictObject({ zh: z.string().max(500), en: z.string().max(500) }),
});
const countsSchema = z.strictObject({
  /** Listings that are new. */
  listed: countSchema,
  /** Listings whose last day the load gives, or that a full load has no more. */
  ended: countSchema,
  /** Listings that were ended or taken back before and stand again. */
  reopened: countSchema,
  unchanged: countSchema,
  /** Only of a correction: what never should have been listed; what later loads have changed since and stays. */
  voided: countSchema,
  kept: countSchema,
});
const summaryShape = {
  ...which,
  ...target,
  kind: z.enum(creditLoadKinds),
  state: z.enum(creditLoadStates),
  asOf: localDateSchema,
  /** Which version of the list of the source it made, from 1; once it is applied. */
  number: z.int().min(1).max(100_000_000).exactOptional(),
  rows: countSchema,
  sha256: sha256Schema.exactOptional(),
  begunAt: instantSchema,
  appliedAt: instantSchema.exactOptional(),
};
const loadSchema = z.strictObject({
  ...summaryShape,
  begunBy: z.string().max(128),
  reason: reasonSchema.exactOptional(),
  corrects: uuidSchema.exactOptional(),
  /** What applying it would do by the dry run. */
  expected: countsSchema.exactOptional(),
  /** What applying it has done so far; all of it when it is applied. */
  done: countsSchema,
  faults: z.strictObject({ count: countSchema, first: z.array(faultSchema).max(100) }),
});
const pageSchemaOfLoads = pageOf(z.strictObject(summaryShape));

/** A row of a load. */
export type CreditRow = z.infer<typeof creditRowSchema>;

/** A new load of a list from a source. */
export type BeginCreditLoad = z.infer<typeof beginSchema>;

/** A further part of a load's rows. */
export type AppendCreditRows = z.infer<typeof appendSchema>;

/** Which load was wrong, and why. */
export type CorrectCreditLoad = z.infer<typeof correctSchema>;

/** Which load, as it was last read. */
export type WhichCreditLoad = z.infer<typeof whichSchema>;

/** Which load is given up, and why. */
export type AbandonCreditLoad = z.infer<typeof abandonSchema>;

/** Which load. */
export type GetCreditLoad = z.infer<typeof getSchema>;

/** Which loads. */
export type ListCreditLoads = z.infer<typeof listSchema>;

/** What a load does to the listings. */
export type CreditLoadCounts = z.infer<typeof countsSchema>;

/** What is wrong with a line. */
export type CreditLoadFault = z.infer<typeof faultSchema>;

/** A load of a credit list: a version of what a source says (SUB-6-2, AMC-3.c). */
export type CreditLoad = z.infer<typeof loadSchema>;

/** One page of loads, newest first. */
export type CreditLoadPage = z.infer<typeof pageSchemaOfLoads>;

const permitted = (verb: string, roles: readonly Role[], states?: readonly string[]): Permission => ({
  action: `credit-load.${verb}`, roles, reach: 'tenant', ...(states === undefined ? {} : { states }),
});

interface Step<Req> {
  readonly verb: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly request: z.ZodType<Req>;
  readonly states: readonly (typeof creditLoadStates)[number][];
  readonly errors?: readonly ErrorCode[];
}

const step = <Req>({ verb, summary, request, states, errors = [] }: Step<Req>): CommandContract<Req, CreditLoad> =>
  defineCommand({
    subject: `audit.credit-load.${verb}`, summary, permission: permitted(verb, loaders, states), request, answer: loadSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', ...errors],
  });

/** Loads: begun, filled part by part, checked by a dry run, applied chunk by chunk; a wrong one is taken back by a correction. */
export const creditLoadContracts: {
  readonly begin: CommandContract<BeginCreditLoad, CreditLoad>;
  readonly append: CommandContract<AppendCreditRows, CreditLoad>;
  readonly correct: CommandContract<CorrectCreditLoad, CreditLoad>;
  readonly check: CommandContract<WhichCreditLoad, CreditLoad>;
  readonly apply: CommandContract<WhichCreditLoad, CreditLoad>;
  readonly abandon: CommandContract<AbandonCreditLoad, CreditLoad>;
  readonly get: QueryContract<GetCreditLoad, CreditLoad>;
  readonly list: QueryContract<ListCreditLoads, CreditLoadPage>;
} = {
  begin: defineCommand({
    subject: 'audit.credit-load.begin',
    summary: { zh: '开始一次信用名单导入', en: 'Begin a load of a credit list' },
    permission: permitted('begin', loaders),
    request: beginSchema,
    answer: loadSchema,
    errors: [],
  }),
  append: step({
    verb: 'append', states: ['open'], request: appendSchema,
    summary: { zh: '追加一批名单数据（行或 CSV）', en: 'Append rows or lines of CSV to a load' },
  }),
  correct: defineCommand({
    subject: 'audit.credit-load.correct',
    summary: { zh: '为错误的导入开始一次更正', en: 'Begin the correction of a load that was wrong' },
    permission: permitted('correct', loaders),
    request: correctSchema,
    answer: loadSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'ALREADY_EXISTS'],
  }),
  check: step({
    verb: 'check', states: ['open', 'checked'], request: whichSchema,
    summary: { zh: '试算导入结果并检查全部数据行', en: 'Check all rows of a load and count what applying it would do' },
  }),
  apply: step({
    verb: 'apply', states: ['checked'], request: whichSchema, errors: ['ALREADY_EXISTS'],
    summary: { zh: '按试算结果执行导入', en: 'Apply a load that was checked' },
  }),
  abandon: step({
    verb: 'abandon', states: ['open', 'faulty', 'checked'], request: abandonSchema,
    summary: { zh: '放弃一次尚未执行的导入', en: 'Give up a load that was not applied' },
  }),
  get: defineQuery({
    subject: 'audit.credit-load.get',
    summary: { zh: '查看一次导入的进度、数量和错误', en: 'Read a load with its progress, counts and faults' },
    permission: permitted('get', readers),
    request: getSchema,
    answer: loadSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'audit.credit-load.list',
    summary: { zh: '分页查看导入，最新的在前', en: 'List loads, newest first' },
    permission: permitted('list', readers),
    request: listSchema,
    answer: pageSchemaOfLoads,
    errors: [],
  }),
};
