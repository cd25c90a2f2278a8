import type { Lifecycle } from '@jiqun/service-kit';

import type { Support } from './support.entity.js';

/** A support stands until it is withdrawn, and may be corrected as long as it stands. */
export const supportLifecycle: Lifecycle<Support['state'], 'correct' | 'withdraw'> = {
  granted: { correct: { target: 'granted' }, withdraw: { target: 'withdrawn' } },
  withdrawn: {},
};
