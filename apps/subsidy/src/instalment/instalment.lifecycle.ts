import type { Lifecycle } from '@jiqun/service-kit';

/** Where an instalment stands; `held` remembers where it was held from. */
export type InstalmentState = 'planned' | 'authorised' | 'held' | 'issued' | 'confirmed' | 'failed' | 'in-doubt' | 'stopped' | 'lapsed';

/** What can be done with an instalment. */
export type InstalmentAction =
  | 'authorise' | 'take-back' | 'issue' | 'hold' | 'stop' | 'lapse' | 'confirm' | 'fail' | 'doubt' | 'resume' | 'release-to-planned' | 'release-to-authorised' | 'release-to-failed';

/**
 * From its planning to the money's arrival. What has gone out is not stopped: it arrives, fails, or stays in doubt until the
 * statement or two people settle it (DESIGN 4). The table `instalment_step` has the same ways.
 */
export const instalmentLifecycle: Lifecycle<InstalmentState, InstalmentAction> = {
  planned: { authorise: { target: 'authorised' }, hold: { target: 'held' }, stop: { target: 'stopped' }, lapse: { target: 'lapsed' } },
  authorised: {
    'take-back': { target: 'planned' },
    issue: { target: 'issued' },
    hold: { target: 'held' },
    stop: { target: 'stopped' },
    lapse: { target: 'lapsed' },
  },
  held: {
    'release-to-planned': { target: 'planned' },
    'release-to-authorised': { target: 'authorised' },
    'release-to-failed': { target: 'failed' },
    stop: { target: 'stopped' },
    lapse: { target: 'lapsed' },
  },
  issued: { confirm: { target: 'confirmed' }, fail: { target: 'failed' }, doubt: { target: 'in-doubt' } },
  'in-doubt': { confirm: { target: 'confirmed' }, fail: { target: 'failed' } },
  // The bank's statement can take a confirmation back; nothing else does.
  confirmed: { doubt: { target: 'in-doubt' } },
  failed: { authorise: { target: 'authorised' }, hold: { target: 'held' }, stop: { target: 'stopped' }, lapse: { target: 'lapsed' } },
  // The decision that stopped it was annulled.
  stopped: { resume: { target: 'planned' } },
  lapsed: {},
};
