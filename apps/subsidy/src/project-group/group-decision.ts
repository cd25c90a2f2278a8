import type { Issue, ProgrammeYearTerms } from '@jiqun/contracts';
import { type Decision, type EvaluateRequest, explain, type Policy, prepareApplication } from '@jiqun/policy-core';

import { asking } from '../policy/asking.js';
import { policyOfYear } from '../programme-year/year-terms.js';
import { clauseForbidsAll, invalid } from '../refusals.js';
import { factsOf, type FactSources } from './group-facts.js';

/** What a decision rests on, whole: with the version of the policy it can be derived again years later. */
export interface DecisionInputs {
  readonly question: EvaluateRequest;
  /** The further conditions of the notice, as `extendPolicy` takes them. */
  readonly additions?: unknown;
}

/** A decision with what it rests on. */
export interface GroupDecision {
  readonly inputs: DecisionInputs;
  readonly decision: Decision;
}

/**
 * Decides whether a group may apply, clause by clause, as of the last day of the window, so that equal groups are decided alike whoever
 * filed first (SUB-4.a, SUB-5.a, SUB-6-1, SUB-6-2, SUB-6-3).
 * @throws Refusal INVALID_REQUEST for a fact that the policy and the notice do not know
 */
export function decideGroup(policy: Policy, terms: ProgrammeYearTerms, sources: FactSources): GroupDecision {
  return asking(() => {
    const extended = policyOfYear(policy, terms);
    const question: EvaluateRequest = { policy: `${policy.id}@${policy.version}`, asOf: terms.closesOn, facts: factsOf(extended, sources) };
    const inputs: DecisionInputs = { question, ...(terms.additions === undefined ? {} : { additions: terms.additions }) };
    return { inputs, decision: decideAgain(policy, inputs) };
  });
}

/** The decision that inputs lead to, also when the policy has expired since. @throws PolicyError */
export function decideAgain(policy: Policy, { question, additions }: DecisionInputs): Decision {
  const extended = policyOfYear(policy, { additions: additions as never });
  return explain(extended, prepareApplication(extended, question, { runningCase: true }), { runningCase: true });
}

/** The facts that are missing, by clause. */
export function missingFacts(decision: Decision): Issue[] {
  return decision.criteria.flatMap(({ clause, missing }) =>
    missing.map((fact) => ({ path: `content.facts.${fact}`, code: 'FACT_MISSING', message: { zh: `${clause} 缺少填报项 ${fact}，请补充。`, en: `${clause} lacks the fact ${fact}; state it.` } })),
  );
}

/** The clauses that are not met and cannot be waived, in words. */
export function failedClauses(decision: Decision): (Issue & { readonly clause: string })[] {
  return decision.criteria.flatMap(({ clause, outcome, explanation }) => (outcome === 'not-met' ? [{ path: '', code: clause, clause, message: explanation }] : []));
}

/** @throws Refusal INVALID_REQUEST naming each missing fact, CLAUSE_FORBIDS with the first failed clause and each of them in words */
export function requireEligible(decision: Decision, action: string): void {
  const failed = failedClauses(decision);
  if (failed.length > 0) {
    const issues = failed.map(({ path, code, message }) => ({ path, code, message }));
    throw clauseForbidsAll(action, 'conditions-not-met', issues, failed[0]?.clause);
  }
  if (decision.verdict === 'incomplete') throw invalid(missingFacts(decision));
}
