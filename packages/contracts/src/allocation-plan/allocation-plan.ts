import { z } from 'zod';
import { withinBytes } from '../primitives/bounded.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { cursorSchema, pageOf, pageSchema } from '../primitives/page.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';

/** Where an allocation plan stands. */
export const allocationPlanStates = ['draft', 'signed', 'submitted', 'government-approved', 'effective', 'returned', 'replaced'] as const;

const versioned = { id: uuidSchema, version: versionSchema };
const documentSchema = textSchema(200).describe('number of the document');
/** Schema of `DraftAllocationPlan`. */
export const draftSchema = z.strictObject({
  budgetId: uuidSchema,
  /** Why a plan that was drafted or returned is replaced; needed when there was one. */
  reason: reasonSchema.exactOptional(),
});
/** Schema of `AllocationPlanStep`. */
export const stepSchema = z.strictObject(versioned);
/** Schema of `ApproveAllocationPlan`. */
export const approveSchema = z.strictObject({ ...versioned, document: documentSchema, approvedOn: localDateSchema });
/** Schema of `ReturnAllocationPlan`. */
export const returnSchema = z.strictObject({ ...versioned, reason: reasonSchema });
/** Schema of `GetAllocationPlan`. */
export const getSchema = z.strictObject({ id: uuidSchema });
/** Schema of `ListAllocationPlans`. */
export const listSchema = z.strictObject({ ...pageSchema.shape, yearId: uuidSchema.exactOptional(), state: z.enum(allocationPlanStates).exactOptional() });
/** Schema of `AllocationPlan`. */
export const planSchema = z.strictObject({
  ...versioned,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  yearId: uuidSchema,
  budgetId: uuidSchema,
  number: z.int().min(1),
  state: z.enum(allocationPlanStates),
  /** What could be shared out. */
  budget: moneySchema,
  /** The approved amounts together. */
  claims: moneySchema,
  total: moneySchema,
  awards: z.int().min(1),
  /** Whether every award gets less than was approved. */
  scaled: z.boolean(),
  reason: z.string().max(2000).exactOptional(),
  draftedBy: z.string().max(128),
  draftedAt: instantSchema,
  signatures: z.array(z.strictObject({ role: z.string().max(64), person: z.string().max(128), signedAt: instantSchema })).max(10),
  governmentDocument: documentSchema.exactOptional(),
  governmentOn: localDateSchema.exactOptional(),
  congressDocument: documentSchema.exactOptional(),
  effectiveOn: localDateSchema.exactOptional(),
});
/** Schema of `AllocationPlanPage`. */
export const plansSchema = pageOf(planSchema, 60);
const shareShape = {
  leadCreditCode: socialCreditCodeSchema,
  leadName: textSchema(200),
  clusterName: z.string().max(200),
  claim: moneySchema,
  share: moneySchema,
  /** Claim times budget by the sum of the claims, rounded down to the fen. */
  roundedDown: moneySchema,
  /** Fen beyond that, as a fraction with the sum of the claims (in fen) below the line. */
  remainder: z.string().max(64),
  /** Its place by remainder; those up to the number of fen left over get one each. Absent when nothing is scaled. */
  rank: z.int().min(1).exactOptional(),
  extraFen: z.boolean(),
};
/** Schema of `ListAllocationShares`. */
export const sharesRequestSchema = z.strictObject({ id: uuidSchema, ...pageSchema.shape });
/** Schema of `AllocationSharePage`. */
export const sharesSchema = pageOf(z.strictObject({ awardId: uuidSchema, awardNumber: z.int().min(1), ...shareShape }));
/** Schema of `ExportAllocationPlan`. */
export const exportRequestSchema = z.strictObject({ id: uuidSchema, format: z.enum(['csv', 'json']), cursor: cursorSchema.exactOptional() });
/** Schema of `AllocationPlanExport`. */
export const exportSchema = z.strictObject({
  fileName: textSchema(200),
  mediaType: z.enum(['text/csv; charset=utf-8', 'application/json']),
  content: withinBytes(z.string().max(900_000), 900_000),
  /** Of this part. */
  sha256: z.string().length(64),
  rows: z.int().min(0),
  next: cursorSchema.exactOptional(),
});
/** Schema of `SimulateAllocation`. */
export const simulateSchema = z.strictObject({
  yearId: uuidSchema,
  /** Instead of the budget that is recorded. */
  budget: moneySchema.exactOptional(),
  ...pageSchema.shape,
});
/** Schema of `AllocationSimulation`. */
export const simulationSchema = z.strictObject({
  yearId: uuidSchema,
  budget: moneySchema,
  claims: moneySchema,
  total: moneySchema,
  groups: z.int().min(0),
  scaled: z.boolean(),
  shares: pageOf(z.strictObject({
    groupId: uuidSchema,
    /** Where the claim comes from: what was approved, or the ceiling of a group that has no award yet. */
    basis: z.enum(['approved', 'ceiling']),
    groupState: z.string().max(32),
    ...shareShape,
  })),
});
/** Schema of `AllocationPlanChanged`. */
export const eventSchema = z.strictObject({
  planId: uuidSchema, yearId: uuidSchema, budgetId: uuidSchema, programme: programmeSchema, number: z.int().min(1), budget: moneySchema, claims: moneySchema, total: moneySchema,
  awards: z.int().min(1), document: documentSchema.exactOptional(), on: localDateSchema,
});

/** Which budget is shared out among the decided awards of its year. */
export type DraftAllocationPlan = z.infer<typeof draftSchema>;

/** A step of a plan that needs no more than to be done. */
export type AllocationPlanStep = z.infer<typeof stepSchema>;

/** The approval of a plan by the provincial government, with its document. */
export type ApproveAllocationPlan = z.infer<typeof approveSchema>;

/** A plan that comes back, with the reason. */
export type ReturnAllocationPlan = z.infer<typeof returnSchema>;

/** Which plan. */
export type GetAllocationPlan = z.infer<typeof getSchema>;

/** Which plans. */
export type ListAllocationPlans = z.infer<typeof listSchema>;

/** How a budget is shared out (SUB-11; INT-20). */
export type AllocationPlan = z.infer<typeof planSchema>;

/** One page of plans, newest first. */
export type AllocationPlanPage = z.infer<typeof plansSchema>;

/** Which shares. */
export type ListAllocationShares = z.infer<typeof sharesRequestSchema>;

/** One page of the shares of a plan, by award. */
export type AllocationSharePage = z.infer<typeof sharesSchema>;

/** Which plan is exported, how, and from where on. */
export type ExportAllocationPlan = z.infer<typeof exportRequestSchema>;

/** A part of an exported plan. */
export type AllocationPlanExport = z.infer<typeof exportSchema>;

/** For which year and under which budget it is simulated. */
export type SimulateAllocation = z.infer<typeof simulateSchema>;

/** What a whole year would get under a budget, before anything is decided. */
export type AllocationSimulation = z.infer<typeof simulationSchema>;

/** Data of the events of a plan. */
export type AllocationPlanChanged = z.infer<typeof eventSchema>;
