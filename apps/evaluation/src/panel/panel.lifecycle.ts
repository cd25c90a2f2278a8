import type { PanelState } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can be done to a panel, or happens to it. */
export type PanelAction =
  | 'panel.commit'
  | 'panel.draw'
  | 'panel.open-scoring'
  | 'panel.recuse'
  | 'panel.run-short'
  | 'panel.write-scoresheet'
  | 'panel.submit-scoresheet'
  | 'panel.complete'
  | 'panel.break-tie'
  | 'panel.close'
  | 'panel.cancel';

const CANCEL = { 'panel.cancel': { target: 'cancelled' } } as const;

/**
 * The life of a panel. The documents ask for an expert review between the provincial re-review and the shortlist or list
 * (AMC-7-2, XJ-7-2, SEI-3-2); closing is the completion of that step. `run-short` follows a recusal when no reserve is left,
 * and leads to a further commitment and draw; `complete` is the last sheet's submission.
 */
export const panelLifecycle = {
  prepared: { 'panel.commit': { target: 'committed', clause: 'AMC-7-2' }, ...CANCEL },
  committed: { 'panel.draw': { target: 'drawn', clause: 'AMC-7-2' }, ...CANCEL },
  drawn: { 'panel.open-scoring': { target: 'scoring' }, 'panel.recuse': { target: 'drawn' }, 'panel.run-short': { target: 'short' }, ...CANCEL },
  scoring: {
    'panel.write-scoresheet': { target: 'scoring', roles: ['expert'] },
    'panel.submit-scoresheet': { target: 'scoring', roles: ['expert'] },
    'panel.recuse': { target: 'scoring' },
    'panel.run-short': { target: 'short' },
    'panel.complete': { target: 'sealed-complete' },
    ...CANCEL,
  },
  short: { 'panel.commit': { target: 'committed', clause: 'AMC-7-2' }, 'panel.recuse': { target: 'short' }, ...CANCEL },
  'sealed-complete': { 'panel.break-tie': { target: 'sealed-complete', clause: 'AMC-5.b' }, 'panel.close': { target: 'closed', clause: 'AMC-7-2' }, ...CANCEL },
  closed: {},
  cancelled: {},
} as const satisfies Lifecycle<PanelState, PanelAction>;
