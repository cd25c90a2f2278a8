import type { Caller, Role } from '@jiqun/contracts';
import { applicationSteps, signaturesOf, type Policy, type Step } from '@jiqun/policy-core';
import { installedRegions } from '@jiqun/service-kit';

/** Which of our roles act for an actor of the documents; an actor that is not here has the role of its own name. */
const rolesOfActor: Readonly<Record<string, readonly Role[]>> = {
  // Experts and a commissioned third party report to the department that organises the review, which puts their result on record (SUB-3.a, SUB-9).
  expert: ['province-industry'],
  'third-party-reviewer': ['province-industry'],
};

/** The roles that act for some actors, each once. */
export function rolesOfActors(actors: readonly string[]): readonly Role[] {
  return [...new Set(actors.flatMap((actor) => rolesOfActor[actor] ?? [actor as Role]))];
}

/** The roles that may complete a step. */
export const rolesOf = (step: Step): readonly Role[] => rolesOfActors(step.actors);

/** Whether experts or a third party do a step, and others put it on record. */
export const isReviewedOutside = (step: Step): boolean => step.actors.every((actor) => Object.hasOwn(rolesOfActor, actor));

/** The step of the application that has a result: `proposed`, `noticed`, `reserved`. @throws Error for a policy without it */
export function stepWithResult(policy: Policy, result: string): Step {
  const found = applicationSteps(policy).find((step) => step.result === result);
  if (found === undefined) throw new Error(`${policy.id}@${policy.version} has no step with the result ${result}`);
  return found;
}

/** What a step is done by, where it is not completed by one official's act. */
export function commandOf(step: Step): string | undefined {
  if (step.signatures !== undefined) return 'review.sign';
  if (isReviewedOutside(step)) return 'review.record-result';
  const byResult: Readonly<Record<string, string>> = { proposed: 'review.propose', noticed: 'public-notice.publish', reserved: 'review.reserve' };
  return step.result === undefined ? undefined : byResult[step.result];
}

/** A side of a joint signature for which somebody may sign, and in which role. */
export interface Side {
  readonly side: number;
  readonly role: Role;
}

/** The sides for which a caller may sign something that lies in a region, in the policy's order. */
export function sidesOf(step: Step, { grants, tenant }: Caller, region: string): readonly Side[] {
  const regions = installedRegions();
  return signaturesOf(step).flatMap((actors, side) => {
    const may = rolesOfActors(actors);
    const grant = grants.find((given) => may.includes(given.role) && regions.tenantOf(given.region) === tenant && regions.isWithin(region, given.region));
    return grant === undefined ? [] : [{ side, role: grant.role }];
  });
}

/** Who did something, as entries keep it. @param role in which role */
export function actorOf({ person, client }: Pick<Caller, 'person' | 'client'>, role: string): { readonly person: string; readonly client?: string; readonly role: string } {
  return { person, ...(client === undefined ? {} : { client }), role };
}

/** The role of a caller that may act; what a record says of it where several could. */
export function roleAmong({ grants }: Pick<Caller, 'grants'>, roles: readonly Role[]): string {
  return grants.find(({ role }) => roles.includes(role))?.role ?? '-';
}
