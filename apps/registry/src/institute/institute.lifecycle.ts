import type { Lifecycle } from '@jiqun/service-kit';

import type { Institute } from './institute.entity.js';

/** An institute is there until it is dissolved; what was recorded of it stays, and nothing is changed any more. */
export const instituteLifecycle = {
  active: { dissolve: { target: 'dissolved' } },
  dissolved: {},
} as const satisfies Lifecycle<Institute['state'], 'dissolve'>;
