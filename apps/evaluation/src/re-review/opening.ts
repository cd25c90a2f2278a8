import { addDays, type Policy, termOf } from '@jiqun/policy-core';

import rules from './opening-rules.json' with { type: 'json' };

type Step = Policy['source']['procedure'][number];

/** What of a title decides when it is re-reviewed. */
export interface ReReviewedTitle {
  readonly recognisedOn: string;
  readonly validThrough: string | null;
}

/** The steps of a policy's re-review: the last one decides; one before it is the application. */
export interface ReReviewSteps {
  readonly application: Step | undefined;
  readonly deciding: Step;
}

/** The steps of a policy's re-review; undefined where it knows none (INT-28). */
export function reReviewSteps(policy: Policy): ReReviewSteps | undefined {
  const steps = policy.source.procedure.filter(({ phase }) => phase === 're-review');
  const deciding = steps.at(-1);
  if (policy.source.validity === null || deciding === undefined) return undefined;
  return { application: steps.length > 1 ? steps[0] : undefined, deciding };
}

/** The last day of the term that runs (INT-13); undefined where the programme knows no term. */
export function termEndOf(policy: Policy, title: ReReviewedTitle): string | undefined {
  return title.validThrough ?? termOf(policy, title.recognisedOn).validThrough ?? undefined;
}

/**
 * The day on which the re-review of the running term is opened: where it must be applied for, some time before the last
 * day of the term; elsewhere the first day after it (SME-12, AMC-11.a).
 */
export function reReviewOpensOn(policy: Policy, title: ReReviewedTitle): string | undefined {
  const steps = reReviewSteps(policy);
  const termEnd = termEndOf(policy, title);
  if (steps === undefined || termEnd === undefined) return undefined;
  if (steps.application === undefined) return addDays(termEnd, 1);
  const opensOn = addDays(termEnd, -rules.applicationLeadDays.value);
  return opensOn < title.recognisedOn ? title.recognisedOn : opensOn;
}
