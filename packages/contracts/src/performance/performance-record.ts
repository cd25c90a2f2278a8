import { z } from 'zod';
import { sanctionMeasures } from '../sanction/sanction-events.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { sha256Schema } from '../primitives/sha256.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';

/** From the setting of targets to what follows from their evaluation. */
export const performanceStates = ['set', 'confirmed', 'evaluated', 'concluded', 'sanctioned', 'annulled'] as const;

/** Where a monitoring report or a self-evaluation comes from. */
export const performanceReportKinds = ['monitoring', 'self-evaluation'] as const;

const measureSchema = z.string().max(32).regex(/^-?[0-9]{1,18}(?:\.[0-9]{1,8})?$/).describe('a decimal number');
/** At most two decimals, from 0 to 100. */
const percentSchema = z.string().max(6).regex(/^(?:100(?:\.0{1,2})?|[0-9]{1,2}(?:\.[0-9]{1,2})?)$/).describe('0 to 100, at most two decimals');
const indicatorIdSchema = z.string().min(1).max(32).regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/).describe('name of the indicator');
const documentSchema = textSchema(200).describe('number or address of the document');

const indicatorSchema = z.strictObject({
  id: indicatorIdSchema,
  name: textSchema(200),
  unit: textSchema(32),
  planned: measureSchema,
  /** Whether more or less than planned is the better. */
  better: z.enum(['more', 'less']),
  /** Out of 100 for all together. */
  weight: percentSchema,
  clause: clauseSchema,
});
const shareSchema = z.strictObject({ region: regionCodeSchema, indicator: indicatorIdSchema, planned: measureSchema });
const targetsShape = {
  indicators: z.array(indicatorSchema).min(1).max(30),
  /** What each locality is to reach; empty where the award lies in one place. */
  breakdown: z.array(shareSchema).max(300),
  document: documentSchema,
};
const actualSchema = z.strictObject({ indicator: indicatorIdSchema, actual: measureSchema });
const resultSchema = z.strictObject({ ...actualSchema.shape, score: percentSchema });
const versioned = { id: uuidSchema, version: versionSchema };
const yearSchema = z.int().min(2000).max(2999);

/** Schema of `SetTargets`. */
export const setTargetsSchema = z.strictObject({ awardId: uuidSchema, year: yearSchema, ...targetsShape });
/** Schema of `CorrectTargets`. */
export const correctTargetsSchema = z.strictObject({ ...versioned, ...targetsShape, reason: reasonSchema });
/** Schema of `ConfirmTargets`. */
export const confirmTargetsSchema = z.strictObject(versioned);
/** Schema of `ReportPerformance`. */
export const reportSchema = z.strictObject({
  id: uuidSchema,
  region: regionCodeSchema,
  through: localDateSchema,
  actuals: z.array(actualSchema).max(30),
  /** The money went to what was declared and nothing else (SUB-5.e). */
  usedAsDeclared: z.boolean(),
  text: textSchema(2000),
  evidence: z.array(sha256Schema).max(20),
});
/** Schema of `SelfEvaluate`. */
export const selfEvaluateSchema = z.strictObject({
  id: uuidSchema, through: localDateSchema, actuals: z.array(actualSchema).max(30), usedAsDeclared: z.boolean(), score: percentSchema.exactOptional(),
  text: textSchema(2000), evidence: z.array(sha256Schema).max(20),
});
const evaluationShape = { results: z.array(resultSchema).min(1).max(30), reasons: textSchema(4000), document: documentSchema };
/** Schema of `EvaluatePerformance`. */
export const evaluateSchema = z.strictObject({ ...versioned, ...evaluationShape });
/** Schema of `CorrectEvaluation`. */
export const correctEvaluationSchema = z.strictObject({ ...versioned, ...evaluationShape, reason: reasonSchema });
/** Schema of `ObjectToEvaluation`. */
export const objectSchema = z.strictObject({ ...versioned, by: textSchema(200), receivedOn: localDateSchema, text: textSchema(4000), document: documentSchema.exactOptional() });
/** Schema of `ConcludeEvaluation`. */
export const concludeSchema = z.strictObject({
  ...versioned,
  /** Needed for a poor grade, and for no other. */
  hardToCorrect: z.boolean().exactOptional(),
  reasons: textSchema(2000),
  document: documentSchema,
});
/** Schema of `AnnulConclusion`. */
export const annulSchema = z.strictObject({ ...versioned, document: documentSchema, reason: reasonSchema });
/** Schema of `ConfirmAnnulment`. */
export const confirmAnnulmentSchema = z.strictObject(versioned);
/** Schema of `GetPerformance`. */
export const getSchema = z.strictObject({ id: uuidSchema });

const reportedSchema = z.strictObject({
  id: uuidSchema,
  kind: z.enum(performanceReportKinds),
  region: regionCodeSchema,
  through: localDateSchema,
  recordedOn: localDateSchema,
  actuals: z.array(actualSchema).max(30),
  usedAsDeclared: z.boolean(),
  score: percentSchema.exactOptional(),
  text: textSchema(2000),
  evidence: z.array(sha256Schema).max(20),
  recordedBy: z.string().max(128),
});
const scoreSchema = z.string().max(16).regex(/^[0-9]{1,3}(?:\.[0-9]{1,10})?$/).describe('0 to 100, exact');
const gradeSchema = z.strictObject({ grade: textSchema(16), poor: z.boolean() });
const evaluatedSchema = z.strictObject({
  ...evaluationShape,
  score: scoreSchema,
  ...gradeSchema.shape,
  clause: clauseSchema,
  evaluatedBy: z.string().max(128),
  evaluatedOn: localDateSchema,
  /** Last day for a statement, where the grade is poor. */
  statementThrough: localDateSchema.exactOptional(),
  provisional: z.boolean().exactOptional(),
});
const objectionSchema = z.strictObject({
  by: textSchema(200), receivedOn: localDateSchema, text: textSchema(4000), document: documentSchema.exactOptional(), recordedBy: z.string().max(128),
});
/** Schema of `OrderedSanction`. */
export const orderedSanctionSchema = z.strictObject({
  orderId: uuidSchema,
  orderedOn: localDateSchema,
  /** What audit answered; empty until it has. */
  imposed: z
    .array(z.strictObject({
      sanctionId: uuidSchema, measure: z.enum(sanctionMeasures), clause: clauseSchema, from: localDateSchema, through: localDateSchema.exactOptional(),
      state: z.enum(['in-force', 'lifted', 'ended']),
    }))
    .max(10),
  /** Of the decision that ordered it; confirmed once audit has withdrawn what it imposed. */
  withdrawal: z.strictObject({ on: localDateSchema, document: documentSchema, confirmed: z.boolean() }).exactOptional(),
});
const summaryShape = {
  id: uuidSchema,
  version: versionSchema,
  state: z.enum(performanceStates),
  awardId: uuidSchema,
  year: yearSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  region: regionCodeSchema,
  leadCreditCode: socialCreditCodeSchema,
  leadName: textSchema(200),
  setOn: localDateSchema,
  grade: textSchema(16).exactOptional(),
};
/** Schema of `Performance`. */
export const performanceSchema = z.strictObject({
  ...summaryShape,
  ...targetsShape,
  setBy: z.string().max(128),
  confirmedBy: z.string().max(128).exactOptional(),
  confirmedOn: localDateSchema.exactOptional(),
  reports: z.array(reportedSchema).max(40),
  evaluation: evaluatedSchema.exactOptional(),
  objections: z.array(objectionSchema).max(10),
  /** What was put in place of something else before it took effect. */
  corrections: z
    .array(z.strictObject({ on: localDateSchema, by: z.string().max(128), what: z.enum(['targets', 'evaluation']), reason: reasonSchema }))
    .max(20),
  conclusion: z
    .strictObject({
      hardToCorrect: z.boolean().exactOptional(), reasons: textSchema(2000), document: documentSchema, concludedBy: z.string().max(128), concludedOn: localDateSchema,
      stoppedInstalments: z.int().min(0).max(100).exactOptional(),
    })
    .exactOptional(),
  /** That the conclusion was annulled on review, or is proposed to be. */
  annulment: z
    .strictObject({
      document: documentSchema, reason: reasonSchema, proposedBy: z.string().max(128), proposedOn: localDateSchema, confirmedBy: z.string().max(128).exactOptional(),
      confirmedOn: localDateSchema.exactOptional(), paymentsResumed: z.boolean().exactOptional(),
    })
    .exactOptional(),
  sanction: orderedSanctionSchema.exactOptional(),
});
/** Schema of `ListPerformances`. */
export const listSchema = z.strictObject({
  ...pageSchema.shape, awardId: uuidSchema.exactOptional(), year: yearSchema.exactOptional(), state: z.enum(performanceStates).exactOptional(),
});
/** Schema of `PerformancePage`. */
export const pageSchemaOfPerformances = pageOf(z.strictObject(summaryShape));
/** Schema of `PerformanceReplay`. */
export const replaySchema = z.strictObject({ id: uuidSchema, equal: z.boolean(), recorded: z.string().max(64), derived: z.string().max(64) });
/** Schema of `PerformanceProgressed`. */
export const eventSchema = z.strictObject({
  performanceId: uuidSchema, awardId: uuidSchema, year: yearSchema, programme: programmeSchema, region: regionCodeSchema, leadCreditCode: socialCreditCodeSchema,
  on: localDateSchema, grade: textSchema(16).exactOptional(), poor: z.boolean().exactOptional(), hardToCorrect: z.boolean().exactOptional(),
});

/** The targets of an award for a year. */
export type SetTargets = z.infer<typeof setTargetsSchema>;

/** Other targets in place of those that nobody has confirmed. */
export type CorrectTargets = z.infer<typeof correctTargetsSchema>;

/** Which targets are confirmed. */
export type ConfirmTargets = z.infer<typeof confirmTargetsSchema>;

/** What a locality found against the targets. */
export type ReportPerformance = z.infer<typeof reportSchema>;

/** What the enterprise says of itself. */
export type SelfEvaluate = z.infer<typeof selfEvaluateSchema>;

/** The evaluation of a year. */
export type EvaluatePerformance = z.infer<typeof evaluateSchema>;

/** Another evaluation in place of one that has no effect yet. */
export type CorrectEvaluation = z.infer<typeof correctEvaluationSchema>;

/** What the enterprise has against an evaluation. */
export type ObjectToEvaluation = z.infer<typeof objectSchema>;

/** The second person's word on an evaluation. */
export type ConcludeEvaluation = z.infer<typeof concludeSchema>;

/** By what document a conclusion is to be annulled, and why. */
export type AnnulConclusion = z.infer<typeof annulSchema>;

/** Which annulment is confirmed. */
export type ConfirmAnnulment = z.infer<typeof confirmAnnulmentSchema>;

/** Which performance. */
export type GetPerformance = z.infer<typeof getSchema>;

/** Targets of an award for a year, what was reported against them, and their evaluation. */
export type Performance = z.infer<typeof performanceSchema>;

/** A sanction that was ordered of audit, and what audit imposed. */
export type OrderedSanction = z.infer<typeof orderedSanctionSchema>;

/** Which performances. */
export type ListPerformances = z.infer<typeof listSchema>;

/** One page of performances, newest first. */
export type PerformancePage = z.infer<typeof pageSchemaOfPerformances>;

/** Whether score and grade, derived again, are the same. */
export type PerformanceReplay = z.infer<typeof replaySchema>;

/** Data of the events of a performance. */
export type PerformanceProgressed = z.infer<typeof eventSchema>;
