import { type CreditList, creditLists, factOfList } from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';

const known = new WeakMap<Policy, ReadonlyMap<CreditList, string>>();

/**
 * The credit lists that bar an applicant under a policy, with the clause that says so: those whose fact an exclusion asks
 * for (SUB-6-2); all three where the clause of a credit check asks for a clean record without naming lists (AMC-3.c).
 */
export function barringLists(policy: Policy): ReadonlyMap<CreditList, string> {
  let lists = known.get(policy);
  if (lists === undefined) {
    lists = readLists(policy);
    known.set(policy, lists);
  }
  return lists;
}

function readLists({ source }: Policy): ReadonlyMap<CreditList, string> {
  const checks = source.procedure.flatMap(({ gates }) => gates).filter(({ gate }) => gate === 'credit-check');
  const found = new Map<CreditList, string>();
  for (const { clause, condition } of source.exclusions) {
    const facts = factsIn(condition);
    const named = creditLists.filter((list) => facts.has(factOfList[list]));
    const asked = named.length === 0 && checks.some((check) => check.clause === clause) ? creditLists : named;
    for (const list of asked) if (!found.has(list)) found.set(list, clause);
  }
  return found;
}

/** The facts that a condition looks at, however deep. */
function factsIn(condition: unknown): ReadonlySet<string> {
  if (Array.isArray(condition)) return new Set(condition.flatMap((part) => [...factsIn(part)]));
  if (typeof condition !== 'object' || condition === null) return new Set();
  const own = 'fact' in condition && typeof condition.fact === 'string' ? [condition.fact] : [];
  return new Set([...own, ...Object.values(condition).flatMap((part) => [...factsIn(part)])]);
}
