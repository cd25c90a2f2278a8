import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { ErrorCode } from '../error-catalogue.js';
import type { Permission } from '../permission.js';
import { jsonWithin } from '../primitives/bounded.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { tenantSchema } from '../primitives/region-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import { type Role, roles } from '../roles.js';

/** Where a programme year stands; `closed` once the last day for applications is over. */
export const programmeYearStates = ['draft', 'published', 'closed', 'withdrawn'] as const;

const operators: readonly Role[] = ['province-industry'];
const signers: readonly Role[] = ['province-industry', 'province-finance'];
const readers: readonly Role[] = [
  'county-industry', 'prefecture-industry', 'province-industry', 'county-finance', 'prefecture-finance', 'province-finance', 'enterprise', 'expert', 'auditor',
];

const sentenceSchema = z.strictObject({ zh: textSchema(500), en: textSchema(500) });
/** The calendar year of the funds. */
const yearSchema = z.int().min(2000).max(2999);
const numberSchema = z.int().min(0).max(10_000);
const stepSchema = z.string().min(1).max(64).regex(/^[a-z][a-z0-9-]*$/);

const termsSchema = z.strictObject({
  title: sentenceSchema,
  documentNumber: textSchema(100).exactOptional(),
  opensOn: localDateSchema,
  /** The last day for applications, through 24:00 in Asia/Shanghai. */
  closesOn: localDateSchema,
  /** Investment counts that was completed from this day through that one; both count. */
  eligibleFrom: localDateSchema,
  eligibleThrough: localDateSchema,
  /** Further conditions (SUB-6-3): clauses of the notice's own, as expressive as a policy file; checked by policy-core. */
  additions: jsonWithin(100_000).exactOptional(),
  /** Working days of the public notice (INT-11); the policy's own number when absent. */
  noticeWorkingDays: z.int().min(1).max(60).exactOptional(),
  /** What is intended to be spent; the budget itself is congress's. */
  intendedBudget: moneySchema.exactOptional(),
});
const signatureSchema = z.strictObject({ role: z.enum(roles), person: z.string().max(128), signedAt: instantSchema });
const summaryFields = {
  id: uuidSchema,
  tenant: tenantSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  year: yearSchema,
  title: sentenceSchema,
  documentNumber: textSchema(100).exactOptional(),
  opensOn: localDateSchema,
  closesOn: localDateSchema,
  state: z.enum(programmeYearStates),
  version: versionSchema,
  /** The number of the terms in force; 0 before publication. */
  number: numberSchema,
  publishedAt: instantSchema.exactOptional(),
};
const summarySchema = z.strictObject(summaryFields);
const proposedSchema = z.strictObject({ number: numberSchema, terms: termsSchema, reason: reasonSchema.exactOptional(), signatures: z.array(signatureSchema).max(10) });
const yearAnswerSchema = z.strictObject({
  ...summaryFields,
  terms: termsSchema,
  /** Terms that wait for signatures: those of a draft, or a correction of what is in force. */
  proposed: proposedSchema.exactOptional(),
  /** What can be done in this state, whoever may. */
  possible: z.array(z.string().max(64)).max(20),
});
const publicYearSchema = yearAnswerSchema.omit({ proposed: true, possible: true });
const versionEntrySchema = z.strictObject({
  number: numberSchema,
  proposedAt: instantSchema,
  proposedBy: z.string().max(128),
  reason: reasonSchema.exactOptional(),
  isInForce: z.boolean(),
  signatures: z.array(signatureSchema).max(10),
  terms: termsSchema,
});
const stepStatusSchema = z.strictObject({
  step: stepSchema,
  clause: clauseSchema,
  title: sentenceSchema,
  actors: z.array(z.string().max(64)).max(20),
  /** Who has to sign: one of each list. */
  signatures: z.array(z.array(z.string().max(64)).max(8)).max(4).exactOptional(),
  /** The last day of a yearly deadline (INT-15). */
  dueOn: localDateSchema.exactOptional(),
  metOn: localDateSchema.exactOptional(),
  isMissed: z.boolean(),
  standing: z.enum(['ahead', 'open', 'done', 'unknown']),
  /** Project groups that stand at the step. */
  groups: z.int().min(0),
});

const draftSchema = z.strictObject({ programme: programmeSchema, year: yearSchema, terms: termsSchema });
const whichSchema = z.strictObject({ id: uuidSchema, version: versionSchema });
const amendSchema = z.strictObject({ ...whichSchema.shape, terms: termsSchema });
const correctSchema = z.strictObject({ ...amendSchema.shape, reason: reasonSchema });
const withdrawSchema = z.strictObject({ ...whichSchema.shape, reason: reasonSchema });
const getSchema = z.strictObject({ id: uuidSchema });
const listSchema = z.strictObject({
  ...pageSchema.shape,
  programme: programmeSchema.exactOptional(),
  year: yearSchema.exactOptional(),
  state: z.enum(programmeYearStates).exactOptional(),
});
const listPublicSchema = z.strictObject({ ...pageSchema.shape, tenant: tenantSchema.exactOptional(), programme: programmeSchema.exactOptional() });
const historySchema = z.strictObject({ ...pageSchema.shape, limit: z.int().min(1).max(5).exactOptional(), id: uuidSchema });
const pageOfYearsSchema = pageOf(summarySchema);
const pageOfVersionsSchema = pageOf(versionEntrySchema, 5);
const stepsSchema = z.strictObject({ id: uuidSchema, asOf: localDateSchema, steps: z.array(stepStatusSchema).max(30) });
const changedSchema = z.strictObject({
  yearId: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  year: yearSchema,
  number: numberSchema,
  title: sentenceSchema,
  opensOn: localDateSchema,
  closesOn: localDateSchema,
});
const deadlineSchema = z.strictObject({
  programme: programmeSchema,
  year: yearSchema,
  step: stepSchema,
  clause: clauseSchema,
  dueOn: localDateSchema,
  actors: z.array(z.string().max(64)).max(20),
  /** Absent while nobody has drafted the year. */
  yearId: uuidSchema.exactOptional(),
  /** Project groups on their way to the reserve. */
  waiting: z.int().min(0),
});

/** What the notice of a year's funds says. */
export type ProgrammeYearTerms = z.infer<typeof termsSchema>;
/** A programme year with its terms. */
export type ProgrammeYear = z.infer<typeof yearAnswerSchema>;
/** A programme year as lists show it. */
export type ProgrammeYearSummary = z.infer<typeof summarySchema>;
/** A programme year as everybody may read it. */
export type PublicProgrammeYear = z.infer<typeof publicYearSchema>;
/** A page of programme years, newest first. */
export type ProgrammeYearPage = z.infer<typeof pageOfYearsSchema>;
/** One version of the terms, with who signed it. */
export type ProgrammeYearVersion = z.infer<typeof versionEntrySchema>;
/** A page of versions, newest first. */
export type ProgrammeYearVersionPage = z.infer<typeof pageOfVersionsSchema>;
/** The procedure of the year's policy: who owns each step and where it stands. */
export type ProgrammeYearSteps = z.infer<typeof stepsSchema>;
/** One step of it. */
export type ProgrammeYearStep = z.infer<typeof stepStatusSchema>;
/** A new programme year. */
export type DraftProgrammeYear = z.infer<typeof draftSchema>;
/** Which programme year, as it was last read. */
export type WhichProgrammeYear = z.infer<typeof whichSchema>;
/** Other terms of a draft. */
export type AmendProgrammeYear = z.infer<typeof amendSchema>;
/** Other terms of a published notice, with the reason. */
export type CorrectProgrammeYear = z.infer<typeof correctSchema>;
/** Which programme year is withdrawn, and why. */
export type WithdrawProgrammeYear = z.infer<typeof withdrawSchema>;
/** Which programme year. */
export type GetProgrammeYear = z.infer<typeof getSchema>;
/** Which programme years. */
export type ListProgrammeYears = z.infer<typeof listSchema>;
/** Which programme years that anybody may read. */
export type ListPublicProgrammeYears = z.infer<typeof listPublicSchema>;
/** Whose versions. */
export type ListProgrammeYearVersions = z.infer<typeof historySchema>;
/** Data of the events of a programme year. */
export type ProgrammeYearChanged = z.infer<typeof changedSchema>;
/** Data of the events of its yearly deadlines. */
export type ProgrammeYearDeadline = z.infer<typeof deadlineSchema>;

const permitted = (verb: string, who: readonly Role[], states?: readonly (typeof programmeYearStates)[number][]): Permission => ({
  action: `programme-year.${verb}`, roles: who, reach: 'tenant', ...(states === undefined ? {} : { states }),
});
const changing: readonly ErrorCode[] = ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'CLAUSE_FORBIDS'];

function changes<Req>(
  verb: string, summary: { readonly zh: string; readonly en: string }, request: z.ZodType<Req>, permission: Permission, more: readonly ErrorCode[] = [],
): CommandContract<Req, ProgrammeYear> {
  return defineCommand({ subject: `subsidy.programme-year.${verb}`, summary, permission, request, answer: yearAnswerSchema, errors: [...changing, ...more] });
}

const changed = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<ProgrammeYearChanged> =>
  defineEvent({ type: `jiqun.subsidy.programme-year.${verb}.v1`, summary, data: changedSchema });
const due = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<ProgrammeYearDeadline> =>
  defineEvent({ type: `jiqun.subsidy.programme-year.${verb}.v1`, summary, data: deadlineSchema });

/** Programme years: the notice for next year's funds, signed by both departments, and its deadlines (SUB-3.a, SUB-3.b, SUB-7.a, SUB-10.b). */
export const programmeYearContracts: {
  readonly draft: CommandContract<DraftProgrammeYear, ProgrammeYear>;
  readonly amend: CommandContract<AmendProgrammeYear, ProgrammeYear>;
  readonly sign: CommandContract<WhichProgrammeYear, ProgrammeYear>;
  readonly publish: CommandContract<WhichProgrammeYear, ProgrammeYear>;
  readonly correct: CommandContract<CorrectProgrammeYear, ProgrammeYear>;
  readonly withdraw: CommandContract<WithdrawProgrammeYear, ProgrammeYear>;
  readonly get: QueryContract<GetProgrammeYear, ProgrammeYear>;
  readonly list: QueryContract<ListProgrammeYears, ProgrammeYearPage>;
  readonly listVersions: QueryContract<ListProgrammeYearVersions, ProgrammeYearVersionPage>;
  readonly steps: QueryContract<GetProgrammeYear, ProgrammeYearSteps>;
  readonly getPublic: QueryContract<GetProgrammeYear, PublicProgrammeYear>;
  readonly listPublic: QueryContract<ListPublicProgrammeYears, ProgrammeYearPage>;
  readonly published: EventContract<ProgrammeYearChanged>;
  readonly corrected: EventContract<ProgrammeYearChanged>;
  readonly closed: EventContract<ProgrammeYearChanged>;
  readonly withdrawn: EventContract<ProgrammeYearChanged>;
  readonly deadlineNeared: EventContract<ProgrammeYearDeadline>;
  readonly deadlineMissed: EventContract<ProgrammeYearDeadline>;
} = {
  draft: defineCommand({
    subject: 'subsidy.programme-year.draft',
    summary: { zh: '起草下一年度资金申报通知', en: "Draft the notice of a year's funds" },
    permission: permitted('draft', operators),
    request: draftSchema,
    answer: yearAnswerSchema,
    errors: ['NOT_FOUND', 'ALREADY_EXISTS', 'CLAUSE_FORBIDS'],
  }),
  amend: changes('amend', { zh: '修改尚未印发的申报通知；已有签署作废', en: 'Change a draft; signatures under it are void' }, amendSchema, permitted('amend', operators, ['draft'])),
  sign: changes('sign', { zh: '本部门签署申报通知', en: 'Sign the notice for the department' }, whichSchema, permitted('sign', signers, ['draft', 'published']), ['FOUR_EYES']),
  publish: changes('publish', { zh: '两部门签署后印发申报通知或更正', en: 'Publish the notice, or its correction, that both departments signed' }, whichSchema, permitted('publish', operators, ['draft', 'published']), ['ALREADY_EXISTS']),
  correct: changes('correct', { zh: '申报截止前提出更正', en: 'Propose a correction before the window closes' }, correctSchema, permitted('correct', operators, ['published'])),
  withdraw: changes('withdraw', { zh: '撤回尚无申报的通知', en: 'Withdraw a notice under which nothing was submitted' }, withdrawSchema, permitted('withdraw', operators, ['draft', 'published'])),
  get: defineQuery({
    subject: 'subsidy.programme-year.get',
    summary: { zh: '查看一个资金年度', en: 'Read a programme year' },
    permission: permitted('get', readers),
    request: getSchema,
    answer: yearAnswerSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'subsidy.programme-year.list',
    summary: { zh: '分页查看资金年度，最新的在前', en: 'List programme years, newest first' },
    permission: permitted('list', readers),
    request: listSchema,
    answer: pageOfYearsSchema,
    errors: [],
  }),
  listVersions: defineQuery({
    subject: 'subsidy.programme-year.list-versions',
    summary: { zh: '查看申报通知的各个版本及签署', en: 'List the versions of a notice with their signatures, newest first' },
    permission: permitted('list-versions', [...signers, 'auditor']),
    request: historySchema,
    answer: pageOfVersionsSchema,
    errors: ['NOT_FOUND'],
  }),
  steps: defineQuery({
    subject: 'subsidy.programme-year.steps',
    summary: { zh: '查看年度各环节的责任部门和进展', en: 'Tell who owns each step of the year and where it stands' },
    permission: permitted('steps', readers.filter((role) => role !== 'enterprise' && role !== 'expert')),
    request: getSchema,
    answer: stepsSchema,
    errors: ['NOT_FOUND'],
  }),
  getPublic: defineQuery({
    subject: 'subsidy.programme-year.get-public',
    summary: { zh: '公众查看已印发的申报通知', en: 'Read a notice that was published' },
    permission: { action: 'programme-year.get-public', roles: ['public'], reach: 'public' },
    request: getSchema,
    answer: publicYearSchema,
    errors: ['NOT_FOUND'],
  }),
  listPublic: defineQuery({
    subject: 'subsidy.programme-year.list-public',
    summary: { zh: '公众分页查看已印发的申报通知，最新的在前', en: 'List the notices that were published, newest first' },
    permission: { action: 'programme-year.list-public', roles: ['public'], reach: 'public' },
    request: listPublicSchema,
    answer: pageOfYearsSchema,
    errors: [],
  }),
  published: changed('published', { zh: '资金申报通知已印发', en: "The notice of a year's funds was published" }),
  corrected: changed('corrected', { zh: '资金申报通知已更正', en: 'A published notice was corrected' }),
  closed: changed('closed', { zh: '资金申报已截止', en: 'The window of a notice closed' }),
  withdrawn: changed('withdrawn', { zh: '资金申报通知已撤回', en: 'A notice was withdrawn' }),
  deadlineNeared: due('deadline-neared', { zh: '年度期限将至', en: 'A yearly deadline is thirty days away' }),
  deadlineMissed: due('deadline-missed', { zh: '年度期限已过', en: 'A yearly deadline was missed' }),
};
