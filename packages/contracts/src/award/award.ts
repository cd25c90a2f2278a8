import { z } from 'zod';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';

/** Where an award stands. */
export const awardStates = ['prepared', 'decided', 'allotted', 'stopped', 'closed', 'withdrawn'] as const;

const versioned = { id: uuidSchema, version: versionSchema };
const rateSchema = z.string().min(1).max(32).regex(/^[0-9]+(?:\.[0-9]+)?$/).describe('a share from 0 to 1 as a decimal string, "0.1" for 10%');
const sentenceSchema = z.strictObject({ zh: z.string().max(1000), en: z.string().max(1000) });
const proposed = {
  /** At most the cap of the cluster's level; the cap itself where absent. */
  rate: rateSchema.exactOptional(),
  /** At most the ceiling; the ceiling itself where absent. */
  approved: moneySchema.exactOptional(),
  reasons: textSchema(4000),
};
/** Schema of `PrepareAward`. */
export const prepareSchema = z.strictObject({ groupId: uuidSchema, ...proposed });
/** Schema of `CorrectAward`. */
export const correctSchema = z.strictObject({ ...versioned, ...proposed });
/** Schema of `DecideAward`. */
export const decideSchema = z.strictObject({ ...versioned, opinion: textSchema(4000) });
/** Schema of `WithdrawAward`. */
export const withdrawSchema = z.strictObject({ ...versioned, reason: reasonSchema });
/** Schema of `GetAward`. */
export const getSchema = z.strictObject({ id: uuidSchema });
/** Schema of `ListAwards`. */
export const listSchema = z.strictObject({
  ...pageSchema.shape, yearId: uuidSchema.exactOptional(), state: z.enum(awardStates).exactOptional(), leadCreditCode: socialCreditCodeSchema.exactOptional(),
});
/** Schema of `Award`. */
export const awardSchema = z.strictObject({
  ...versioned,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  yearId: uuidSchema,
  groupId: uuidSchema,
  region: regionCodeSchema,
  leadCreditCode: socialCreditCodeSchema,
  leadName: textSchema(200),
  clusterName: z.string().max(200),
  clusterLevel: textSchema(32),
  rate: rateSchema,
  eligibleInvestment: moneySchema,
  ceiling: moneySchema,
  approved: moneySchema,
  /** What the plan gave, which is the approved amount from then on. */
  allotted: moneySchema.exactOptional(),
  /** Gone out: in transit, in doubt or confirmed. */
  issued: moneySchema,
  /** Completed and verified investment, as of the last time that it was looked up. */
  verified: moneySchema,
  firstPaidYear: z.int().exactOptional(),
  lastPaymentYear: z.int().exactOptional(),
  state: z.enum(awardStates),
  /** Which of its versions, from 1; each correction is a new one. */
  number: z.int().min(1),
  preparedBy: z.string().max(128),
  decidedBy: z.string().max(128).exactOptional(),
  decidedOn: localDateSchema.exactOptional(),
  planId: uuidSchema.exactOptional(),
});
/** Schema of `AwardPage`. */
export const awardsSchema = pageOf(awardSchema);

const sumSchema = z.strictObject({ key: textSchema(200), label: z.string().max(200).exactOptional(), amount: moneySchema });
const lineSchema = z.strictObject({
  lineId: uuidSchema,
  number: z.int().min(1),
  projectId: uuidSchema,
  category: textSchema(64),
  invoiceNumber: z.string().max(200).exactOptional(),
  year: z.int(),
  /** Planned lines bound what may be approved, never what is paid. */
  completed: z.boolean(),
  stated: moneySchema,
  counted: moneySchema,
  clause: clauseSchema,
  why: sentenceSchema,
});
const foreseenSchema = z.strictObject({ year: z.int(), amount: moneySchema, cumulative: moneySchema });
/** Schema of `ExplainAward`. */
export const explainRequestSchema = z.strictObject({ id: uuidSchema, number: z.int().min(1).exactOptional(), ...pageSchema.shape });
/** Schema of `AwardExplanation`. */
export const explanationSchema = z.strictObject({
  id: uuidSchema,
  number: z.int().min(1),
  /** By which rule each amount came about, step by step. */
  formula: z.array(z.strictObject({ clause: clauseSchema, interpretations: z.array(z.string().max(16)).max(5), text: sentenceSchema })).max(20),
  eligibleInvestment: moneySchema,
  completed: moneySchema,
  rate: rateSchema,
  ceiling: moneySchema,
  approved: moneySchema,
  reasons: z.string().max(4000),
  byProject: z.array(sumSchema).max(200),
  byCategory: z.array(sumSchema).max(50),
  byYear: z.array(sumSchema).max(50),
  foreseen: z.array(foreseenSchema).max(50),
  lapsing: moneySchema,
  /** A page of the lines, in the order of their numbers. */
  lines: pageOf(lineSchema, 60),
});
/** Schema of `AwardReplay`. */
export const replaySchema = z.strictObject({ id: uuidSchema, number: z.int().min(1), equal: z.boolean(), recorded: z.string().max(64), derived: z.string().max(64) });
/** Schema of `AwardVersions`. */
export const versionsSchema = z.strictObject({
  id: uuidSchema,
  /** The newest, oldest first. */
  versions: z.array(z.strictObject({
    number: z.int().min(1), approved: moneySchema, ceiling: moneySchema, reasons: z.string().max(4000), preparedBy: z.string().max(128), preparedAt: instantSchema,
    decidedBy: z.string().max(128).exactOptional(), decidedAt: instantSchema.exactOptional(), sha256: z.string().max(64),
  })).max(70),
});
/** Schema of `AwardChanged`. */
export const eventSchema = z.strictObject({
  awardId: uuidSchema,
  groupId: uuidSchema,
  yearId: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  region: regionCodeSchema,
  leadCreditCode: socialCreditCodeSchema,
  approved: moneySchema,
  ceiling: moneySchema,
  allotted: moneySchema.exactOptional(),
  /** What the budget got back, by a stop or a lapse; what it gave again, by the annulment of a stop. */
  released: moneySchema.exactOptional(),
  clause: clauseSchema.exactOptional(),
  on: localDateSchema,
});

/** An award as industry proposes it for a reserved project group. */
export type PrepareAward = z.infer<typeof prepareSchema>;

/** A new version of an award before the plan is approved. */
export type CorrectAward = z.infer<typeof correctSchema>;

/** Finance has examined an award and agrees. */
export type DecideAward = z.infer<typeof decideSchema>;

/** An award that is given up before the plan, with the reason. */
export type WithdrawAward = z.infer<typeof withdrawSchema>;

/** Which award. */
export type GetAward = z.infer<typeof getSchema>;

/** Which awards. */
export type ListAwards = z.infer<typeof listSchema>;

/** What a project group is given (SUB-5). */
export type Award = z.infer<typeof awardSchema>;

/** One page of awards, newest first. */
export type AwardPage = z.infer<typeof awardsSchema>;

/** Which award and which of its versions is to be explained, and from which line on. */
export type ExplainAward = z.infer<typeof explainRequestSchema>;

/** How an award came about, down to the invoice line. */
export type AwardExplanation = z.infer<typeof explanationSchema>;

/** Whether an award, derived again from what was stored, is the same byte for byte. */
export type AwardReplay = z.infer<typeof replaySchema>;

/** The versions of an award, oldest first. */
export type AwardVersions = z.infer<typeof versionsSchema>;

/** Data of the events of an award. */
export type AwardChanged = z.infer<typeof eventSchema>;
