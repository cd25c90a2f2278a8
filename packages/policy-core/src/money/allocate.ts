import { arrayItems, knownFields, pathOf, present, requiredText } from '../request-object.js';
import { refuseDuplicates } from './award-request.js';
import { formatYuan, parseYuan } from './fen.js';

/** One award's claim on a budget, fen. */
export interface Claim {
  readonly id: string;
  readonly ceiling: bigint;
}

/** The result of CLI.md, allocate: yuan as decimal strings with two decimals. */
export interface Allocation {
  readonly awards: Readonly<Record<string, string>>;
  readonly total: string;
}

/**
 * Divides a budget among approved ceilings (SUB-11; INT-20), request `{budget, awards: [{id, ceiling}]}`.
 * The order of the awards in the request decides nothing.
 * @throws PolicyError, the first that applies anywhere in the request: INVALID_REQUEST, INVALID_AMOUNT, DUPLICATE_ID
 */
export function allocate(request: unknown): Allocation {
  const fields = knownFields(request, '', ['budget', 'awards']);
  const statedBudget = present(fields.budget, 'budget');
  const stated = arrayItems(fields.awards, 'awards').map((item, index) => {
    const path = pathOf('awards', index);
    const { id, ceiling } = knownFields(item, path, ['id', 'ceiling']);
    return { id: requiredText(id, pathOf(path, 'id')), ceiling: present(ceiling, pathOf(path, 'ceiling')) };
  });
  const budget = parseYuan(statedBudget, 'budget');
  const claims = stated.map(({ id, ceiling }, index) => ({ id, ceiling: parseYuan(ceiling, pathOf('awards', index, 'ceiling')) }));
  refuseDuplicates(claims, 'awards');
  const shares = divide(budget, claims);
  let total = 0n;
  for (const share of shares) total += share;
  // fromEntries defines own properties: assigning `__proto__` would lose that award.
  return { awards: Object.fromEntries(claims.map(({ id }, index) => [id, formatYuan(shares[index] ?? 0n)])), total: formatYuan(total) };
}

/**
 * The share of each claim, in the order of the claims (SUB-11; INT-20): the ceiling where the budget covers all,
 * otherwise ceiling * budget / sum of ceilings rounded down to the fen, the fen left over going one each to the largest
 * remainders, ties by id in code-unit order (no locale, so that every machine gives the same).
 * @param budget fen, 0n or more
 * @param claims with distinct ids
 * @returns fen; they sum to the lesser of budget and claims exactly, and none exceeds its ceiling
 */
export function divide(budget: bigint, claims: readonly Claim[]): bigint[] {
  let sum = 0n;
  for (const { ceiling } of claims) sum += ceiling;
  if (sum <= budget) return claims.map(({ ceiling }) => ceiling);
  const scaled = claims.map(({ id, ceiling }, index) => ({ id, index, remainder: (ceiling * budget) % sum }));
  const shares = claims.map(({ ceiling }) => (ceiling * budget) / sum);
  let left = budget;
  for (const share of shares) left -= share;
  // Fewer fen are left than there are remainders above zero, so nobody gets a second fen or exceeds the ceiling.
  const favoured = scaled.toSorted(byRemainder).slice(0, Number(left));
  for (const { index } of favoured) shares[index] = (shares[index] ?? 0n) + 1n;
  return shares;
}

function byRemainder(a: { id: string; remainder: bigint }, b: { id: string; remainder: bigint }): number {
  if (a.remainder !== b.remainder) return a.remainder > b.remainder ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}
