import { explain, extendPolicy, prepareApplication, type Asking, type Decision, type EvaluateRequest, type Policy } from '@jiqun/policy-core';

/** What a decision rests on, whole: with the version of the policy it can be derived again years later. */
export interface DecisionInputs {
  readonly question: EvaluateRequest;
  readonly concern?: 'national-recommendation';
  /** The extra criteria of the call, as `extendPolicy` takes them. */
  readonly additions?: unknown;
}

/**
 * Decides under a version of a policy that a running case began with: whether it is still in force was asked when the case
 * began.
 * @throws PolicyError for facts, judgements or waivers that the policy does not know
 */
export function decide(policy: Policy, { question, concern, additions }: DecisionInputs): Decision {
  const asked = additions === undefined ? policy : extendPolicy(policy, additions);
  const asking: Asking = { runningCase: true, ...(concern === undefined ? {} : { concern }) };
  return explain(asked, prepareApplication(asked, question, asking), asking);
}
