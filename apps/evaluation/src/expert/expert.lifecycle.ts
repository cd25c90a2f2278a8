import type { Lifecycle } from '@jiqun/service-kit';

import type { Expert } from './expert.entity.js';

/** What can be done to an expert's record. */
export type ExpertAction = 'expert.amend' | 'expert.declare' | 'expert.suspend' | 'expert.reinstate' | 'expert.retire';

/** Experts of the pool (AMC-7-2, XJ-7-2, SEI-3-2 ask for experts and say no more of them): only active ones are drawn; retirement is final. */
export const expertLifecycle = {
  active: {
    'expert.amend': { target: 'active' },
    'expert.declare': { target: 'active', roles: ['expert'] },
    'expert.suspend': { target: 'suspended' },
    'expert.retire': { target: 'retired' },
  },
  suspended: {
    'expert.amend': { target: 'suspended' },
    'expert.declare': { target: 'suspended', roles: ['expert'] },
    'expert.reinstate': { target: 'active' },
    'expert.retire': { target: 'retired' },
  },
  retired: {},
} as const satisfies Lifecycle<Expert['state'], ExpertAction>;
