import type { InterestTerms } from '@jiqun/contracts';
import { addYears } from '@jiqun/policy-core';

import type { RecoveryMovement } from './recovery.entity.js';

/** What a debt has come to. Amounts are fen. */
export interface Reckoned {
  /** All interest earned up to the day, rounded down to the fen once, at the end. */
  readonly interest: bigint;
  /** What of it payments have not covered; with `yearly`, what has not become principal either; nothing once the demand is withdrawn. */
  readonly unpaidInterest: bigint;
  readonly principal: bigint;
}

interface Walk {
  principal: bigint;
  /** Fen times days: interest is this times a fraction, so that no day rounds. */
  fenDays: bigint;
  /** Interest that was paid or has become principal. */
  settled: bigint;
  day: string;
}

const DAY_MS = 86_400_000;

/** Days from one day to another, the first counted and the last not. */
function daysBetween(from: string, to: string): bigint {
  return BigInt((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

/**
 * What a debt has come to on a day (SUB-13.a): simple interest by day on what is owed, the first day counted and the day itself not, so
 * that a payment bears none on its day. A payment covers interest first, then principal (Civil Code art. 561). It does not compound unless
 * the terms say so; then what is unpaid on an anniversary becomes principal. Exact: one division, rounded down, at the end.
 * @param terms null bears no interest
 */
export function reckon(terms: InterestTerms | null, movements: readonly RecoveryMovement[], on: string): Reckoned {
  const steps = lasting(movements).filter(({ kind, valuedOn }) => kind !== 'interest-charged' && valuedOn <= on);
  const walk: Walk = { principal: 0n, fenDays: 0n, settled: 0n, day: steps[0]?.valuedOn ?? on };
  const days = [...new Set([...steps.map(({ valuedOn }) => valuedOn), ...anniversaries(terms, on), on])].toSorted();
  const capitalisedOn = new Set(anniversaries(terms, on));
  for (const day of days) {
    if (day < walk.day) continue;
    advance(walk, terms, day);
    if (capitalisedOn.has(day)) capitalise(walk, terms);
    for (const step of steps.filter(({ valuedOn }) => valuedOn === day)) apply(walk, terms, step);
  }
  const interest = interestOf(terms, walk.fenDays);
  return { interest, unpaidInterest: interest - walk.settled, principal: walk.principal };
}

function advance(walk: Walk, terms: InterestTerms | null, day: string): void {
  const from = terms !== null && terms.from > walk.day ? terms.from : walk.day;
  if (terms !== null && day > from) walk.fenDays += walk.principal * daysBetween(from, day);
  walk.day = day;
}

function capitalise(walk: Walk, terms: InterestTerms | null): void {
  const unpaid = interestOf(terms, walk.fenDays) - walk.settled;
  walk.principal += unpaid;
  walk.settled += unpaid;
}

function apply(walk: Walk, terms: InterestTerms | null, { kind, amount }: RecoveryMovement): void {
  const unpaid = interestOf(terms, walk.fenDays) - walk.settled;
  if (amount > 0n || kind === 'recovery-withdrawn') {
    walk.principal += amount;
    // With the demand goes the interest on it.
    if (kind === 'recovery-withdrawn') walk.settled += unpaid;
    return;
  }
  const toInterest = -amount < unpaid ? -amount : unpaid;
  walk.settled += toInterest;
  walk.principal += amount + toInterest;
}

/** The interest on so many fen-days, rounded down. */
function interestOf(terms: InterestTerms | null, fenDays: bigint): bigint {
  if (terms === null) return 0n;
  const decimals = terms.rate.split('.')[1] ?? '0';
  return (fenDays * BigInt(decimals)) / (10n ** BigInt(decimals.length) * BigInt(terms.dayCount));
}

function anniversaries(terms: InterestTerms | null, on: string): readonly string[] {
  if (terms?.compounds !== 'yearly') return [];
  const days: string[] = [];
  for (let year = 1; addYears(terms.from, year) <= on; year += 1) days.push(addYears(terms.from, year));
  return days;
}

/** An offset that was undone, since its instalment did not arrive, was never a payment: both sides are left out. */
function lasting(movements: readonly RecoveryMovement[]): readonly RecoveryMovement[] {
  const left = [...movements];
  for (const undone of movements.filter(({ kind, amount }) => kind === 'failed' && amount > 0n)) {
    const made = left.findIndex(({ kind, instalmentId, amount }) => kind === 'issued' && instalmentId === undone.instalmentId && amount === -undone.amount);
    if (made < 0) continue;
    left.splice(made, 1);
    left.splice(left.indexOf(undone), 1);
  }
  return left;
}
