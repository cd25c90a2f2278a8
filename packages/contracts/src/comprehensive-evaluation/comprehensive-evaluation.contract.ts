import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

/** An evaluation is drafted by one person and issued by another. */
export const comprehensiveEvaluationStates = ['draft', 'issued'] as const;

const operators: readonly Role[] = ['province-industry'];
const readers: readonly Role[] = ['province-industry', 'prefecture-industry', 'county-industry', 'auditor'];
const yearSchema = z.int().min(2000).max(9998);

const contentsShape = {
  problems: z.array(z.strictObject({ problem: textSchema(1000), clusters: z.int().min(0).max(100_000) })).max(50),
  measures: z.array(z.strictObject({ measure: textSchema(1000), responsible: textSchema(200), dueOn: localDateSchema })).max(50),
  conclusion: textSchema(8000),
};
const draftSchema = z.strictObject({
  programme: programmeSchema, policyVersion: policyVersionSchema, year: yearSchema, clause: clauseSchema, ...contentsShape
});
const reviseSchema = z.strictObject({ id: uuidSchema, version: versionSchema, ...contentsShape });
const issueSchema = z.strictObject({ id: uuidSchema, version: versionSchema });
const getSchema = z.strictObject({ id: uuidSchema });

const countSchema = z.int().min(0).max(1_000_000);
const countsShape = { titles: countSchema, filedInTime: countSchema, filedLate: countSchema, missing: countSchema };
const summaryShape = {
  id: uuidSchema,
  version: versionSchema,
  state: z.enum(comprehensiveEvaluationStates),
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  year: yearSchema,
  clause: clauseSchema,
  draftedOn: localDateSchema,
  issuedOn: localDateSchema.exactOptional(),
};
const evaluationSchema = z.strictObject({
  ...summaryShape,
  ...contentsShape,
  draftedBy: z.string().max(128),
  issuedBy: z.string().max(128).exactOptional(),
  /** By region directly under the province. */
  counts: z.array(z.strictObject({ region: regionCodeSchema, ...countsShape })).max(500),
  /** Of the figures that were filed, exact. */
  sums: z.array(z.strictObject({ key: z.string().max(64), unit: z.string().max(32), reports: countSchema, total: z.string().max(64) })).max(60),
});
const listSchema = z.strictObject({ ...pageSchema.shape, programme: programmeSchema.exactOptional() });
const pageOfEvaluations = pageOf(z.strictObject(summaryShape));
const issuedSchema = z.strictObject({
  evaluationId: uuidSchema, programme: programmeSchema, year: yearSchema, clause: clauseSchema, issuedOn: localDateSchema,
});

/** A new evaluation; `clause` is the one of the policy that asks for it. */
export type DraftComprehensiveEvaluation = z.infer<typeof draftSchema>;

/** A draft's new contents. */
export type ReviseComprehensiveEvaluation = z.infer<typeof reviseSchema>;

/** Which draft is issued. */
export type IssueComprehensiveEvaluation = z.infer<typeof issueSchema>;

/** Which evaluation. */
export type GetComprehensiveEvaluation = z.infer<typeof getSchema>;

/** The evaluation of a programme's clusters in a year, with what the reports add up to. */
export type ComprehensiveEvaluation = z.infer<typeof evaluationSchema>;

/** Which evaluations. */
export type ListComprehensiveEvaluations = z.infer<typeof listSchema>;

/** One page of evaluations, newest first. */
export type ComprehensiveEvaluationPage = z.infer<typeof pageOfEvaluations>;

/** Data of `jiqun.evaluation.comprehensive-evaluation.issued.v1`. */
export type ComprehensiveEvaluationIssued = z.infer<typeof issuedSchema>;

const allowed = (verb: string, roles: readonly Role[], ...states: (typeof comprehensiveEvaluationStates)[number][]): Permission => ({
  action: `comprehensive-evaluation.${verb}`, roles, reach: 'tenant', ...(states.length === 0 ? {} : { states }),
});

/** Comprehensive evaluations of a year's reports (AMC-10.b, XJ-4). */
export const comprehensiveEvaluationContracts: {
  readonly draft: CommandContract<DraftComprehensiveEvaluation, ComprehensiveEvaluation>;
  readonly revise: CommandContract<ReviseComprehensiveEvaluation, ComprehensiveEvaluation>;
  readonly issue: CommandContract<IssueComprehensiveEvaluation, ComprehensiveEvaluation>;
  readonly get: QueryContract<GetComprehensiveEvaluation, ComprehensiveEvaluation>;
  readonly list: QueryContract<ListComprehensiveEvaluations, ComprehensiveEvaluationPage>;
  readonly issued: EventContract<ComprehensiveEvaluationIssued>;
} = {
  draft: defineCommand({
    subject: 'evaluation.comprehensive-evaluation.draft',
    summary: { zh: '起草年度综合评价', en: 'Draft the comprehensive evaluation of a year' },
    permission: allowed('draft', operators),
    request: draftSchema,
    answer: evaluationSchema,
    errors: ['ALREADY_EXISTS'],
  }),
  revise: defineCommand({
    subject: 'evaluation.comprehensive-evaluation.revise',
    summary: { zh: '修改综合评价稿', en: 'Revise the draft of an evaluation' },
    permission: allowed('revise', operators, 'draft'),
    request: reviseSchema,
    answer: evaluationSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  issue: defineCommand({
    subject: 'evaluation.comprehensive-evaluation.issue',
    summary: { zh: '印发综合评价', en: 'Issue an evaluation' },
    permission: allowed('issue', operators, 'draft'),
    request: issueSchema,
    answer: evaluationSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'FOUR_EYES', 'CLAUSE_FORBIDS'],
  }),
  get: defineQuery({
    subject: 'evaluation.comprehensive-evaluation.get',
    summary: { zh: '查看一份综合评价', en: 'Read an evaluation' },
    permission: allowed('get', readers),
    request: getSchema,
    answer: evaluationSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'evaluation.comprehensive-evaluation.list',
    summary: { zh: '分页查看综合评价，最新的在前', en: 'List evaluations, newest first' },
    permission: allowed('list', readers),
    request: listSchema,
    answer: pageOfEvaluations,
    errors: [],
  }),
  issued: defineEvent({
    type: 'jiqun.evaluation.comprehensive-evaluation.issued.v1',
    summary: { zh: '综合评价已印发', en: 'A comprehensive evaluation was issued' },
    data: issuedSchema,
  }),
};
