import type { Lifecycle } from '@jiqun/service-kit';

import type { CultivationEntry } from './cultivation-entry.entity.js';

/** A recognised cluster is in the library until its title is taken away, and again when it returns (AMC-8). */
export const cultivationLifecycle: Lifecycle<CultivationEntry['state'], 'set-plan' | 'record-progress' | 'leave' | 'come-back'> = {
  'in-library': {
    'set-plan': { target: 'in-library', clause: 'AMC-8' },
    'record-progress': { target: 'in-library', clause: 'AMC-8' },
    leave: { target: 'left', clause: 'AMC-8' },
  },
  left: { 'come-back': { target: 'in-library', clause: 'AMC-8' } },
};
