import type { Policy } from './policy.js';
import type { PolicySource } from './schema.js';

/** A step of a policy's procedure: actors, gates, signatures, deadline, clause. */
export type Step = PolicySource['procedure'][number];

/** The steps that an application goes through, in order: from its submission on. */
export function applicationSteps(policy: Policy): readonly Step[] {
  const steps = policy.source.procedure.filter(({ phase }) => phase === 'application');
  return steps.slice(steps.findIndex(({ step }) => step === 'application'));
}

/** @throws RangeError for a step that the policy does not have: a mistake of who asks */
export function stepOf(policy: Policy, name: string): Step {
  const found = applicationSteps(policy).find(({ step }) => step === name);
  if (found === undefined) throw new RangeError(`${policy.id}@${policy.version} has no step ${name}`);
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

/**
 * Who signs a step: each entry by itself, one of its actors, another person than the others (SUB-3, SUB-8).
 * @returns a single entry with all actors where the document asks for no joint signature
 */
export function signaturesOf(step: Step): readonly (readonly string[])[] {
  return step.signatures ?? [step.actors];
}
