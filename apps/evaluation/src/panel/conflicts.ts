import { addYears, type LocalDate } from '@jiqun/policy-core';

import type { Exclusion } from './draw.js';

/** That a person is or was bound to an organisation; `to` is the last day, absent while it lasts. */
export interface Tie {
  readonly creditCode: string;
  readonly tie: 'employment' | 'membership' | 'ownership';
  readonly from: LocalDate;
  readonly to?: LocalDate;
}

/** What a person has declared: an organisation, or a cluster, that she will not judge. */
export interface DeclaredConflict {
  readonly creditCode?: string;
  readonly clusterId?: string;
}

/** What of a person decides about conflicts. */
export interface TiedPerson {
  readonly ties: readonly Tie[];
  readonly conflicts: readonly DeclaredConflict[];
}

/** What of an application does: its cluster, and the organisations that it names itself. */
export interface JudgedApplication {
  readonly id: string;
  readonly clusterId: string;
  readonly organisations: readonly string[];
}

/** A tie that the registry found to give an interest in a cluster, and through what. */
export interface Related extends Tie {
  readonly clusterId: string;
  readonly relation: string;
}

const YEARS = 3;
/** Relations of who applies, rather than of who belongs to the cluster. */
const applying: ReadonlySet<string> = new Set(['promotion-organisation', 'operating-body']);

/**
 * Whether a tie counts on a day: it has begun, and lasts, or ended not more than three years ago. The three years run through the
 * corresponding day (INT-13), as in the registry: a tie that ended on 2022-06-30 counts through 2025-06-30.
 */
export function countsOn({ from, to }: Pick<Tie, 'from' | 'to'>, asOf: LocalDate): boolean {
  return from <= asOf && (to === undefined || asOf <= addYears(to, YEARS));
}

/**
 * What the registry is asked about these people: every tie that counts, and what they declared as if they were members of it
 * today. Each once.
 */
export function tiesToAsk(people: readonly TiedPerson[], asOf: LocalDate): readonly Tie[] {
  const ties = people.flatMap((person) => [...person.ties.filter((tie) => countsOn(tie, asOf)), ...declaredTies(person, asOf)]);
  return [...new Map(ties.map((tie) => [keyOf(tie), tie])).values()];
}

/**
 * Why a person may not judge an application; nothing when she may. `declared`: she has named the cluster, an organisation of the
 * application, or one that is related to the cluster; `same-organisation`: within three years she was tied to an organisation
 * that the application names, or to the promotion organisation or operating body of the cluster; `relation`: the registry found
 * another interest, through a member, a founder or an owner.
 * @param related what the registry answered to `tiesToAsk`
 * @param asOf the day on which it is decided
 */
export function conflictsWith(person: TiedPerson, application: JudgedApplication, related: readonly Related[], asOf: LocalDate): readonly Exclusion[] {
  const named = new Set(application.organisations);
  const ofCluster = new Map<string, Related[]>();
  for (const found of related) if (found.clusterId === application.clusterId) ofCluster.set(keyOf(found), [...(ofCluster.get(keyOf(found)) ?? []), found]);
  const counting = person.ties.filter((tie) => countsOn(tie, asOf));
  const found = counting.flatMap((tie) => ofCluster.get(keyOf(tie)) ?? []);
  const declared = declaredTies(person, asOf);
  const rules = {
    declared: person.conflicts.some(({ clusterId }) => clusterId === application.clusterId) || declared.some((tie) => named.has(tie.creditCode) || ofCluster.has(keyOf(tie))),
    relation: found.some(({ relation }) => !applying.has(relation)),
    'same-organisation': counting.some(({ creditCode }) => named.has(creditCode)) || found.some(({ relation }) => applying.has(relation)),
  } as const;
  return (['declared', 'relation', 'same-organisation'] as const).filter((rule) => rules[rule]).map((rule) => ({ rule, application: application.id }));
}

/** Why a person may not sit on a panel over these applications: a conflict with one of them is enough. */
export function conflictsOnPanel(
  person: TiedPerson,
  applications: readonly JudgedApplication[],
  related: readonly Related[],
  asOf: LocalDate,
): readonly Exclusion[] {
  return applications.flatMap((application) => conflictsWith(person, application, related, asOf));
}

const keyOf = ({ creditCode, tie, from, to }: Tie): string => `${creditCode} ${tie} ${from} ${to ?? ''}`;

function declaredTies({ conflicts }: TiedPerson, asOf: LocalDate): readonly Tie[] {
  return conflicts.flatMap(({ creditCode }) => (creditCode === undefined ? [] : [{ creditCode, tie: 'membership' as const, from: asOf }]));
}
