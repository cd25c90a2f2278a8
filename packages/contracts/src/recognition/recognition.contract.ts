import { z } from 'zod';
import { defineEvent, type EventContract } from '../contract.js';
import { uuidSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { textSchema } from '../primitives/text.js';

/** The id of a policy: `jl-sme-2024`. */
export const programmeSchema = z.string().min(3).max(64).regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/).describe('id of the policy, such as jl-sme-2024');

/** A version of a policy: its first day in force, or `undated`. */
export const policyVersionSchema = z.string().min(1).max(32).regex(/^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|undated)$/).describe('version of the policy');

/** A clause of a programme document: `SME-14-4`, `AMC-11.b`. */
export const clauseSchema = z.string().min(1).max(32).regex(/^[A-Z][A-Z0-9]*(?:-[0-9]+)*(?:\.[a-z])?$/).describe('clause of a programme document');

/** The levels of a title; the world and the national one are the ministry's to give (AMC-5.a). */
export const titleLevels = ['world', 'national', 'provincial'] as const;

/** Where a title stands: in force, being re-reviewed, over with its term, or taken away. */
export const titleStates = ['valid', 'under-re-review', 'expired', 'revoked'] as const;

/** What of a cluster is a major change, to be reported in time (SME-14-4). */
export const majorChanges = ['leading-industry', 'area', 'operating-body'] as const;

const titleSchema = z.strictObject({
  titleId: uuidSchema,
  clusterId: uuidSchema,
  clusterName: textSchema(200),
  programme: programmeSchema,
  policyVersion: policyVersionSchema.exactOptional(),
  level: z.enum(titleLevels),
  region: regionCodeSchema,
  state: z.enum(titleStates),
  recognisedOn: localDateSchema,
  validThrough: localDateSchema.exactOptional(),
  changedOn: localDateSchema,
});
const applicationRecognisedSchema = z.strictObject({
  applicationId: uuidSchema,
  callId: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  clusterId: uuidSchema,
  region: regionCodeSchema,
  decisionId: uuidSchema,
  recognisedOn: localDateSchema,
  validThrough: localDateSchema.exactOptional(),
  endsWithTerm: z.boolean(),
});
const plaqueAwardedSchema = z.strictObject({ applicationId: uuidSchema, clusterId: uuidSchema, programme: programmeSchema, plaqueNumber: textSchema(64), awardedOn: localDateSchema });
const reReviewSchema = z.strictObject({ reReviewId: uuidSchema, titleId: uuidSchema, clusterId: uuidSchema, on: localDateSchema });
const reReviewPassedSchema = z.strictObject({ ...reReviewSchema.shape, validThrough: localDateSchema, decisionId: uuidSchema.exactOptional() });
const revocationSchema = z.strictObject({
  revocationId: uuidSchema,
  titleId: uuidSchema,
  clusterId: uuidSchema,
  grounds: z.array(clauseSchema).min(1).max(50),
  decidedOn: localDateSchema,
});
const revocationWithdrawnSchema = z.strictObject({ ...revocationSchema.shape, withdrawnOn: localDateSchema });
const clusterChangedSchema = z.strictObject({
  changeId: uuidSchema,
  clusterId: uuidSchema,
  kind: z.enum(majorChanges),
  changedOn: localDateSchema,
  /** The last day for reporting it; absent where the cluster holds no title of a programme that asks for it. */
  reportDueOn: localDateSchema.exactOptional(),
  reportedOn: localDateSchema.exactOptional(),
});

/** A title as all its events carry it: the whole of its public state. */
export type TitleChanged = z.infer<typeof titleSchema>;

/** Data of `jiqun.evaluation.application.recognised.v1`. */
export type ApplicationRecognised = z.infer<typeof applicationRecognisedSchema>;

/** Data of `jiqun.evaluation.plaque.awarded.v1`. */
export type PlaqueAwarded = z.infer<typeof plaqueAwardedSchema>;

/** Data of the events of a re-review that change no term. */
export type ReReviewChanged = z.infer<typeof reReviewSchema>;

/** Data of `jiqun.evaluation.re-review.passed.v1`. */
export type ReReviewPassed = z.infer<typeof reReviewPassedSchema>;

/** Data of `jiqun.evaluation.revocation.decided.v1`. */
export type RevocationDecided = z.infer<typeof revocationSchema>;

/** Data of `jiqun.evaluation.revocation.withdrawn.v1`. */
export type RevocationWithdrawn = z.infer<typeof revocationWithdrawnSchema>;

/** Data of `jiqun.registry.cluster.changed.v1`. */
export type ClusterChanged = z.infer<typeof clusterChangedSchema>;

/** A recognition was granted (AMC-5.b, SME-11, XJ-7-3.c, SEI-3-2): registry gives the title. */
export const applicationRecognised: EventContract<ApplicationRecognised> = defineEvent({
  type: 'jiqun.evaluation.application.recognised.v1',
  summary: { zh: '申报已认定，登记称号', en: 'An application was recognised; the title is to be registered' },
  data: applicationRecognisedSchema,
});

/** A plaque was awarded (XJ-7-3.c). */
export const plaqueAwarded: EventContract<PlaqueAwarded> = defineEvent({
  type: 'jiqun.evaluation.plaque.awarded.v1',
  summary: { zh: '已授牌', en: 'A plaque was awarded' },
  data: plaqueAwardedSchema,
});

const reReviewEvent = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<ReReviewChanged> =>
  defineEvent({ type: `jiqun.evaluation.re-review.${verb}.v1`, summary, data: reReviewSchema });

/** The re-review of a title was opened by its deadline (SME-12, AMC-11.a). */
export const reReviewOpened = reReviewEvent('opened', { zh: '复核已启动', en: 'The re-review of a title was opened' });

/** A re-review was applied for (SME-12). */
export const reReviewApplied = reReviewEvent('applied-for', { zh: '已申请复核', en: 'A re-review was applied for' });

/** A re-review was failed: a ground of revocation, not a revocation (SME-14-1, AMC-11.b). */
export const reReviewFailed = reReviewEvent('failed', { zh: '复核未通过', en: 'A re-review was failed' });

/** A re-review was passed: the title is extended through `validThrough` (SME-12, AMC-11.a). */
export const reReviewPassed: EventContract<ReReviewPassed> = defineEvent({
  type: 'jiqun.evaluation.re-review.passed.v1',
  summary: { zh: '复核通过，称号延长', en: 'A re-review was passed; the title is extended' },
  data: reReviewPassedSchema,
});

/** A revocation was decided (SME-14, AMC-11.b): registry takes the title away. */
export const revocationDecided: EventContract<RevocationDecided> = defineEvent({
  type: 'jiqun.evaluation.revocation.decided.v1',
  summary: { zh: '已决定撤销称号', en: 'The revocation of a title was decided' },
  data: revocationSchema,
});

/** The decision to revoke was withdrawn, an appeal having been upheld: the title returns. */
export const revocationWithdrawn: EventContract<RevocationWithdrawn> = defineEvent({
  type: 'jiqun.evaluation.revocation.withdrawn.v1',
  summary: { zh: '撤销决定已收回，称号恢复', en: 'The decision to revoke was withdrawn; the title returns' },
  data: revocationWithdrawnSchema,
});

const titleEvent = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<TitleChanged> =>
  defineEvent({ type: `jiqun.registry.title.${verb}.v1`, summary, data: titleSchema });

/** A title was granted by a recognition, or recorded from its source document (AMC-5.a). */
export const titleGranted = titleEvent('granted', { zh: '称号已登记', en: 'A title was granted or recorded' });

/** A title went under re-review. */
export const titleUnderReReview = titleEvent('put-under-re-review', { zh: '称号进入复核', en: 'A title went under re-review' });

/** A title was extended by a passed re-review (SME-12, AMC-11.a). */
export const titleExtended = titleEvent('extended', { zh: '称号已延长', en: 'A title was extended' });

/** A title ended with its term (SME-12). */
export const titleExpired = titleEvent('expired', { zh: '称号期满', en: 'A title ended with its term' });

/** A title was revoked (SME-14, AMC-11.b). */
export const titleRevoked = titleEvent('revoked', { zh: '称号已撤销', en: 'A title was revoked' });

/** A revoked title returned: the decision to revoke was withdrawn. */
export const titleReinstated = titleEvent('reinstated', { zh: '称号已恢复', en: 'A revoked title returned' });

/** A major change of a cluster, or its report (SME-14-4). */
export const clusterChanged: EventContract<ClusterChanged> = defineEvent({
  type: 'jiqun.registry.cluster.changed.v1',
  summary: { zh: '集群发生重大变动或已报备', en: 'A cluster had a major change, or it was reported' },
  data: clusterChangedSchema,
});
