import { z } from 'zod';
import { defineQuery, type QueryContract } from '../contract.js';
import { uuidSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { sha256Schema } from '../primitives/sha256.js';
import { policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

/** What a decision was made for. */
export const decisionPurposes = ['submission', 'conditions', 'recognition', 're-review', 'national-recommendation'] as const;

const readers: readonly Role[] = ['province-industry', 'province-development-commission', 'auditor'];

const decisionSchema = z.strictObject({
  id: uuidSchema,
  purpose: z.enum(decisionPurposes),
  subjectType: z.string().min(1).max(64),
  subjectId: uuidSchema,
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  calendarVersion: z.string().min(1).max(128),
  asOf: localDateSchema,
  verdict: z.enum(['eligible', 'ineligible', 'incomplete', 'needs-judgement']),
  decidedAt: instantSchema,
  /** SHA-256 of `explanation`'s bytes. */
  sha256: sha256Schema,
  /** What was decided on, as JSON text: the question to policy-core with facts, judgements, waivers and the call's additions. */
  inputs: z.string().max(150_000),
  /** The answer clause by clause, as JSON text: the very bytes that are derived again. */
  explanation: z.string().max(150_000),
});
const getDecisionSchema = z.strictObject({ id: uuidSchema });
const replaySchema = z.strictObject({ id: uuidSchema, equal: z.boolean(), recorded: sha256Schema, derived: sha256Schema });

/** A decision as it was made, with everything it rests on. */
export type DecisionRecord = z.infer<typeof decisionSchema>;

/** Which decision. */
export type GetDecision = z.infer<typeof getDecisionSchema>;

/** Whether a decision, derived again from its inputs, is the same byte for byte. */
export type DecisionReplay = z.infer<typeof replaySchema>;

/** Decisions and their derivation. */
export const decisionContracts: {
  readonly get: QueryContract<GetDecision, DecisionRecord>;
  readonly replay: QueryContract<GetDecision, DecisionReplay>;
} = {
  get: defineQuery({
    subject: 'evaluation.decision.get',
    summary: { zh: '查看一项决定及其依据', en: 'Read a decision with what it rests on' },
    permission: { action: 'decision.get', roles: readers, reach: 'tenant' },
    request: getDecisionSchema,
    answer: decisionSchema,
    errors: ['NOT_FOUND'],
  }),
  replay: defineQuery({
    subject: 'evaluation.decision.replay',
    summary: { zh: '按原始依据重新推导一项决定，并与原决定比对', en: 'Derive a decision again from its inputs and compare it with the recorded one' },
    permission: { action: 'decision.replay', roles: readers, reach: 'tenant' },
    request: getDecisionSchema,
    answer: replaySchema,
    errors: ['NOT_FOUND'],
  }),
};
