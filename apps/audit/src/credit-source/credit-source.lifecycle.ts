import type { CreditSource } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can happen to a source. */
export type CreditSourceAction = 'pause' | 'resume';

/** A source is asked until it is paused. */
export const creditSourceLifecycle: Lifecycle<CreditSource['state'], CreditSourceAction> = {
  active: { pause: { target: 'paused' } },
  paused: { resume: { target: 'active' } },
};
