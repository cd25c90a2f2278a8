import type { AssessReReview, Issue } from '@jiqun/contracts';

import { clauseForbids } from '../title-projection/current.js';
import type { ReReviewSteps } from './opening.js';
import type { PlanGoal } from './re-review.entity.js';

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
    if (missing !== undefined) throw clauseForbids('re-review.assess', gate.gate, missing, gate.clause);
  }
}

function missingFor({ gate, title }: Gate, { planGoals = [], actionPlan }: AssessReReview, goals: readonly PlanGoal[]): Issue['message'] | undefined {
  switch (gate) {
    case 'plan-goals-assessed': {
      const assessed = new Set(planGoals.map(({ key }) => key));
      const open = goals.filter(({ key }) => !assessed.has(key)).map((goal) => goal.title);
      if (open.length > 0) return { zh: `${title.zh}；尚缺：${open.join('、')}`, en: `${title.en}; not yet: ${open.join('; ')}` };
      return planGoals.length === 0 ? title : undefined;
    }
    case 'action-plan-assessed':
      return actionPlan === undefined ? title : undefined;
    default:
      // A gate that nobody checks would hold nobody.
      throw new Error(`No gate ${gate} is known of a re-review`);
  }
}
