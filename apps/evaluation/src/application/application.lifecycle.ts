import type { Lifecycle } from '@jiqun/service-kit';

import type { Application } from './application.entity.js';

/** What can be done to an application; where it leads while under review, the policy's procedure says. */
export type ApplicationAction =
  | 'application.save' | 'application.admit' | 'application.submit' | 'application.withdraw'
  | 'review.complete' | 'review.reject' | 'review.return' | 'review.record' | 'review.judge' | 'review.waive' | 'review.select' | 'review.finish';

/** The life of an application (AMC-7, SME-9 to SME-11, XJ-7, SEI-3). `review.finish` is the completion of the step that recognises. */
export const applicationLifecycle: Lifecycle<Application['state'], ApplicationAction> = {
  draft: {
    'application.save': { target: 'draft' },
    'application.admit': { target: 'draft' },
    'application.submit': { target: 'under-review', clause: 'SME-9' },
    'application.withdraw': { target: 'withdrawn' },
  },
  'under-review': {
    'application.withdraw': { target: 'withdrawn' },
    'review.complete': { target: 'under-review' },
    'review.finish': { target: 'recognised', clause: 'SME-11' },
    'review.reject': { target: 'rejected' },
    'review.return': { target: 'returned', clause: 'SME-10' },
    'review.record': { target: 'under-review' },
    'review.judge': { target: 'under-review' },
    'review.waive': { target: 'under-review' },
    'review.select': { target: 'under-review' },
  },
  returned: {
    'application.save': { target: 'returned' },
    'application.admit': { target: 'returned' },
    'application.submit': { target: 'under-review', clause: 'SME-9' },
    'application.withdraw': { target: 'withdrawn' },
  },
  // After recognition the plaque is left to be awarded (XJ-7-3.c).
  recognised: { 'review.complete': { target: 'recognised', clause: 'XJ-7-3.c' } },
  withdrawn: {},
  rejected: {},
};

/** What can be done in a state, whoever may. */
export const possibleIn = (state: Application['state']): readonly string[] => Object.keys(applicationLifecycle[state]);
