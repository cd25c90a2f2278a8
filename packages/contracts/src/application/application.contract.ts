import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { jsonWithin, withinBytes } from '../primitives/bounded.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { sha256Schema } from '../primitives/sha256.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';
import { applicationContentSchema } from './application-content.js';

/** Where an application stands; while it is under review, its step says what is next. */
export const applicationStates = ['draft', 'under-review', 'returned', 'withdrawn', 'rejected', 'recognised'] as const;

const applicants: readonly Role[] = ['promotion-organisation', 'county-industry', 'prefecture-development-commission'];
const officials: readonly Role[] = ['county-industry', 'prefecture-industry', 'province-industry', 'prefecture-development-commission', 'province-development-commission'];
const readers: readonly Role[] = [...new Set<Role>([...applicants, ...officials, 'auditor'])];

const stepSchema = z.string().min(1).max(64).regex(/^[a-z][a-z0-9-]*$/).describe("step of the policy's procedure");
/** Which submission of an application, from 1. */
const numberSchema = z.int().min(1).max(10_000);
const receiptSchema = z.strictObject({ number: numberSchema, sha256: sha256Schema, submittedAt: instantSchema });
const clusterSchema = z.strictObject({ id: uuidSchema, name: textSchema(200), regions: z.array(regionCodeSchema).min(1).max(100) });

const summaryFields = {
  id: uuidSchema,
  callId: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  cluster: clusterSchema,
  /** The region whose departments check and recommend. */
  region: regionCodeSchema,
  state: z.enum(applicationStates),
  step: stepSchema.exactOptional(),
  version: versionSchema,
  /** How often it was submitted. */
  contentNumber: z.int().min(0).max(10_000),
  rank: z.int().min(1).max(10_000).exactOptional(),
  updatedAt: instantSchema,
};
const summarySchema = z.strictObject(summaryFields);
/** An application whole, for the contracts that answer with it. */
export const applicationSchema = z.strictObject({
  ...summaryFields,
  /** The last submission; what counts. */
  receipt: receiptSchema.exactOptional(),
  content: applicationContentSchema,
  /** What can be done in this state, whoever may. */
  possible: z.array(z.string().max(64)).max(20),
});
const applicationPageSchema = pageOf(summarySchema);

const draftSchema = z.strictObject({ callId: uuidSchema, clusterId: uuidSchema });
const saveSchema = z.strictObject({ id: uuidSchema, version: versionSchema, content: applicationContentSchema });
const whichSchema = z.strictObject({ id: uuidSchema, version: versionSchema });
const withdrawSchema = z.strictObject({ ...whichSchema.shape, reason: reasonSchema });
const admitSchema = z.strictObject({ ...whichSchema.shape, editor: z.string().min(1).max(128).regex(/^[\x21-\x7e]+$/).describe('opaque id of a person') });
const getSchema = z.strictObject({ id: uuidSchema });
const listSchema = z.strictObject({
  ...pageSchema.shape,
  callId: uuidSchema.exactOptional(),
  programme: programmeSchema.exactOptional(),
  state: z.enum(applicationStates).exactOptional(),
  step: stepSchema.exactOptional(),
  region: regionCodeSchema.exactOptional(),
  clusterId: uuidSchema.exactOptional(),
});
const sentenceSchema = z.strictObject({ zh: z.string().max(500), en: z.string().max(500) });
const checkSchema = z.strictObject({
  asOf: localDateSchema,
  verdict: z.enum(['eligible', 'ineligible', 'incomplete', 'needs-judgement']),
  /** The decision as policy-core gives it: outcome, observed values, requirement, missing facts, what would change it. */
  decision: jsonWithin(250_000),
  /** What else stands in the way of submission. */
  obstacles: z.array(z.strictObject({ code: z.string().max(64), clause: clauseSchema.exactOptional(), message: sentenceSchema })).max(200),
});
const changeSchema = z.strictObject({ path: z.string().max(500), before: jsonWithin(50_000).exactOptional(), after: jsonWithin(50_000).exactOptional() });
const differenceSchema = z.strictObject({ from: numberSchema, to: numberSchema, changes: withinBytes(z.array(changeSchema).max(5000), 800_000) });
const compareSchema = z.strictObject({ id: uuidSchema, from: numberSchema, to: numberSchema });
const listDraftsSchema = z.strictObject({ id: uuidSchema, ...pageSchema.shape });
const draftVersionSchema = z.strictObject({ version: versionSchema, savedAt: instantSchema, person: z.string().max(128) });
const draftVersionPageSchema = pageOf(draftVersionSchema);
const savedDraftSchema = z.strictObject({ ...draftVersionSchema.shape, content: applicationContentSchema });
const eventSchema = z.strictObject({
  applicationId: uuidSchema,
  callId: uuidSchema,
  programme: programmeSchema,
  clusterId: uuidSchema,
  region: regionCodeSchema,
  state: z.enum(applicationStates),
  step: stepSchema.exactOptional(),
  contentNumber: z.int().min(0).max(10_000),
  contentSha256: sha256Schema.exactOptional(),
});

/** An application without what it states. */
export type ApplicationSummary = z.infer<typeof summarySchema>;

/** An application for a title (AMC-7-1.a, SME-9, XJ-5.a, SEI-3-1). */
export type Application = z.infer<typeof applicationSchema>;

/** One page of applications, newest first. */
export type ApplicationPage = z.infer<typeof applicationPageSchema>;

/** For which call, and which cluster. */
export type DraftApplication = z.infer<typeof draftSchema>;

/** A draft as it is saved while it is written. */
export type SaveApplication = z.infer<typeof saveSchema>;

/** Which application, as it was last read. */
export type WhichApplication = z.infer<typeof whichSchema>;

/** Which application is withdrawn, and why. */
export type WithdrawApplication = z.infer<typeof withdrawSchema>;

/** Who may write at an application besides those who may. */
export type AdmitEditor = z.infer<typeof admitSchema>;

/** Which application. */
export type GetApplication = z.infer<typeof getSchema>;

/** Which applications. */
export type ListApplications = z.infer<typeof listSchema>;

/** What policy-core says of an application as it stands, and what keeps it from being submitted. */
export type ApplicationCheck = z.infer<typeof checkSchema>;

/** Two submissions of an application. */
export type CompareSubmissions = z.infer<typeof compareSchema>;

/** What a later submission says otherwise, by place. */
export type SubmissionDifference = z.infer<typeof differenceSchema>;

/** Whose saved drafts. */
export type ListDrafts = z.infer<typeof listDraftsSchema>;

/** One page of the versions in which a draft was saved, newest first. */
export type DraftVersionPage = z.infer<typeof draftVersionPageSchema>;

/** A draft as it was saved once; saved again, it is the draft once more. */
export type SavedDraft = z.infer<typeof savedDraftSchema>;

/** Data of the events of an application. */
export type ApplicationChanged = z.infer<typeof eventSchema>;

const permitted = (verb: string, roles: readonly Role[], states?: readonly string[]): Permission => ({
  action: `application.${verb}`,
  roles,
  reach: 'region',
  ...(states === undefined ? {} : { states }),
});
const happened = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<ApplicationChanged> =>
  defineEvent({ type: `jiqun.evaluation.application.${verb}.v1`, summary, data: eventSchema });

/** What applicants do, and everybody's reading. */
export const applicationContracts: {
  readonly draft: CommandContract<DraftApplication, Application>;
  readonly save: CommandContract<SaveApplication, Application>;
  readonly admit: CommandContract<AdmitEditor, Application>;
  readonly submit: CommandContract<WhichApplication, Application>;
  readonly withdraw: CommandContract<WithdrawApplication, Application>;
  readonly get: QueryContract<GetApplication, Application>;
  readonly list: QueryContract<ListApplications, ApplicationPage>;
  readonly check: QueryContract<GetApplication, ApplicationCheck>;
  readonly compare: QueryContract<CompareSubmissions, SubmissionDifference>;
  readonly listDrafts: QueryContract<ListDrafts, DraftVersionPage>;
  readonly getDraft: QueryContract<WhichApplication, SavedDraft>;
  readonly submitted: EventContract<ApplicationChanged>;
  readonly withdrawn: EventContract<ApplicationChanged>;
  readonly returned: EventContract<ApplicationChanged>;
  readonly advanced: EventContract<ApplicationChanged>;
  readonly rejected: EventContract<ApplicationChanged>;
} = {
  draft: defineCommand({
    subject: 'evaluation.application.draft',
    summary: { zh: '为一个集群起草申报', en: 'Draft an application for a cluster' },
    permission: permitted('draft', applicants),
    request: draftSchema,
    answer: applicationSchema,
    errors: ['NOT_FOUND', 'ALREADY_EXISTS', 'CALL_NOT_OPEN', 'CLAUSE_FORBIDS'],
  }),
  save: defineCommand({
    subject: 'evaluation.application.save',
    summary: { zh: '保存申报草稿', en: 'Save the draft of an application' },
    permission: permitted('save', applicants, ['draft', 'returned']),
    request: saveSchema,
    answer: applicationSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  admit: defineCommand({
    subject: 'evaluation.application.admit',
    summary: { zh: '允许另一人共同填写', en: 'Let another person write at the application' },
    permission: permitted('admit', applicants, ['draft', 'returned']),
    request: admitSchema,
    answer: applicationSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  submit: defineCommand({
    subject: 'evaluation.application.submit',
    summary: { zh: '提交申报，内容固定并出具回执', en: 'Submit an application; its contents are frozen and a receipt is given' },
    permission: permitted('submit', applicants, ['draft', 'returned']),
    request: whichSchema,
    answer: applicationSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'CALL_NOT_OPEN', 'CLAUSE_FORBIDS', 'LIMIT_REACHED'],
  }),
  withdraw: defineCommand({
    subject: 'evaluation.application.withdraw',
    summary: { zh: '撤回申报', en: 'Withdraw an application' },
    permission: permitted('withdraw', applicants, ['draft', 'under-review', 'returned']),
    request: withdrawSchema,
    answer: applicationSchema,
    errors: ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT'],
  }),
  get: defineQuery({
    subject: 'evaluation.application.get',
    summary: { zh: '查看一份申报', en: 'Read an application' },
    permission: permitted('get', readers),
    request: getSchema,
    answer: applicationSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'evaluation.application.list',
    summary: { zh: '分页查看申报，最新的在前', en: 'List applications, newest first' },
    permission: permitted('list', readers),
    request: listSchema,
    answer: applicationPageSchema,
    errors: [],
  }),
  check: defineQuery({
    subject: 'evaluation.application.check',
    summary: { zh: '自查：逐条判定，说明差距', en: 'Self-check: every clause, and what would change it' },
    permission: permitted('check', readers),
    request: getSchema,
    answer: checkSchema,
    errors: ['NOT_FOUND'],
  }),
  compare: defineQuery({
    subject: 'evaluation.application.compare',
    summary: { zh: '比较两次提交的内容', en: 'Compare two submissions' },
    permission: permitted('compare', readers),
    request: compareSchema,
    answer: differenceSchema,
    errors: ['NOT_FOUND'],
  }),
  listDrafts: defineQuery({
    subject: 'evaluation.application.list-drafts',
    summary: { zh: '查看草稿的保存记录，最新的在前', en: 'List the versions in which a draft was saved, newest first' },
    permission: permitted('list-drafts', applicants),
    request: listDraftsSchema,
    answer: draftVersionPageSchema,
    errors: ['NOT_FOUND'],
  }),
  getDraft: defineQuery({
    subject: 'evaluation.application.get-draft',
    summary: { zh: '查看某次保存的草稿', en: 'Read a draft as it was saved once' },
    permission: permitted('get-draft', applicants),
    request: whichSchema,
    answer: savedDraftSchema,
    errors: ['NOT_FOUND'],
  }),
  submitted: happened('submitted', { zh: '申报已提交', en: 'An application was submitted' }),
  withdrawn: happened('withdrawn', { zh: '申报已撤回', en: 'An application was withdrawn' }),
  returned: happened('returned', { zh: '申报已退回补正', en: 'An application was returned for correction' }),
  advanced: happened('advanced', { zh: '申报已进入下一环节', en: 'An application went on to its next step' }),
  rejected: happened('rejected', { zh: '申报未通过', en: 'An application was not carried on' }),
};
