import type { AllocationPlan } from '@jiqun/contracts';

/** An allocation plan as it is stored. Amounts are fen, days texts. */
export interface AllocationPlanRow {
  readonly id: string;
  readonly tenant: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly yearId: string;
  readonly budgetId: string;
  readonly region: string;
  readonly number: number;
  readonly state: AllocationPlan['state'];
  readonly version: number;
  /** What could be shared out when it was made. */
  readonly budget: bigint;
  readonly claims: bigint;
  readonly total: bigint;
  readonly awards: number;
  /** Of the budget and every claim: whether either changed since. */
  readonly questionSha256: string;
  readonly reason: string | null;
  readonly draftedBy: string;
  readonly draftedAt: Date;
  readonly governmentDocument: string | null;
  readonly governmentOn: string | null;
  readonly congressDocument: string | null;
  readonly effectiveOn: string | null;
}

/** A department's signature under a plan. */
export interface PlanSignature {
  readonly role: string;
  readonly person: string;
  readonly client: string | null;
  readonly signedAt: Date;
}

/** An award's claim on the budget, as the plan is made of it. */
export interface PlanClaim {
  readonly awardId: string;
  readonly awardNumber: number;
  readonly leadCreditCode: string;
  readonly groupState: string;
  readonly approved: bigint;
}

/** How a claim became a share (INT-20), fen. */
export interface ShareOf {
  readonly claim: bigint;
  readonly share: bigint;
  /** Claim times budget by the sum of the claims, rounded down. */
  readonly down: bigint;
  /** What the division left over, with the sum of the claims below the line. */
  readonly remainder: bigint;
  /** Its place by remainder; null when nothing is scaled. */
  readonly rank: number | null;
}

/** A share as it is stored, with whose it is. */
export interface ShareRow extends ShareOf {
  readonly awardId: string;
  readonly awardNumber: number;
  readonly leadCreditCode: string;
  readonly leadName: string;
  readonly clusterName: string;
}
