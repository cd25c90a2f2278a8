import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import { expertCodeSchema } from '../expert/expert.contract.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import type { Role } from '../roles.js';
import { type Panel, type PanelAction, panelContracts, panelNumberSchema, panelOrganisers, panelPermission } from './panel.contract.js';

const scoreSchema = z.string().max(10).regex(/^(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,2})?$/).describe('decimal with at most two digits');
const itemSchema = z.strictObject({ id: z.string().min(1).max(64).regex(/^[a-z][a-z0-9-]*$/), score: scoreSchema });
const wholeSchema = z.string().max(40).regex(/^(?:0|[1-9][0-9]*)$/).describe('whole number');
const shownSchema = z.string().max(40).regex(/^[0-9]+\.[0-9]{4}$/).describe('rounded half up to four digits, for the eye alone');
const meanSchema = z.strictObject({ numerator: wholeSchema, denominator: wholeSchema, shown: shownSchema });

const writeScoresheetSchema = z.strictObject({
  id: uuidSchema,
  number: panelNumberSchema,
  /** Of the sheet as last read; absent for a new one. */
  version: versionSchema.exactOptional(),
  items: z.array(itemSchema).max(50),
  comment: textSchema(2000).exactOptional(),
});
const submitScoresheetSchema = z.strictObject({ id: uuidSchema, number: panelNumberSchema, version: versionSchema });
const scoresheetSchema = z.strictObject({
  panelId: uuidSchema,
  number: panelNumberSchema,
  code: expertCodeSchema,
  items: z.array(itemSchema).max(50),
  comment: textSchema(2000).exactOptional(),
  state: z.enum(['draft', 'sealed']),
  version: versionSchema,
  sealedAt: instantSchema.exactOptional(),
  /** Whether its author was recused, so that it does not count. */
  isPutAside: z.boolean(),
});
const scoresheetPageSchema = pageOf(scoresheetSchema, 50);
const listScoresheetsSchema = z.strictObject({ id: uuidSchema, ...pageSchema.shape, limit: z.int().min(1).max(50).exactOptional() });
const materialSchema = z.strictObject({
  kind: z.enum(['cluster', 'fact', 'statement', 'goal', 'project', 'attachment']),
  /** The fact, the clause, the title, the kind of attachment. */
  name: z.string().max(300),
  /** Long values come in several pieces under one name, in their order. */
  text: z.string().max(5000),
});
const materialPageSchema = pageOf(materialSchema, 50);
const listMaterialSchema = z.strictObject({ id: uuidSchema, number: panelNumberSchema, ...pageSchema.shape, limit: z.int().min(1).max(50).exactOptional() });
const resultSchema = z.strictObject({
  number: panelNumberSchema,
  applicationId: uuidSchema.exactOptional(),
  mean: meanSchema,
  rank: z.int().min(1).max(500),
  isTied: z.boolean(),
  tieReason: reasonSchema.exactOptional(),
});
const resultPageSchema = pageOf(resultSchema, 100);
const listResultsSchema = z.strictObject({ id: uuidSchema, ...pageSchema.shape, limit: z.int().min(1).max(100).exactOptional() });
const breakTieSchema = z.strictObject({
  id: uuidSchema,
  version: versionSchema,
  /** The numbers of equals, all of them, the better first. */
  order: z.array(panelNumberSchema).min(2).max(500),
  reason: reasonSchema,
});
const closePanelSchema = z.strictObject({ id: uuidSchema, version: versionSchema, opinion: reasonSchema });
const panelClosedSchema = z.strictObject({
  panelId: uuidSchema,
  callId: uuidSchema,
  results: z.array(z.strictObject({ applicationId: uuidSchema, numerator: wholeSchema, denominator: wholeSchema, rank: z.int().min(1).max(500) })).max(500),
});

/** An expert's scores for one application, to be changed until they are submitted. */
export type WriteScoresheet = z.infer<typeof writeScoresheetSchema>;

/** Which scoresheet is submitted, as it was last read. */
export type SubmitScoresheet = z.infer<typeof submitScoresheetSchema>;

/** What an expert gave an application. */
export type Scoresheet = z.infer<typeof scoresheetSchema>;

/** One page of scoresheets, by application, then expert. */
export type ScoresheetPage = z.infer<typeof scoresheetPageSchema>;

/** Of which panel. */
export type ListScoresheets = z.infer<typeof listScoresheetsSchema>;

/** A piece of what an application states, as an expert reads it. */
export type PanelMaterial = z.infer<typeof materialSchema>;

/** One page of an application, in its own order. */
export type PanelMaterialPage = z.infer<typeof materialPageSchema>;

/** Which application of which panel. */
export type ListPanelMaterial = z.infer<typeof listMaterialSchema>;

/** What came out for an application: the exact mean and the rank. */
export type PanelResult = z.infer<typeof resultSchema>;

/** One page of results, by rank. */
export type PanelResultPage = z.infer<typeof resultPageSchema>;

/** Of which panel. */
export type ListPanelResults = z.infer<typeof listResultsSchema>;

/** How equals are put in order, and why. */
export type BreakTie = z.infer<typeof breakTieSchema>;

/** Which panel is closed, with the opinion that goes into the record of each application. */
export type ClosePanel = z.infer<typeof closePanelSchema>;

/** Data of `jiqun.evaluation.panel.closed.v1`. */
export type PanelClosed = z.infer<typeof panelClosedSchema>;

const seers: readonly Role[] = [...panelOrganisers, 'auditor'];

/** Scoring: written, sealed, opened together, ranked, closed. */
export const panelScoreContracts: {
  readonly listMaterial: QueryContract<ListPanelMaterial, PanelMaterialPage>;
  readonly writeScoresheet: CommandContract<WriteScoresheet, Scoresheet>;
  readonly submitScoresheet: CommandContract<SubmitScoresheet, Scoresheet>;
  readonly listOwnScoresheets: QueryContract<ListScoresheets, ScoresheetPage>;
  readonly listScoresheets: QueryContract<ListScoresheets, ScoresheetPage>;
  readonly listResults: QueryContract<ListPanelResults, PanelResultPage>;
  readonly complete: CommandContract<PanelAction, Panel>;
  readonly breakTie: CommandContract<BreakTie, Panel>;
  readonly close: CommandContract<ClosePanel, Panel>;
  readonly closed: EventContract<PanelClosed>;
} = {
  listMaterial: defineQuery({
    subject: 'evaluation.panel.list-material',
    summary: { zh: '专家查看申报材料；匿名评审时名称以编号代替', en: 'Read an application as a member of its panel; on a blind one names are numbers' },
    permission: panelPermission('list-material', ['expert'], ['drawn', 'scoring', 'short', 'sealed-complete']),
    request: listMaterialSchema,
    answer: materialPageSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS'],
  }),
  writeScoresheet: defineCommand({
    subject: 'evaluation.panel.write-scoresheet',
    summary: { zh: '填写评分表草稿', en: 'Write a draft of a scoresheet' },
    permission: panelPermission('write-scoresheet', ['expert'], ['scoring']),
    request: writeScoresheetSchema,
    answer: scoresheetSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  submitScoresheet: defineCommand({
    subject: 'evaluation.panel.submit-scoresheet',
    summary: { zh: '提交评分表，提交后封存，不能更改', en: 'Submit a scoresheet: it is sealed and cannot be changed' },
    permission: panelPermission('submit-scoresheet', ['expert'], ['scoring']),
    request: submitScoresheetSchema,
    answer: scoresheetSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  listOwnScoresheets: defineQuery({
    subject: 'evaluation.panel.list-own-scoresheets',
    summary: { zh: '专家查看本人的评分表', en: "List one's own scoresheets" },
    permission: panelPermission('list-own-scoresheets', ['expert']),
    request: listScoresheetsSchema,
    answer: scoresheetPageSchema,
    errors: ['NOT_FOUND'],
  }),
  listScoresheets: defineQuery({
    subject: 'evaluation.panel.list-scoresheets',
    summary: { zh: '全部提交后查看评分表', en: 'List all scoresheets once every one is submitted' },
    permission: panelPermission('list-scoresheets', seers, ['sealed-complete', 'closed']),
    request: listScoresheetsSchema,
    answer: scoresheetPageSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS'],
  }),
  listResults: defineQuery({
    subject: 'evaluation.panel.list-results',
    summary: { zh: '全部提交后查看得分和排序', en: 'List means and ranks once every scoresheet is submitted' },
    permission: panelPermission('list-results', [...seers, 'expert'], ['sealed-complete', 'closed']),
    request: listResultsSchema,
    answer: resultPageSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS'],
  }),
  complete: defineCommand({
    subject: 'evaluation.panel.complete',
    summary: { zh: '余下未提交的评分表只涉及已撤回的申报时，结束打分', en: 'End the scoring when the sheets still open concern withdrawn applications alone' },
    permission: panelPermission('complete', panelOrganisers, ['scoring']),
    request: z.strictObject({ id: uuidSchema, version: versionSchema }),
    answer: panelContracts.get.answer,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'CLAUSE_FORBIDS'],
  }),
  breakTie: defineCommand({
    subject: 'evaluation.panel.break-tie',
    summary: { zh: '得分相同的申报排定先后并说明理由', en: 'Put equals in order, with the reason' },
    permission: panelPermission('break-tie', panelOrganisers, ['sealed-complete']),
    request: breakTieSchema,
    answer: panelContracts.get.answer,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  close: defineCommand({
    subject: 'evaluation.panel.close',
    summary: { zh: '结束评审，得分和排序写入各申报', en: 'Close a panel: means and ranks go into the applications' },
    permission: panelPermission('close', panelOrganisers, ['sealed-complete']),
    request: closePanelSchema,
    answer: panelContracts.get.answer,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'CLAUSE_FORBIDS'],
  }),
  closed: defineEvent({ type: 'jiqun.evaluation.panel.closed.v1', summary: { zh: '评审已结束', en: 'A panel was closed' }, data: panelClosedSchema }),
};
