import type { Award } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** Where an award stands. */
export type AwardState = Award['state'];

/** What can be done with an award. */
export type AwardAction = 'decide' | 'correct' | 'withdraw' | 'allot' | 'stop' | 'withdraw-stop' | 'close';

/** From its preparation by industry to the end of its payment years. After the plan nothing of its amount changes. */
export const awardLifecycle: Lifecycle<AwardState, AwardAction> = {
  prepared: {
    decide: { target: 'decided', roles: ['province-finance'], clause: 'SUB-3.b' },
    correct: { target: 'prepared', roles: ['province-industry'], clause: 'SUB-3.a' },
    withdraw: { target: 'withdrawn' },
  },
  decided: {
    correct: { target: 'prepared', roles: ['province-industry'], clause: 'SUB-3.a' },
    withdraw: { target: 'withdrawn' },
    allot: { target: 'allotted', clause: 'SUB-11' },
  },
  allotted: { stop: { target: 'stopped' }, close: { target: 'closed', clause: 'SUB-5.d' } },
  stopped: { 'withdraw-stop': { target: 'allotted' } },
  closed: {},
  withdrawn: {},
};
