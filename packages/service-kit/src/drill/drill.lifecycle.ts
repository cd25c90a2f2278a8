import type { Lifecycle } from '../lifecycle/lifecycle.js';
import type { Drill } from './drill.entity.js';

/** What may happen to a drill: the audit's receipt confirms it, its deadline lets it lapse, whichever comes first. */
export const drillLifecycle = {
  started: { confirm: { target: 'confirmed' }, lapse: { target: 'lapsed' } },
  confirmed: {},
  lapsed: {},
} as const satisfies Lifecycle<Drill['state'], 'confirm' | 'lapse'>;
