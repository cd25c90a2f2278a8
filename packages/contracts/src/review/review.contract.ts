import { z } from 'zod';
import { applicationSchema, type Application } from '../application/application.contract.js';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { cursorSchema, pageSchema } from '../primitives/page.js';
import { localDateSchema } from '../primitives/local-date.js';
import { sha256Schema } from '../primitives/sha256.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

/** What is put on record in the course of a review; a step's gates ask for some of them. */
export const reviewRecordKinds = ['site-visit', 'credit-check', 'defence', 'party-group-meeting', 'verification'] as const;

const reviewers: readonly Role[] = ['county-industry', 'prefecture-industry', 'province-industry', 'province-development-commission'];
const readers: readonly Role[] = [...reviewers, 'prefecture-development-commission', 'promotion-organisation', 'auditor'];
const stepSchema = z.string().min(1).max(64).regex(/^[a-z][a-z0-9-]*$/).describe("step of the policy's procedure");
const evidenceSchema = z.array(sha256Schema).max(50).describe('attachments');
const which = { id: uuidSchema, version: versionSchema };

const completeSchema = z.strictObject({ ...which, step: stepSchema, opinion: textSchema(5000), evidence: evidenceSchema, plaqueNumber: textSchema(64).exactOptional() });
const rejectSchema = z.strictObject({ ...which, step: stepSchema, reason: reasonSchema });
const returnSchema = z.strictObject({ ...which, step: stepSchema, reasons: z.array(z.strictObject({ clause: clauseSchema.exactOptional(), text: textSchema(2000) })).min(1).max(100) });
const recordSchema = z.strictObject({
  ...which,
  kind: z.enum(reviewRecordKinds),
  on: localDateSchema,
  text: textSchema(10_000),
  /** For a credit check: whether nothing was found. */
  isClean: z.boolean().exactOptional(),
  evidence: evidenceSchema,
});
const judgeSchema = z.strictObject({ ...which, clause: clauseSchema, outcome: z.enum(['met', 'not-met']), reason: reasonSchema });
const waiveSchema = z.strictObject({ ...which, clause: clauseSchema, reason: reasonSchema });
const selectSchema = z.strictObject({
  callId: uuidSchema,
  step: stepSchema,
  /** Best first. */
  chosen: z.array(z.strictObject(which)).min(1).max(200),
  reason: reasonSchema,
});
const selectedSchema = z.strictObject({ chosen: z.int().min(0).max(10_000), rejected: z.int().min(0).max(10_000) });
const readHistorySchema = z.strictObject({ id: uuidSchema, ...pageSchema.shape, limit: z.int().min(1).max(20).exactOptional() });
const historySchema = z.strictObject({
  items: z
    .array(
      z.strictObject({
        step: stepSchema,
        outcome: z.enum(['submitted', 'completed', 'returned', 'rejected', 'withdrawn', 'recorded', 'judged', 'waived']),
        at: instantSchema,
        /** Who; absent for those who may not know. */
        person: z.string().max(128).exactOptional(),
        clause: clauseSchema.exactOptional(),
        text: z.string().max(10_000),
      }),
    )
    .max(20),
  next: cursorSchema.exactOptional(),
  /** Of each step: since when, how long in all, and for how long its clock stood still. */
  clocks: z.array(z.strictObject({ step: stepSchema, enteredAt: instantSchema, leftAt: instantSchema.exactOptional(), suspendedSeconds: z.int().min(0) })).max(100),
});

/** A step is done: opinion, evidence. */
export type CompleteStep = z.infer<typeof completeSchema>;

/** An application goes no further. */
export type RejectApplication = z.infer<typeof rejectSchema>;

/** What the applicant is to correct. */
export type ReturnApplication = z.infer<typeof returnSchema>;

/** A site visit, a credit check, a defence, a meeting. */
export type RecordReview = z.infer<typeof recordSchema>;

/** A judgement by clause, with its reason. */
export type JudgeClause = z.infer<typeof judgeSchema>;

/** A waiver of what is required in principle, with its reason (INT-8). */
export type WaiveClause = z.infer<typeof waiveSchema>;

/** Which of the applications of a call are chosen, best first; all others at the step go no further. */
export type SelectApplications = z.infer<typeof selectSchema>;

/** How many were chosen, how many not. */
export type ApplicationsSelected = z.infer<typeof selectedSchema>;

/** Whose history, and from where on. */
export type ReadReviewHistory = z.infer<typeof readHistorySchema>;

/** What was done to an application, step by step, oldest first. */
export type ReviewHistory = z.infer<typeof historySchema>;

const permitted = (verb: string, roles: readonly Role[] = reviewers): Permission => ({ action: `review.${verb}`, roles, reach: 'region', states: ['under-review'] });

const errors = ['NOT_FOUND', 'STATE_FORBIDS', 'VERSION_CONFLICT', 'CLAUSE_FORBIDS', 'FOUR_EYES', 'LIMIT_REACHED'] as const;
const answer: z.ZodType<Application> = applicationSchema;

/** What officials do, step by step of the policy's procedure. */
export const reviewContracts: {
  readonly complete: CommandContract<CompleteStep, Application>;
  readonly reject: CommandContract<RejectApplication, Application>;
  readonly return: CommandContract<ReturnApplication, Application>;
  readonly record: CommandContract<RecordReview, Application>;
  readonly judge: CommandContract<JudgeClause, Application>;
  readonly waive: CommandContract<WaiveClause, Application>;
  readonly select: CommandContract<SelectApplications, ApplicationsSelected>;
  readonly history: QueryContract<ReadReviewHistory, ReviewHistory>;
} = {
  complete: defineCommand({
    subject: 'evaluation.review.complete',
    summary: { zh: '办结当前环节', en: 'Complete the step that an application stands at' },
    permission: { ...permitted('complete'), states: ['under-review', 'recognised'] },
    request: completeSchema,
    answer,
    errors,
  }),
  reject: defineCommand({
    subject: 'evaluation.review.reject',
    summary: { zh: '不予通过', en: 'Carry an application no further' },
    permission: permitted('reject'),
    request: rejectSchema,
    answer,
    errors,
  }),
  return: defineCommand({
    subject: 'evaluation.review.return',
    summary: { zh: '退回补正，环节计时中止', en: 'Return an application for correction; the clock of the step stops' },
    permission: permitted('return'),
    request: returnSchema,
    answer,
    errors,
  }),
  record: defineCommand({
    subject: 'evaluation.review.record',
    summary: { zh: '登记实地核查、信用核查、答辩或会议', en: 'Put a site visit, a credit check, a defence or a meeting on record' },
    permission: permitted('record'),
    request: recordSchema,
    answer,
    errors,
  }),
  judge: defineCommand({
    subject: 'evaluation.review.judge',
    summary: { zh: '逐条作出评审认定', en: 'Judge a clause, with the reason' },
    permission: permitted('judge'),
    request: judgeSchema,
    answer,
    errors,
  }),
  waive: defineCommand({
    subject: 'evaluation.review.waive',
    summary: { zh: '对原则性要求予以豁免', en: 'Waive what is required in principle, with the reason' },
    permission: permitted('waive', ['province-industry', 'province-development-commission']),
    request: waiveSchema,
    answer,
    errors,
  }),
  select: defineCommand({
    subject: 'evaluation.review.select',
    summary: { zh: '在通知的名额内择优确定名单', en: "Choose the best within the call's limit" },
    permission: permitted('select', ['province-industry', 'province-development-commission']),
    request: selectSchema,
    answer: selectedSchema,
    errors,
  }),
  history: defineQuery({
    subject: 'evaluation.review.history',
    summary: { zh: '查看申报的办理过程', en: 'Read what was done to an application, step by step' },
    permission: { action: 'review.history', roles: readers, reach: 'region' },
    request: readHistorySchema,
    answer: historySchema,
    errors: ['NOT_FOUND'],
  }),
};
