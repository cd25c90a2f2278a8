import type { PreparedApplication } from '../facts/application.js';
import type { Policy } from '../policy/policy.js';
import type { PolicySet } from '../policy/policy-set.js';
import { Decision } from './decision.js';
import { type Verdict, verdicts } from './outcome.js';
import { type EvaluateRequest, prepare, readEvaluateRequest } from './request.js';
import type { Concern } from './ruleset.js';

/** How a question is asked. */
export interface Asking {
  /** What is decided: the application (default), or the recommendation of a title to the national level (AMC-9, XJ-8). */
  readonly concern?: Concern;
  /**
   * The case began under this version and stays on it, also after the policy has expired (DESIGN section 3); the day
   * is not held against the time in force. Never for a new application.
   */
  readonly runningCase?: boolean;
}

/**
 * Decides an application and explains it clause by clause.
 * @param policies the installed policies; `request.policy` names one of them, or one version as `id@version`
 * @param request an `evaluate` request of CLI.md, as JSON gives it
 * @throws PolicyError INVALID_REQUEST, UNKNOWN_POLICY, UNKNOWN_FACT, INVALID_FACT, UNKNOWN_CLAUSE, POLICY_NOT_IN_FORCE
 */
export function evaluate(policies: PolicySet, request: unknown, asking?: Asking): Decision {
  const read = readEvaluateRequest(request);
  const policy = policies.find(read.policy, read.asOf);
  const application = prepareApplication(policy, read, asking);
  if (asking?.runningCase !== true) policies.requireInForce(policy, read.policy, read.asOf);
  return explain(policy, application, asking);
}

/**
 * Checks what a request states and lays it out for a policy, so that it can be decided, once or often.
 * @throws PolicyError UNKNOWN_FACT, INVALID_FACT, UNKNOWN_CLAUSE
 */
export function prepareApplication(policy: Policy, request: EvaluateRequest, asking?: Asking): PreparedApplication {
  return prepare(policy, policy.rulesFor(asking?.concern), request);
}

/** The verdict alone: exact, and as fast as rules written by hand on floating point. */
export function verdictOf(policy: Policy, application: PreparedApplication, asking?: Asking): Verdict {
  return verdicts[policy.rulesFor(asking?.concern).verdict(application)] as Verdict;
}

/** The whole decision; its sentences are made when they are read. */
export function explain(policy: Policy, application: PreparedApplication, asking?: Asking): Decision {
  return new Decision(policy.id, policy.version, application.asOf, policy.rulesFor(asking?.concern), application);
}
