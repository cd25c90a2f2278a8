import type { PanelResultRow, Scoresheet, TieRow } from './panel.entity.js';
import { compareRationals, meanOf, ranked, weightedTotal, type Ranked, type Rational, type ScoreItem } from './scores.js';

/** What came out for an application. */
export interface Outcome {
  readonly id: string;
  readonly number: number;
  readonly mean: Rational;
}

/** What of a panel decides how its sheets are reckoned. */
export interface Reckoning {
  readonly scoresheet: readonly ScoreItem[];
  readonly dropsExtremes: boolean;
}

/**
 * The ranking that a panel's submitted sheets give (AMC-5.b), exact.
 * @param applications those that are to be ranked; every one has a sheet of every member
 * @param ties how equals were put in order
 */
export function resultsOf(
  { scoresheet, dropsExtremes }: Reckoning,
  applications: readonly { readonly applicationId: string; readonly number: number }[],
  sheets: readonly Scoresheet[],
  ties: readonly TieRow[],
): readonly Ranked<Outcome>[] {
  const totals = new Map<string, bigint[]>();
  for (const { applicationId, items } of sheets) totals.set(applicationId, [...(totals.get(applicationId) ?? []), weightedTotal(scoresheet, items)]);
  const byNumber = applications.toSorted((one, other) => one.number - other.number);
  const outcomes = byNumber.map(({ applicationId, number }) => ({ id: applicationId, number, mean: meanOf(totals.get(applicationId) ?? [], dropsExtremes) }));
  const decided = ties.toSorted((one, other) => one.place - other.place).map(({ applicationId }) => applicationId);
  return ranked(outcomes, decided);
}

/** The equals between whom the limit of a shortlist would have to choose: too many for the places left, and nothing has decided. */
export function tieAcross(results: readonly Ranked<Outcome>[], limit: number | null): readonly Ranked<Outcome>[] {
  if (limit === null) return [];
  const last = results[limit - 1];
  const next = results[limit];
  if (last === undefined || next === undefined || last.rank !== next.rank) return [];
  return results.filter(({ rank }) => rank === last.rank);
}

/** Whether these applications are equals, all of them, and nobody has put them in order yet. */
export function isWholeTie(results: readonly Ranked<Outcome>[], numbers: readonly number[]): boolean {
  const first = results.find(({ item }) => item.number === numbers[0]);
  if (first === undefined || !first.tied || new Set(numbers).size !== numbers.length) return false;
  const equals = results.filter(({ rank }) => rank === first.rank).map(({ item }) => item.number);
  return equals.length === numbers.length && equals.every((number) => numbers.includes(number));
}

/** Whether every member has submitted a sheet for every application that still stands at the step; those that were withdrawn need none. */
export function isComplete(
  { size }: { readonly size: number },
  standing: readonly { readonly applicationId: string }[],
  counted: readonly Pick<Scoresheet, 'applicationId'>[],
): boolean {
  const submitted = new Map<string, number>();
  for (const { applicationId } of counted) submitted.set(applicationId, (submitted.get(applicationId) ?? 0) + 1);
  return standing.length > 0 && standing.every(({ applicationId }) => submitted.get(applicationId) === size);
}

/**
 * The ranks of a call's applications over all its panels, for a competition has one ranking (AMC-5.b): by the exact mean, and behind an
 * equal of the same panel where that was decided.
 */
export function ranksOfCall(results: readonly PanelResultRow[]): ReadonlyMap<string, number> {
  const means = results.map((row) => ({ row, mean: { numerator: BigInt(row.numerator), denominator: BigInt(row.denominator) } }));
  const rankOf = ({ row, mean }: (typeof means)[number]): number =>
    1 + means.filter((other) => {
      const better = compareRationals(other.mean, mean);
      return better > 0 || (better === 0 && other.row.panelId === row.panelId && other.row.rank < row.rank);
    }).length;
  return new Map(means.map((one) => [one.row.applicationId, rankOf(one)]));
}
