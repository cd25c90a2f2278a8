import type { Lifecycle } from '@jiqun/service-kit';

import type { Call } from './call.entity.js';

/** What may happen to a call (AMC-7-1.a, XJ-7-1.a): published by the province, closed by its last day. */
export const callLifecycle: Lifecycle<Call['state'], CallAction> = {
  draft: { 'call.amend': { target: 'draft' }, 'call.publish': { target: 'published', clause: 'AMC-7-1.a' }, 'call.withdraw': { target: 'withdrawn' } },
  published: {
    'call.extend': { target: 'published' },
    'call.close': { target: 'closed' },
    'call.withdraw': { target: 'withdrawn' },
  },
  closed: {},
  withdrawn: {},
};

/** What can be done to a call. */
export type CallAction = 'call.amend' | 'call.publish' | 'call.extend' | 'call.close' | 'call.withdraw';
