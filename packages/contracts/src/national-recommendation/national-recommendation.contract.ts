import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

/** Where a recommendation stands; what becomes of it the ministry decides. */
export const nationalRecommendationStates = ['drafted', 'submitted', 'accepted', 'refused', 'dropped'] as const;

const operators: readonly Role[] = ['province-industry'];
const readers: readonly Role[] = ['province-industry', 'prefecture-industry', 'county-industry', 'auditor'];

const documentSchema = textSchema(500).describe('number or address of the document');
const versioned = { id: uuidSchema, version: versionSchema };
const draftSchema = z.strictObject({
  programme: programmeSchema, policyVersion: policyVersionSchema, clusterId: uuidSchema, clusterName: textSchema(200), region: regionCodeSchema,
  grounds: textSchema(4000),
});
const waiveSchema = z.strictObject({ ...versioned, reason: reasonSchema });
const submitSchema = z.strictObject({ ...versioned, document: documentSchema });
const recordOutcomeSchema = z.strictObject({
  ...versioned, outcome: z.enum(['accepted', 'refused']), document: documentSchema, decidedOn: localDateSchema,
});
const dropSchema = z.strictObject({ ...versioned, reason: reasonSchema });
const getSchema = z.strictObject({ id: uuidSchema });

const summaryShape = {
  id: uuidSchema,
  version: versionSchema,
  state: z.enum(nationalRecommendationStates),
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  clusterId: uuidSchema,
  clusterName: textSchema(200),
  region: regionCodeSchema,
  clause: clauseSchema,
  draftedOn: localDateSchema,
  submittedOn: localDateSchema.exactOptional(),
};
const recommendationSchema = z.strictObject({
  ...summaryShape,
  grounds: textSchema(4000),
  draftedBy: z.string().max(128),
  /** The valid provincial title that it rests on. */
  titleId: uuidSchema.exactOptional(),
  waiver: z.strictObject({ reason: reasonSchema, by: z.string().max(128), on: localDateSchema }).exactOptional(),
  submission: z.strictObject({ document: documentSchema, by: z.string().max(128), decisionId: uuidSchema }).exactOptional(),
  outcome: z.strictObject({ outcome: z.enum(['accepted', 'refused']), document: documentSchema, decidedOn: localDateSchema }).exactOptional(),
});
const listSchema = z.strictObject({
  ...pageSchema.shape, programme: programmeSchema.exactOptional(), state: z.enum(nationalRecommendationStates).exactOptional(),
});
const pageOfRecommendations = pageOf(z.strictObject(summaryShape));
const eventSchema = z.strictObject({ recommendationId: uuidSchema, clusterId: uuidSchema, programme: programmeSchema, on: localDateSchema });
const settledSchema = z.strictObject({ ...eventSchema.shape, outcome: z.enum(['accepted', 'refused']), document: documentSchema });

/** A recommendation to be made. */
export type DraftNationalRecommendation = z.infer<typeof draftSchema>;

/** Why a cluster is recommended that holds no valid provincial title. */
export type WaiveNationalRecommendation = z.infer<typeof waiveSchema>;

/** The document by which it goes to the ministry. */
export type SubmitNationalRecommendation = z.infer<typeof submitSchema>;

/** What the ministry decided. */
export type RecordNationalOutcome = z.infer<typeof recordOutcomeSchema>;

/** A draft that is not pursued. */
export type DropNationalRecommendation = z.infer<typeof dropSchema>;

/** Which recommendation. */
export type GetNationalRecommendation = z.infer<typeof getSchema>;

/** A recommendation for the national level. */
export type NationalRecommendation = z.infer<typeof recommendationSchema>;

/** Which recommendations. */
export type ListNationalRecommendations = z.infer<typeof listSchema>;

/** One page of recommendations, newest first. */
export type NationalRecommendationPage = z.infer<typeof pageOfRecommendations>;

/** Data of `jiqun.evaluation.national-recommendation.submitted.v1`. */
export type NationalRecommendationSubmitted = z.infer<typeof eventSchema>;

/** Data of `jiqun.evaluation.national-recommendation.settled.v1`. */
export type NationalRecommendationSettled = z.infer<typeof settledSchema>;

const allowed = (verb: string, roles: readonly Role[], ...states: (typeof nationalRecommendationStates)[number][]): Permission => ({
  action: `national-recommendation.${verb}`, roles, reach: 'region', ...(states.length === 0 ? {} : { states }),
});

/** Recommendations for the national level, in principle from provincial titles (AMC-9, XJ-8; INT-8). */
export const nationalRecommendationContracts: {
  readonly draft: CommandContract<DraftNationalRecommendation, NationalRecommendation>;
  readonly waive: CommandContract<WaiveNationalRecommendation, NationalRecommendation>;
  readonly submit: CommandContract<SubmitNationalRecommendation, NationalRecommendation>;
  readonly recordOutcome: CommandContract<RecordNationalOutcome, NationalRecommendation>;
  readonly drop: CommandContract<DropNationalRecommendation, NationalRecommendation>;
  readonly get: QueryContract<GetNationalRecommendation, NationalRecommendation>;
  readonly list: QueryContract<ListNationalRecommendations, NationalRecommendationPage>;
  readonly submitted: EventContract<NationalRecommendationSubmitted>;
  readonly settled: EventContract<NationalRecommendationSettled>;
} = {
  draft: defineCommand({
    subject: 'evaluation.national-recommendation.draft',
    summary: { zh: '起草国家级推荐', en: 'Draft a recommendation for the national level' },
    permission: allowed('draft', operators),
    request: draftSchema,
    answer: recommendationSchema,
    errors: ['ALREADY_EXISTS', 'CLAUSE_FORBIDS'],
  }),
  waive: defineCommand({
    subject: 'evaluation.national-recommendation.waive',
    summary: { zh: '记录没有省级称号而推荐的理由', en: 'Record why a cluster without a provincial title is recommended' },
    permission: allowed('waive', operators, 'drafted'),
    request: waiveSchema,
    answer: recommendationSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  submit: defineCommand({
    subject: 'evaluation.national-recommendation.submit',
    summary: { zh: '向国家工信部门推荐', en: 'Submit a recommendation to the ministry' },
    permission: allowed('submit', operators, 'drafted'),
    request: submitSchema,
    answer: recommendationSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS', 'FOUR_EYES'],
  }),
  recordOutcome: defineCommand({
    subject: 'evaluation.national-recommendation.record-outcome',
    summary: { zh: '凭文件登记国家工信部门的结果', en: 'Record the outcome of the ministry with its document' },
    permission: allowed('record-outcome', operators, 'submitted'),
    request: recordOutcomeSchema,
    answer: recommendationSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  drop: defineCommand({
    subject: 'evaluation.national-recommendation.drop',
    summary: { zh: '放弃推荐稿', en: 'Drop a draft' },
    permission: allowed('drop', operators, 'drafted'),
    request: dropSchema,
    answer: recommendationSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  get: defineQuery({
    subject: 'evaluation.national-recommendation.get',
    summary: { zh: '查看一项国家级推荐', en: 'Read a recommendation' },
    permission: allowed('get', readers),
    request: getSchema,
    answer: recommendationSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'evaluation.national-recommendation.list',
    summary: { zh: '分页查看国家级推荐，最新的在前', en: 'List recommendations, newest first' },
    permission: allowed('list', readers),
    request: listSchema,
    answer: pageOfRecommendations,
    errors: [],
  }),
  submitted: defineEvent({
    type: 'jiqun.evaluation.national-recommendation.submitted.v1',
    summary: { zh: '已向国家工信部门推荐', en: 'A cluster was recommended to the ministry' },
    data: eventSchema,
  }),
  settled: defineEvent({
    type: 'jiqun.evaluation.national-recommendation.settled.v1',
    summary: { zh: '国家级推荐已有结果', en: 'A recommendation was settled by the ministry' },
    data: settledSchema,
  }),
};
