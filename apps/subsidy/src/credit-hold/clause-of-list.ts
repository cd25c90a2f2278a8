import { factOfList, type CreditList } from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';

/** The clause by which a policy keeps those on a list away (SUB-6-2); undefined where it does not ask. */
export function clauseOfList({ source }: Policy, list: CreditList): string | undefined {
  return source.exclusions.find(({ condition }) => asksFor(condition, factOfList[list]))?.clause;
}

/** Whether a condition, or one within it, asks for a fact. */
function asksFor(condition: unknown, fact: string): boolean {
  if (Array.isArray(condition)) return condition.some((part) => asksFor(part, fact));
  if (typeof condition !== 'object' || condition === null) return false;
  return Object.entries(condition).some(([name, part]) => (name === 'fact' && part === fact) || asksFor(part, fact));
}
