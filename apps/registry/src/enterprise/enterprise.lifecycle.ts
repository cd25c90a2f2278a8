import type { Lifecycle } from '@jiqun/service-kit';

import type { Enterprise } from './enterprise.entity.js';

/** An enterprise is there until it is dissolved; what was recorded of it stays, and nothing is changed any more. */
export const enterpriseLifecycle = {
  active: { dissolve: { target: 'dissolved' } },
  dissolved: {},
} as const satisfies Lifecycle<Enterprise['state'], 'dissolve'>;
