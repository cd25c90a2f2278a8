import type { ComprehensiveEvaluation } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** A draft is revised until another person issues it; then it stands. */
export const comprehensiveEvaluationLifecycle: Lifecycle<ComprehensiveEvaluation['state'], 'revise' | 'issue'> = {
  draft: { revise: { target: 'draft' }, issue: { target: 'issued' } },
  issued: {},
};
