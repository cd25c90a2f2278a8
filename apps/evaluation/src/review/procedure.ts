import type { Policy, PolicySource } from '@jiqun/policy-core';
import type { Role } from '@jiqun/contracts';

/** A step of a policy's procedure. */
export type Step = PolicySource['procedure'][number];

/** Which of our roles act for an actor of the documents; an actor that is not here has the role of its own name. */
const rolesOfActor: Readonly<Record<string, readonly Role[]>> = {
  // The 2020 notice lets prefecture and county commissions apply alike (SEI-1.b).
  'development-commission': ['prefecture-development-commission'],
  // The department keeps the minutes of its party group's meeting (XJ-7-3.a).
  'party-group': ['province-industry'],
};

/** The roles that may complete a step. */
export function rolesOf(step: Step): readonly Role[] {
  return step.actors.flatMap((actor) => rolesOfActor[actor] ?? [actor as Role]);
}

/** The steps that an application goes through, in order: from its submission on. */
export function applicationSteps(policy: Policy): readonly Step[] {
  const steps = policy.source.procedure.filter(({ phase }) => phase === 'application');
  return steps.slice(steps.findIndex(({ step }) => step === 'application'));
}

/** @throws Error for a step that the policy does not have: a mistake of this service */
export function stepOf(policy: Policy, name: string): Step {
  const found = applicationSteps(policy).find(({ step }) => step === name);
  if (found === undefined) throw new Error(`${policy.id}@${policy.version} has no step ${name}`);
  return found;
}

/** The step after one; undefined after the last. */
export function stepAfter(policy: Policy, name: string): Step | undefined {
  const steps = applicationSteps(policy);
  return steps[steps.findIndex(({ step }) => step === name) + 1];
}

/** Whether a step gives the title: recognised, or listed where the document knows no more (SEI-3-2). */
export function recognises(policy: Policy, step: Step): boolean {
  const steps = applicationSteps(policy);
  return step.result === 'recognised' || (step.result === 'listed' && !steps.some(({ result }) => result === 'recognised'));
}

/** Whether a step chooses among the applications of a call (AMC-7-2, SME-11, XJ-7-2, SEI-3-2). */
export function selects(step: Step): boolean {
  return step.result === 'shortlisted' || step.result === 'listed';
}

const isProvincial = (role: Role): boolean => role.startsWith('province-') || role === 'expert';

/** Whether completing a step hands an application on from the locality to the province: there the call's limit counts. */
export function leavesLocality(policy: Policy, step: Step): boolean {
  const next = stepAfter(policy, step.step);
  return next !== undefined && !rolesOf(step).some(isProvincial) && rolesOf(next).every(isProvincial);
}
