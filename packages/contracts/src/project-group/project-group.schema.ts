import { z } from 'zod';
import { lineInputSchema } from '../investment-line/investment-line.schema.js';
import { jsonWithin, withinBytes } from '../primitives/bounded.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { sha256Schema } from '../primitives/sha256.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import { groupContentSchema } from './group-content.js';

/** Where a project group stands; while it is under review, its step says what is next. */
export const projectGroupStates = ['draft', 'under-review', 'returned', 'withdrawn', 'rejected', 'reserved', 'fallen'] as const;

/** The level of a cluster on a day; `none` where it holds no valid title. */
export const clusterLevels = ['world', 'national', 'provincial', 'none'] as const;

const stepSchema = z.string().min(1).max(64).regex(/^[a-z][a-z0-9-]*$/).describe("step of the policy's procedure");
/** Which submission, from 1. */
const numberSchema = z.int().min(1).max(10_000);
const personSchema = z.string().min(1).max(128).regex(/^[\x21-\x7e]+$/).describe('opaque id of a person');
const sentenceSchema = z.strictObject({ zh: z.string().max(1000), en: z.string().max(1000) });
const leadSchema = z.strictObject({ creditCode: socialCreditCodeSchema, name: textSchema(200) });

const summaryFields = {
  id: uuidSchema,
  yearId: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  cluster: z.strictObject({ id: uuidSchema, name: textSchema(200) }),
  /** Of the day of submission; once the window has closed, of the closing day (INT-19). */
  clusterLevel: z.enum(clusterLevels).exactOptional(),
  isLevelFinal: z.boolean(),
  lead: leadSchema,
  /** The region whose departments review. */
  region: regionCodeSchema,
  state: z.enum(projectGroupStates),
  step: stepSchema.exactOptional(),
  version: versionSchema,
  contentNumber: z.int().min(0).max(10_000),
  updatedAt: instantSchema,
};
const levelAnswerSchema = z.strictObject({
  purpose: z.enum(['submission', 'closing']),
  asOf: localDateSchema,
  level: z.enum(clusterLevels),
  titleId: uuidSchema.exactOptional(),
  recordedAt: instantSchema,
});

/** A project group without what it states. */
export const groupSummarySchema = z.strictObject(summaryFields);
/** A project group whole. */
export const groupSchema = z.strictObject({
  ...summaryFields,
  /** The last submission; what counts. */
  receipt: z.strictObject({ number: numberSchema, sha256: sha256Schema, submittedAt: instantSchema }).exactOptional(),
  content: groupContentSchema,
  /** What the registry said about the cluster's level, and for which day. */
  levels: z.array(levelAnswerSchema).max(50),
  /** What can be done in this state, whoever may. */
  possible: z.array(z.string().max(64)).max(30),
});
/** One page of project groups, newest first. */
export const groupPageSchema = pageOf(groupSummarySchema);

/** A new project group. */
export const draftGroupSchema = z.strictObject({
  yearId: uuidSchema,
  clusterId: uuidSchema,
  lead: leadSchema,
  /** Where the leading enterprise operates; its departments review. */
  region: regionCodeSchema,
});
/** Which group, as it was last read. */
export const whichGroupSchema = z.strictObject({ id: uuidSchema, version: versionSchema });
/** What a group states by now. */
export const saveGroupSchema = z.strictObject({ ...whichGroupSchema.shape, content: groupContentSchema });
/** Who else may write at it. */
export const admitGroupEditorSchema = z.strictObject({ ...whichGroupSchema.shape, editor: personSchema });
/** Which group is withdrawn, and why. */
export const withdrawGroupSchema = z.strictObject({ ...whichGroupSchema.shape, reason: reasonSchema });
/** Which group. */
export const getGroupSchema = z.strictObject({ id: uuidSchema });
/** Which groups. */
export const listGroupsSchema = z.strictObject({
  ...pageSchema.shape,
  yearId: uuidSchema.exactOptional(),
  state: z.enum(projectGroupStates).exactOptional(),
  step: stepSchema.exactOptional(),
  region: regionCodeSchema.exactOptional(),
  clusterId: uuidSchema.exactOptional(),
  leadCreditCode: socialCreditCodeSchema.exactOptional(),
});

const awardPreviewSchema = z.strictObject({
  eligibleInvestment: moneySchema,
  rate: z.string().max(20),
  ceiling: moneySchema,
  approved: moneySchema,
  instalments: z.array(z.strictObject({ year: z.int(), amount: moneySchema, cumulative: moneySchema })).max(50),
  lapsed: moneySchema,
});
/** What the group would get at most. */
const moneyPreviewSchema = z.strictObject({
  level: z.enum(clusterLevels),
  /** From what is completed and eligible by now. */
  completed: awardPreviewSchema.exactOptional(),
  /** With what is planned, were it completed as planned. */
  planned: awardPreviewSchema.exactOptional(),
  /** Why there is nothing to be computed, or less than everything. */
  remarks: z.array(z.strictObject({ code: z.string().max(64), clause: clauseSchema.exactOptional(), message: sentenceSchema })).max(10),
});
/** The self-check: every clause, what would change it, what stands in the way of submission, what it would bring. */
export const groupCheckSchema = z.strictObject({
  asOf: localDateSchema,
  verdict: z.enum(['eligible', 'ineligible', 'incomplete', 'needs-judgement']),
  /** The decision as policy-core gives it. */
  decision: jsonWithin(250_000),
  obstacles: withinBytes(
    z.array(z.strictObject({ path: z.string().max(200), code: z.string().max(64), clause: clauseSchema.exactOptional(), message: sentenceSchema })).max(200),
    400_000,
  ),
  /** Lines by what is said of them before anybody verified them. */
  lines: z.strictObject({ eligible: z.int().min(0), ineligible: z.int().min(0), needsExplanation: z.int().min(0) }),
  money: moneyPreviewSchema,
});

const simulatedLineSchema = lineInputSchema.omit({ evidence: true, serials: true, description: true });
/** What has not been saved anywhere: what would it get? */
export const simulateGroupSchema = withinBytes(
  z.strictObject({
    yearId: uuidSchema,
    /** The cluster whose level is asked of the registry; or the level that is assumed. */
    clusterId: uuidSchema.exactOptional(),
    clusterLevel: z.enum(clusterLevels).exactOptional(),
    lead: leadSchema.exactOptional(),
    content: groupContentSchema,
    lines: z.array(simulatedLineSchema).max(2000),
  }),
  800_000,
);

/** Two submissions of a group. */
export const compareGroupsSchema = z.strictObject({ id: uuidSchema, from: numberSchema, to: numberSchema });
const differenceEntrySchema = z.strictObject({ path: z.string().max(500), before: jsonWithin(50_000).exactOptional(), after: jsonWithin(50_000).exactOptional() });
/** What a later submission says otherwise, by place; the first ones where there are more than fit. */
export const groupDifferenceSchema = z.strictObject({
  from: numberSchema,
  to: numberSchema,
  total: z.int().min(0),
  changes: withinBytes(z.array(differenceEntrySchema).max(5000), 700_000),
});
/** Whose saved drafts. */
export const listGroupDraftsSchema = z.strictObject({ id: uuidSchema, ...pageSchema.shape });
const groupDraftSchema = z.strictObject({ version: versionSchema, savedAt: instantSchema, person: z.string().max(128) });
/** One page of the versions in which a draft was saved, newest first. */
export const groupDraftPageSchema = pageOf(groupDraftSchema);
/** A draft as it was saved once. */
export const savedGroupDraftSchema = z.strictObject({ ...groupDraftSchema.shape, content: groupContentSchema });

/** Data of the events of a project group. */
export const groupChangedSchema = z.strictObject({
  groupId: uuidSchema,
  yearId: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  clusterId: uuidSchema,
  clusterLevel: z.enum(clusterLevels).exactOptional(),
  leadCreditCode: socialCreditCodeSchema,
  region: regionCodeSchema,
  state: z.enum(projectGroupStates),
  step: stepSchema.exactOptional(),
  contentNumber: z.int().min(0).max(10_000),
  contentSha256: sha256Schema.exactOptional(),
});

/** A project group with what it states. */
export type ProjectGroup = z.infer<typeof groupSchema>;
/** A project group as lists show it. */
export type ProjectGroupSummary = z.infer<typeof groupSummarySchema>;
/** One page of project groups, newest first. */
export type ProjectGroupPage = z.infer<typeof groupPageSchema>;
/** What the registry said about a cluster's level. */
export type GroupLevelAnswer = z.infer<typeof levelAnswerSchema>;
/** A new project group. */
export type DraftProjectGroup = z.infer<typeof draftGroupSchema>;
/** Which group, as it was last read. */
export type WhichProjectGroup = z.infer<typeof whichGroupSchema>;
/** What a group states by now. */
export type SaveProjectGroup = z.infer<typeof saveGroupSchema>;
/** Who else may write at it. */
export type AdmitGroupEditor = z.infer<typeof admitGroupEditorSchema>;
/** Which group is withdrawn, and why. */
export type WithdrawProjectGroup = z.infer<typeof withdrawGroupSchema>;
/** Which group. */
export type GetProjectGroup = z.infer<typeof getGroupSchema>;
/** Which groups. */
export type ListProjectGroups = z.infer<typeof listGroupsSchema>;
/** The self-check of a group. */
export type ProjectGroupCheck = z.infer<typeof groupCheckSchema>;
/** What a group would get. */
export type MoneyPreview = z.infer<typeof moneyPreviewSchema>;
/** A line of a simulation. */
export type SimulatedLine = z.infer<typeof simulatedLineSchema>;
/** What has not been saved anywhere. */
export type SimulateProjectGroup = z.infer<typeof simulateGroupSchema>;
/** Two submissions of a group. */
export type CompareGroupSubmissions = z.infer<typeof compareGroupsSchema>;
/** What a later submission says otherwise. */
export type GroupDifference = z.infer<typeof groupDifferenceSchema>;
/** Whose saved drafts. */
export type ListGroupDrafts = z.infer<typeof listGroupDraftsSchema>;
/** One page of the versions in which a draft was saved. */
export type GroupDraftPage = z.infer<typeof groupDraftPageSchema>;
/** A draft as it was saved once. */
export type SavedGroupDraft = z.infer<typeof savedGroupDraftSchema>;
/** Data of the events of a project group. */
export type ProjectGroupChanged = z.infer<typeof groupChangedSchema>;
