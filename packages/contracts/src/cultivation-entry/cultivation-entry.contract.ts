import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema, tenantSchema } from '../primitives/region-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

const localities: readonly Role[] = ['county-industry', 'prefecture-industry'];
const readers: readonly Role[] = [...localities, 'province-industry', 'auditor'];

const entryStates = ['in-library', 'left'] as const;
const itemKinds = ['goal', 'task'] as const;

const planItemSchema = z.strictObject({ id: uuidSchema.exactOptional(), kind: z.enum(itemKinds), text: textSchema(500), dueOn: localDateSchema });
const setPlanSchema = z.strictObject({
  id: uuidSchema,
  version: versionSchema,
  items: z.array(planItemSchema).min(1).max(50),
  /** The department of the locality with which it was agreed. */
  agreedWith: textSchema(200),
  reason: reasonSchema,
});
const recordProgressSchema = z.strictObject({
  id: uuidSchema,
  version: versionSchema,
  itemId: uuidSchema,
  percent: z.int().min(0).max(100),
  note: textSchema(1000),
});
const progressSchema = z.strictObject({ on: localDateSchema, percent: z.int().min(0).max(100), note: z.string().max(1000), person: z.string().max(128) });
const itemSchema = z.strictObject({
  id: uuidSchema,
  kind: z.enum(itemKinds),
  text: textSchema(500),
  dueOn: localDateSchema,
  percent: z.int().min(0).max(100),
  /** Dropped from the plan on this day. */
  droppedOn: localDateSchema.exactOptional(),
  /** The latest report; all of them are listed by themselves. */
  latest: progressSchema.exactOptional(),
});
const entrySchema = z.strictObject({
  id: uuidSchema,
  tenant: tenantSchema,
  clusterId: uuidSchema,
  clusterName: textSchema(200),
  titleId: uuidSchema,
  programme: programmeSchema,
  region: regionCodeSchema,
  state: z.enum(entryStates),
  enteredOn: localDateSchema,
  leftOn: localDateSchema.exactOptional(),
  agreedWith: textSchema(200).exactOptional(),
  version: versionSchema,
});
const stayedSchema = z.strictObject({ enteredOn: localDateSchema, leftOn: localDateSchema.exactOptional() });
const entryWithPlanSchema = z.strictObject({ ...entrySchema.shape, stays: z.array(stayedSchema).max(100), items: z.array(itemSchema).max(150) });
const listProgressSchema = z.strictObject({ ...pageSchema.shape, id: uuidSchema, itemId: uuidSchema });
const progressPageSchema = pageOf(progressSchema);
const getEntrySchema = z.strictObject({ id: uuidSchema });
const listEntriesSchema = z.strictObject({
  ...pageSchema.shape,
  region: regionCodeSchema.exactOptional(),
  state: z.enum(entryStates).exactOptional(),
  programme: programmeSchema.exactOptional(),
});
const entryPageSchema = pageOf(entrySchema);

/** The goals and tasks of a cluster in the library (AMC-8): those without `id` are new, those not named are dropped. */
export type SetCultivationPlan = z.infer<typeof setPlanSchema>;

/** How far a goal or task has come. */
export type RecordCultivationProgress = z.infer<typeof recordProgressSchema>;

/** A goal or task with its day and its progress. */
export type CultivationItem = z.infer<typeof itemSchema>;

/** A cluster in the cultivation library (AMC-8). */
export type CultivationEntry = z.infer<typeof entrySchema>;

/** An entry with its goals and tasks, and with the times for which the cluster was in the library. */
export type CultivationEntryWithPlan = z.infer<typeof entryWithPlanSchema>;

/** The progress of which goal or task of an entry. */
export type ListCultivationProgress = z.infer<typeof listProgressSchema>;

/** One page of reports of progress, the newest first. */
export type CultivationProgressPage = z.infer<typeof progressPageSchema>;

/** Which entry. */
export type GetCultivationEntry = z.infer<typeof getEntrySchema>;

/** Which entries. */
export type ListCultivationEntries = z.infer<typeof listEntriesSchema>;

/** One page of entries, the newest first. */
export type CultivationEntryPage = z.infer<typeof entryPageSchema>;

const permitted = (verb: string, roles: readonly Role[]): Permission => ({ action: `cultivation-entry.${verb}`, roles, reach: 'region' });

/** The cultivation library (AMC-8). */
export const cultivationEntryContracts: {
  /** Sets the goals and tasks of a cluster in the library, as agreed with the locality (AMC-8). */
  readonly setPlan: CommandContract<SetCultivationPlan, CultivationEntryWithPlan>;
  /** Records how far a goal or task has come. */
  readonly recordProgress: CommandContract<RecordCultivationProgress, CultivationEntryWithPlan>;
  /** Reads an entry of the library with its goals and tasks. */
  readonly get: QueryContract<GetCultivationEntry, CultivationEntryWithPlan>;
  /** Lists what was reported of a goal or task. */
  readonly listProgress: QueryContract<ListCultivationProgress, CultivationProgressPage>;
  /** Lists the cultivation library of the caller's regions. */
  readonly list: QueryContract<ListCultivationEntries, CultivationEntryPage>;
} = {
  setPlan: defineCommand({
    subject: 'registry.cultivation-entry.set-plan',
    summary: { zh: '确定入库集群的目标和任务', en: 'Set the goals and tasks of a cluster in the cultivation library' },
    permission: permitted('set-plan', ['province-industry']),
    request: setPlanSchema,
    answer: entryWithPlanSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  recordProgress: defineCommand({
    subject: 'registry.cultivation-entry.record-progress',
    summary: { zh: '登记目标或任务的进展', en: 'Record the progress of a goal or task' },
    permission: permitted('record-progress', localities),
    request: recordProgressSchema,
    answer: entryWithPlanSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  get: defineQuery({
    subject: 'registry.cultivation-entry.get',
    summary: { zh: '查看培育库条目及其目标任务', en: 'Read an entry of the cultivation library' },
    permission: permitted('get', readers),
    request: getEntrySchema,
    answer: entryWithPlanSchema,
    errors: ['NOT_FOUND'],
  }),
  listProgress: defineQuery({
    subject: 'registry.cultivation-entry.list-progress',
    summary: { zh: '分页查看目标或任务的进展记录，最新的在前', en: 'List what was reported of a goal or task, newest first' },
    permission: permitted('list-progress', readers),
    request: listProgressSchema,
    answer: progressPageSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'registry.cultivation-entry.list',
    summary: { zh: '分页查看培育库，最新入库的在前', en: 'List the cultivation library, newest first' },
    permission: permitted('list', readers),
    request: listEntriesSchema,
    answer: entryPageSchema,
    errors: [],
  }),
};
