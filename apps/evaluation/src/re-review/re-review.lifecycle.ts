import type { ReReview } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can be done in a re-review. */
export type ReReviewAction = 'apply' | 'assess' | 'pass' | 'fail' | 'lapse';

/**
 * From opening to outcome (SME-12, AMC-11.a). Whether it must be applied for before it is assessed the policy's procedure
 * says: where it does, `assess` in `open` is refused with that step's clause.
 */
export const reReviewLifecycle: Lifecycle<ReReview['state'], ReReviewAction> = {
  open: { apply: { target: 'applied' }, assess: { target: 'assessing' }, lapse: { target: 'lapsed' } },
  applied: { assess: { target: 'assessing' } },
  assessing: { assess: { target: 'assessing' }, pass: { target: 'passed' }, fail: { target: 'failed' } },
  passed: {},
  failed: {},
  lapsed: {},
};
