import { z } from 'zod';
import { withinBytes } from '../primitives/bounded.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { cursorSchema, pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { sha256Schema } from '../primitives/sha256.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import { roles } from '../roles.js';

/** Where a project of a reviewed group stands: proposed for support, left out with a reason, fallen by an upheld objection. */
export const proposedProjectStates = ['proposed', 'left-out', 'fallen'] as const;

/** Who reviewed: a group of experts of the pool, or a third party that was commissioned (SUB-9). */
export const groupReviewers = ['expert-group', 'third-party'] as const;

const stepSchema = z.string().min(1).max(64).regex(/^[a-z][a-z0-9-]*$/).describe("step of the policy's procedure");
const which = { id: uuidSchema, version: versionSchema };
const evidenceSchema = z.array(sha256Schema).max(50).describe('SHA-256 of the documents it rests on');
/** Out of a hundred, at most two decimals. */
const scoreSchema = z.string().max(6).regex(/^(?:100(?:\.0{1,2})?|(?:0|[1-9][0-9]?)(?:\.[0-9]{1,2})?)$/).describe('score out of 100, decimal string');

/** Request schemas of a group's review. */
export const groupReviewRequests = {
  sign: z.strictObject({ ...which, step: stepSchema, opinion: textSchema(5000), evidence: evidenceSchema }),
  takeBack: z.strictObject({ ...which, step: stepSchema, reason: reasonSchema }),
  complete: z.strictObject({ ...which, step: stepSchema, opinion: textSchema(5000), evidence: evidenceSchema }),
  return: z.strictObject({ ...which, step: stepSchema, reasons: z.array(z.strictObject({ clause: clauseSchema.exactOptional(), text: textSchema(1000) })).min(1).max(50) }),
  reject: z.strictObject({ ...which, step: stepSchema, clause: clauseSchema.exactOptional(), reason: reasonSchema }),
  recordResult: z.strictObject({
    ...which,
    step: stepSchema,
    on: localDateSchema,
    /** For an expert group: who of the pool, each with the declaration of having no conflict of interest. */
    experts: z.array(z.strictObject({ expertId: uuidSchema, declaration: sha256Schema })).min(2).max(30).exactOptional(),
    thirdParty: z
      .strictObject({ organisation: textSchema(200), creditCode: socialCreditCodeSchema, contractNumber: textSchema(100), declaration: sha256Schema })
      .exactOptional(),
    report: sha256Schema.describe('SHA-256 of the report'),
    opinion: textSchema(5000),
    /** Every project of the group, once. */
    projects: z
      .array(
        z.strictObject({
          projectId: uuidSchema, score: scoreSchema, isSupported: z.boolean(), opinion: textSchema(500), recommended: moneySchema.exactOptional(),
        }),
      )
      .min(1)
      .max(200),
  }),
  propose: z.strictObject({
    yearId: uuidSchema,
    proposed: withinBytes(
      z.array(z.strictObject({ ...which, leftOut: z.array(z.strictObject({ projectId: uuidSchema, reason: textSchema(500) })).max(200) })).max(100),
      600_000,
    ),
    leftOut: z.array(z.strictObject({ ...which, reason: textSchema(500) })).max(100),
    reason: reasonSchema,
  }),
  reserve: z.strictObject({ yearId: uuidSchema, groups: z.array(z.strictObject(which)).min(1).max(200), opinion: textSchema(2000) }),
  get: z.strictObject({ id: uuidSchema }),
  history: z.strictObject({ id: uuidSchema, ...pageSchema.shape, limit: z.int().min(1).max(20).exactOptional() }),
  worklist: z.strictObject({ ...pageSchema.shape, limit: z.int().min(1).max(50).exactOptional(), yearId: uuidSchema.exactOptional() }),
  reserveList: z.strictObject({ ...pageSchema.shape, limit: z.int().min(1).max(100).exactOptional(), yearId: uuidSchema }),
};

const groupFields = {
  groupId: uuidSchema,
  yearId: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  clusterName: textSchema(200),
  leadName: textSchema(200),
  region: regionCodeSchema,
  version: versionSchema,
};
const proposedProjectSchema = z.strictObject({
  projectId: uuidSchema,
  name: textSchema(200),
  state: z.enum(proposedProjectStates),
  score: scoreSchema.exactOptional(),
  recommended: moneySchema.exactOptional(),
  clause: clauseSchema.exactOptional(),
  reason: textSchema(500).exactOptional(),
});

/** Answer schemas of a group's review. */
export const groupReviewAnswers = {
  review: z.strictObject({
    ...groupFields,
    leadCreditCode: socialCreditCodeSchema,
    state: z.string().min(1).max(32),
    /** The step to be completed next. */
    step: stepSchema.exactOptional(),
    /** Sides that must sign the step, with who has; only where the policy asks for a joint signature. */
    signatures: z
      .array(
        z.strictObject({
          actors: z.array(z.string().max(64)).max(10),
          signedAt: instantSchema.exactOptional(),
          role: z.enum(roles).exactOptional(),
          /** For officials and auditors alone. */
          person: z.string().max(128).exactOptional(),
        }),
      )
      .max(5),
    projects: z.array(proposedProjectSchema).max(200),
    possible: z.array(z.string().max(64)).max(20),
  }),
  proposed: z.strictObject({
    proposed: z.array(uuidSchema).max(100),
    /** Those that are out, also the ones that a project left out brought below the least number (SUB-5.a). */
    leftOut: z.array(z.strictObject({ groupId: uuidSchema, clause: clauseSchema, reason: textSchema(500) })).max(200),
  }),
  reserved: z.strictObject({ reserved: z.int().min(0).max(200), waiting: z.int().min(0).max(1_000_000) }),
  history: z.strictObject({
    items: z
      .array(
        z.strictObject({
          step: stepSchema,
          kind: z.string().min(1).max(32),
          contentNumber: z.int().min(0).max(1_000_000),
          at: instantSchema,
          role: z.string().max(64).exactOptional(),
          /** Who; absent for those who may not know. */
          person: z.string().max(128).exactOptional(),
          policyVersion: policyVersionSchema,
          clause: clauseSchema.exactOptional(),
          text: z.string().max(10_000),
        }),
      )
      .max(20),
    next: cursorSchema.exactOptional(),
    /** Of each step: since when, how long in all, and for how long its clock stood still. */
    clocks: z.array(z.strictObject({ step: stepSchema, enteredAt: instantSchema, leftAt: instantSchema.exactOptional(), suspendedSeconds: z.int().min(0) })).max(100),
  }),
  worklist: pageOf(z.strictObject({ ...groupFields, step: stepSchema, as: z.enum(roles), clause: clauseSchema, since: instantSchema.exactOptional() }), 50),
  reserveList: pageOf(
    z.strictObject({
      ...groupFields, leadCreditCode: socialCreditCodeSchema, clusterLevel: z.string().max(32).exactOptional(), projects: z.int().min(0).max(200), reservedAt: instantSchema,
    }),
    100,
  ),
  csv: z.strictObject({ csv: z.string().max(200_000), rows: z.int().min(0).max(100), next: cursorSchema.exactOptional() }),
};

/** Data of the events of a group's review: no personal data. */
export const groupReviewedSchema = z.strictObject({
  groupId: uuidSchema,
  yearId: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  leadCreditCode: socialCreditCodeSchema,
  region: regionCodeSchema,
  /** The step that it happened at. */
  step: stepSchema,
  clause: clauseSchema,
  /** The step that is next; absent when there is none. */
  next: stepSchema.exactOptional(),
  state: z.string().min(1).max(32),
});
