import type { Performance } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can be done with a performance. */
export type PerformanceAction =
  | 'correct-targets' | 'confirm-targets' | 'report' | 'self-evaluate' | 'evaluate' | 'correct-evaluation' | 'object' | 'conclude' | 'sanction'
  | 'annul' | 'confirm-annulment';

/** From the setting of targets to what follows from their evaluation. Only poor and hard to correct is sanctioned (INT-31). */
export const performanceLifecycle: Lifecycle<Performance['state'], PerformanceAction> = {
  set: { 'correct-targets': { target: 'set', clause: 'SUB-15' }, 'confirm-targets': { target: 'confirmed', clause: 'SUB-15' } },
  confirmed: {
    'correct-targets': { target: 'set', clause: 'SUB-15' },
    report: { target: 'confirmed', clause: 'SUB-15' },
    'self-evaluate': { target: 'confirmed', clause: 'SUB-15' },
    evaluate: { target: 'evaluated', clause: 'SUB-15' },
  },
  evaluated: {
    'correct-evaluation': { target: 'evaluated', clause: 'SUB-15' },
    object: { target: 'evaluated' },
    conclude: { target: 'concluded', clause: 'SUB-16' },
    sanction: { target: 'sanctioned', clause: 'SUB-16' },
  },
  // Proposed and confirmed: two people, neither of whom concluded it.
  concluded: { annul: { target: 'concluded', clause: 'SUB-16' }, 'confirm-annulment': { target: 'annulled', clause: 'SUB-16' } },
  sanctioned: { annul: { target: 'sanctioned', clause: 'SUB-16' }, 'confirm-annulment': { target: 'annulled', clause: 'SUB-16' } },
  annulled: {},
};
