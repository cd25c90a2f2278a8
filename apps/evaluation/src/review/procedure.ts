import { type Policy, type Step, stepAfter } from '@jiqun/policy-core';
import type { Role } from '@jiqun/contracts';

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

const isProvincial = (role: Role): boolean => role.startsWith('province-') || role === 'expert';

/** Whether completing a step hands an application on from the locality to the province: there the call's limit counts. */
export function leavesLocality(policy: Policy, step: Step): boolean {
  const next = stepAfter(policy, step.step);
  return next !== undefined && !rolesOf(step).some(isProvincial) && rolesOf(next).every(isProvincial);
}
