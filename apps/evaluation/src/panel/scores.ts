/** One item of a scoresheet; weight and highest score as decimals of at most two digits: `'0.3'`, `'100'`. */
export interface ScoreItem {
  readonly id: string;
  readonly weight: string;
  readonly max: string;
}

/** What an expert gave for an item. */
export interface ItemScore {
  readonly id: string;
  readonly score: string;
}

/** An exact number, in lowest terms; the denominator is positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** What is wrong with a filled-in scoresheet: the item, and why. */
export interface ScoreFault {
  readonly id: string;
  readonly fault: 'missing' | 'unknown' | 'twice' | 'above-maximum' | 'not-a-decimal';
}

/** An application's place: equals share a rank, and the ranks behind them are left out (1, 1, 3). */
export interface Ranked<Item> {
  readonly item: Item;
  readonly rank: number;
  /** Whether another has the very same mean and nothing has decided between them. */
  readonly tied: boolean;
}

const decimalShape = /^(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,2})?$/;

/** Fewer scores than this leave too little when the highest and the lowest are put aside. */
export const fewestToDrop = 5;

/** A decimal of at most two digits in hundredths. @throws RangeError for anything else */
export function hundredths(decimal: string): bigint {
  if (!decimalShape.test(decimal)) throw new RangeError(`${JSON.stringify(decimal)} is no decimal of at most two digits`);
  const [whole = '', decimals = ''] = decimal.split('.');
  return BigInt(whole + decimals.padEnd(2, '0'));
}

/**
 * What is wrong with an expert's scores as a whole sheet: every item once, none beside, each from 0 to its maximum.
 * @param complete false for a draft, in which items may be missing
 */
export function scoreFaults(items: readonly ScoreItem[], scores: readonly ItemScore[], complete: boolean): readonly ScoreFault[] {
  const known = new Map(items.map((item) => [item.id, item]));
  const given = new Set<string>();
  const faults: ScoreFault[] = [];
  for (const { id, score } of scores) {
    const item = known.get(id);
    if (item === undefined) faults.push({ id, fault: 'unknown' });
    else if (given.has(id)) faults.push({ id, fault: 'twice' });
    else if (!decimalShape.test(score)) faults.push({ id, fault: 'not-a-decimal' });
    else if (hundredths(score) > hundredths(item.max)) faults.push({ id, fault: 'above-maximum' });
    given.add(id);
  }
  if (complete) for (const { id } of items) if (!given.has(id)) faults.push({ id, fault: 'missing' });
  return faults;
}

/** The weighted total of a sheet, the sum of score times weight, in ten-thousandths: exact, hundredths times hundredths. */
export function weightedTotal(items: readonly ScoreItem[], scores: readonly ItemScore[]): bigint {
  const weights = new Map(items.map(({ id, weight }) => [id, hundredths(weight)]));
  return scores.reduce((total, { id, score }) => total + hundredths(score) * (weights.get(id) ?? 0n), 0n);
}

/**
 * The mean of the experts' totals, exact; with `dropExtremes` without one highest and one lowest of them.
 * @param totals in ten-thousandths
 * @throws RangeError for none, or fewer than `fewestToDrop` to drop from
 */
export function meanOf(totals: readonly bigint[], dropExtremes: boolean): Rational {
  const least = dropExtremes ? fewestToDrop : 1;
  if (totals.length < least) throw new RangeError(`${totals.length} totals are fewer than ${least}`);
  const sorted = totals.toSorted(ascending);
  const counted = dropExtremes ? sorted.slice(1, -1) : sorted;
  return lowest(counted.reduce((sum, total) => sum + total, 0n), BigInt(counted.length) * 10_000n);
}

/** Negative, zero or positive as the first is less, equal or more. */
export function compareRationals(one: Rational, other: Rational): number {
  return ascending(one.numerator * other.denominator, other.numerator * one.denominator);
}

/** A number for the eye, half rounded up: `'87.3333'`. Never to be compared or reckoned with. @param places 1 or more */
export function shown({ numerator, denominator }: Rational, places = 4): string {
  const scale = 10n ** BigInt(places);
  const rounded = (numerator * scale * 2n + denominator) / (denominator * 2n);
  const digits = rounded.toString().padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/**
 * Ranks from the highest mean down, by exact comparison.
 * @param decided the order in which an operator put equals, by id, first the better; it decides between equals only, and has either all
 *   or none of those that are equal
 */
export function ranked<Item extends { readonly id: string; readonly mean: Rational }>(items: readonly Item[], decided: readonly string[] = []): readonly Ranked<Item>[] {
  const place = new Map(decided.map((id, at) => [id, at]));
  const order = (one: Item, other: Item): number => {
    const byMean = compareRationals(other.mean, one.mean);
    if (byMean !== 0) return byMean;
    const [a, b] = [place.get(one.id), place.get(other.id)];
    return a === undefined || b === undefined ? 0 : a - b;
  };
  // Stable: equals without a decision stay in the order in which they came.
  const sorted = items.toSorted(order);
  let rank = 0;
  return sorted.map((item, at) => {
    const before = sorted[at - 1];
    const after = sorted[at + 1];
    const sharesBefore = before !== undefined && order(before, item) === 0;
    if (!sharesBefore) rank = at + 1;
    return { item, rank, tied: sharesBefore || (after !== undefined && order(item, after) === 0) };
  });
}

function lowest(numerator: bigint, denominator: bigint): Rational {
  let [a, b] = [numerator, denominator];
  while (b !== 0n) [a, b] = [b, a % b];
  return { numerator: numerator / a, denominator: denominator / a };
}

function ascending(one: bigint, other: bigint): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
