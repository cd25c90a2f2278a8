import { type AssessReReview, Refusal } from '@jiqun/contracts';

import type { PlanGoal } from './re-review.entity.js';
import type { ReReviewSteps } from './opening.js';

type Gate = ReReviewSteps['deciding']['gates'][number];

/**
 * What the gates of the deciding step ask of an assessment (SME-12: each goal of the three-year plan with its result;
 * AMC-11.a: the special action plan, its soundness and whether it was carried out).
 * @param goals of the plan with which the cluster was recognised
 * @throws Refusal CLAUSE_FORBIDS with the gate's clause
 */
export function requireAssessed(steps: ReReviewSteps, assessment: AssessReReview, goals: readonly PlanGoal[]): void {
  for (const gate of steps.deciding.gates) {
    const missing = missingFor(gate, assessment, goals);
    if (missing !== undefined) throw new Refusal('CLAUSE_FORBIDS', { action: 're-review.assess', what: missing }, { clause: gate.clause });
  }
}

function missingFor({ gate, title }: Gate, { planGoals = [], actionPlan }: AssessReReview, goals: readonly PlanGoal[]): string | undefined {
  const unmet = `${title.zh} / ${title.en}`;
  switch (gate) {
    case 'plan-goals-assessed': {
      const assessed = new Set(planGoals.map(({ key }) => key));
      const open = goals.filter(({ key }) => !assessed.has(key)).map((goal) => goal.title);
      if (open.length > 0) return `${unmet}: ${open.join('; ')}`;
      return planGoals.length === 0 ? unmet : undefined;
    }
    case 'action-plan-assessed':
      return actionPlan === undefined ? unmet : undefined;
    default:
      // A gate that nobody checks would hold nobody.
      throw new Error(`No gate ${gate} is known of a re-review`);
  }
}
