import { createHash } from 'node:crypto';

import { localDateSchema, type ViolationCase } from '@jiqun/contracts';
import { type Policy, sanctionsFor } from '@jiqun/policy-core';

import type { EvidenceRow } from './violation.entity.js';

type Consequences = NonNullable<ViolationCase['decision']>['consequences'];

/** What the consequences of a decision are derived from. */
export interface ConsequenceInputs {
  readonly programme: string;
  readonly policyVersion: string;
  readonly kind: ViolationCase['kind'];
  readonly hardToCorrect: boolean;
  readonly decidedOn: string;
}

/** What the policy attaches to what was established (SUB-13.a to SUB-13.c, SUB-17). */
export function consequencesOf(policy: Policy, { kind, hardToCorrect, decidedOn }: ConsequenceInputs): Consequences {
  return sanctionsFor(policy, { kind, hardToCorrect, decidedOn }).map(({ clause, measure, through, explanation }) => ({
    clause, measure, ...(through === null ? {} : { through: localDateSchema.parse(through) }), explanation,
  }));
}

/** The clause by which money is demanded back: that of the policy's measure, whatever else was established with it. */
export function recoveryClause({ source }: Policy): string | undefined {
  return source.sanctions.find(({ measure }) => measure === 'recovery')?.clause;
}

/** What is compared when a decision is derived again. */
export function decisionSha256(inputs: string, consequences: Consequences): string {
  return createHash('sha256').update(JSON.stringify([inputs, consequences])).digest('hex');
}

/** The link of a piece of evidence: the hash of the one before it, and of all that this one says. */
export function chainOf(before: string, { caseId, number, sha256, name, addedBy, addedOn }: Omit<EvidenceRow, 'chain' | 'tenant'>): string {
  return createHash('sha256').update(JSON.stringify([before, caseId, number, sha256, name, addedBy, addedOn])).digest('hex');
}

/** Whether every link holds the one before it. @param pieces in their order */
export function isWhole(pieces: readonly EvidenceRow[]): boolean {
  return pieces.every((piece, at) => piece.number === at + 1 && piece.chain === chainOf(pieces[at - 1]?.chain ?? '', piece));
}
