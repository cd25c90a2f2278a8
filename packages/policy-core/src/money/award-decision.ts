import type { Policy } from '../policy/policy.js';
import type { PolicySet } from '../policy/policy-set.js';
import { readDay, readPolicyName, unexpected } from '../request-object.js';
import { decideAward, renderAward, type RenderedAward } from './award.js';
import { awardShape, readAwardRequest } from './award-request.js';
import type { MoneyRules } from './rules.js';

/** The result of CLI.md, award. */
export interface AwardDecision extends RenderedAward {
  readonly citations: readonly { readonly clause: string; readonly document: string; readonly article: string }[];
}

/**
 * Decides what a project group is owed (SUB-4.b, SUB-5.a to SUB-5.d; INT-16 to INT-19).
 * @param request an `award` request of CLI.md: money in yuan as decimal strings
 * @param asking `runningCase`: an award made under a version goes on being paid after it has expired (SUB-18)
 * @throws PolicyError in the order of CLI.md: INVALID_REQUEST, UNKNOWN_POLICY, INVALID_AMOUNT, DUPLICATE_ID,
 *   POLICY_NOT_IN_FORCE, GROUP_TOO_SMALL, RATE_ABOVE_CAP, APPROVED_ABOVE_CEILING
 */
export function awardUnder(policies: PolicySet, request: unknown, asking: { readonly runningCase?: boolean } = {}): AwardDecision {
  awardShape(request);
  const { policy: named, asOf } = request as Record<string, unknown>;
  const name = readPolicyName(named);
  const day = readDay(asOf, 'asOf');
  const policy = policies.find(name, day);
  const rules = moneyOf(policy);
  const read = readAwardRequest(rules, request);
  if (asking.runningCase !== true) policies.requireInForce(policy, name, day);
  return { ...renderAward(decideAward(rules, read)), citations: citationsOf(policy, rules) };
}

/** @throws PolicyError INVALID_REQUEST for a policy that pays nothing */
function moneyOf(policy: Policy): MoneyRules {
  if (policy.source.money !== null) return policy.source.money;
  throw unexpected('policy', policy.id, { zh: '应为有资金条款的方案，如 jl-amc-subsidy-2024', en: 'a policy that pays is expected, as jl-amc-subsidy-2024' });
}

function citationsOf(policy: Policy, rules: MoneyRules): AwardDecision['citations'] {
  const clauses = new Set([
    rules.projectTypes.clause,
    rules.group.clause,
    ...rules.ratesByLevel.map(({ clause }) => clause),
    rules.eligibleCategories.clause,
    rules.instalments.clause,
  ]);
  const cited = policy.source.clauses.filter((clause) => clauses.has(clause.id) || clause.kind === 'money');
  return cited.map((clause) => ({ clause: clause.id, document: policy.id, article: clause.article }));
}
