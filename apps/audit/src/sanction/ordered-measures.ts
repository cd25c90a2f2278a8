import type { Sanction, SanctionOrdered } from '@jiqun/contracts';
import { type Policy, sanctionsFor } from '@jiqun/policy-core';

/** A measure of audit that a policy attaches to a matter. */
export interface OrderedMeasure {
  readonly measure: Sanction['measure'];
  readonly clause: string;
  readonly from: string;
  readonly through: string | null;
  readonly jurisdiction: string;
  readonly peopleToLift: number | null;
}

/** What follows from a matter: sanctions, and whether it is published (SUB-13.b). */
export interface Consequences {
  readonly measures: readonly OrderedMeasure[];
  /** The clause that asks for publication, if one does. */
  readonly publication: string | undefined;
}

/** Policy-core's names of the measures that are audit's; others are subsidy's (recovery, stop of instalments). */
const ours: Readonly<Record<string, Sanction['measure']>> = { ban: 'ban', 'bar-later-applications': 'bar', exclusion: 'exclusion' };

/** What a policy attaches to an established matter (SUB-13.b, SUB-13.c, SUB-16, SUB-17; INT-13). */
export function consequencesOf(policy: Policy, { matter, hardToCorrect, decidedOn }: Pick<SanctionOrdered, 'matter' | 'hardToCorrect' | 'decidedOn'>): Consequences {
  const followed = sanctionsFor(policy, { kind: matter, hardToCorrect, decidedOn });
  const measures = followed.flatMap(({ measure, clause, from, through, jurisdiction, liftedBy }) => {
    const own = ours[measure];
    return own === undefined ? [] : [{ measure: own, clause, from, through, jurisdiction, peopleToLift: liftedBy?.people ?? null }];
  });
  return { measures, publication: followed.find(({ measure }) => measure === 'publication')?.clause };
}
