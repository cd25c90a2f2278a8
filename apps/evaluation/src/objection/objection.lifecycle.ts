import type { Lifecycle } from '@jiqun/service-kit';

import type { Objection } from './objection.entity.js';

/** What can be done with an objection once it is raised. */
export type ObjectionAction = 'objection.verify' | 'objection.answer' | 'objection.withdraw';

/** The life of an objection (AMC-7-3): verified, then answered with reasons; its objector may take it back until then. */
export const objectionLifecycle: Lifecycle<Objection['state'], ObjectionAction> = {
  raised: { 'objection.verify': { target: 'under-verification', clause: 'AMC-7-3' }, 'objection.withdraw': { target: 'withdrawn' } },
  'under-verification': { 'objection.answer': { target: 'answered', clause: 'AMC-7-3' }, 'objection.withdraw': { target: 'withdrawn' } },
  answered: {},
  withdrawn: {},
};
