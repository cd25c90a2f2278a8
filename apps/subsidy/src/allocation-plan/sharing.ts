import { createHash } from 'node:crypto';

import { divide } from '@jiqun/policy-core';

import type { ShareOf } from './allocation-plan.entity.js';

/** A claim by its id, fen. */
export interface SharedClaim {
  readonly id: string;
  readonly ceiling: bigint;
}

/** A budget shared out, with how each share came about. */
export interface Sharing {
  readonly claims: bigint;
  readonly total: bigint;
  readonly scaled: boolean;
  /** In the order of the claims. */
  readonly shares: readonly ShareOf[];
}

/** Shares a budget out (SUB-11; INT-20): policy-core divides, this tells how. */
export function shareOut(budget: bigint, claims: readonly SharedClaim[]): Sharing {
  const sum = claims.reduce((total, { ceiling }) => total + ceiling, 0n);
  const shares = divide(budget, claims);
  const total = shares.reduce((so, share) => so + share, 0n);
  const scaled = sum > budget;
  const ranks = scaled ? ranksOf(budget, sum, claims) : new Map<string, number>();
  return {
    claims: sum,
    total,
    scaled,
    shares: claims.map(({ id, ceiling }, at) => ({
      claim: ceiling,
      share: shares[at] ?? 0n,
      down: scaled ? (ceiling * budget) / sum : ceiling,
      remainder: scaled ? (ceiling * budget) % sum : 0n,
      rank: ranks.get(id) ?? null,
    })),
  };
}

/** What a plan was made of: equal while neither the budget nor any claim has changed. */
export function sha256OfQuestion(budget: bigint, claims: readonly { readonly awardId: string; readonly awardNumber: number; readonly approved: bigint }[]): string {
  const lines = claims.map(({ awardId, awardNumber, approved }) => `${awardId} ${awardNumber} ${approved}`).toSorted();
  return createHash('sha256').update(`${budget}\n${lines.join('\n')}`).digest('hex');
}

/** The place of each claim by its remainder, ties by id in code-unit order, from 1. */
function ranksOf(budget: bigint, sum: bigint, claims: readonly SharedClaim[]): ReadonlyMap<string, number> {
  const ordered = claims
    .map(({ id, ceiling }) => ({ id, remainder: (ceiling * budget) % sum }))
    .toSorted((a, b) => (a.remainder === b.remainder ? (a.id < b.id ? -1 : 1) : a.remainder > b.remainder ? -1 : 1));
  return new Map(ordered.map(({ id }, at) => [id, at + 1]));
}
