import type { Lifecycle } from '@jiqun/service-kit';

import type { ErasureRow } from './erasure.entity.js';

/** How somebody else than the proposer can settle an erasure, once. */
export type Settlement = 'approve' | 'decline';

/** An erasure is proposed, then carried out or declined; what was erased does not come back. */
export const erasureLifecycle = {
  proposed: { approve: { target: 'erased' }, decline: { target: 'declined' } },
  erased: {},
  declined: {},
} as const satisfies Lifecycle<ErasureRow['state'], Settlement>;
