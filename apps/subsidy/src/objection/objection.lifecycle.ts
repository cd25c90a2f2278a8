import type { Lifecycle } from '@jiqun/service-kit';

import type { Objection } from './objection.entity.js';

/** What can be done with an objection once it is raised. */
export type ObjectionAction = 'objection.verify' | 'objection.answer' | 'objection.withdraw';

/** The life of an objection (SUB-10.a): verified, then answered with reasons; its objector may take it back until then. */
export const objectionLifecycle: Lifecycle<Objection['state'], ObjectionAction> = {
  raised: { 'objection.verify': { target: 'under-verification', clause: 'SUB-10.a' }, 'objection.withdraw': { target: 'withdrawn' } },
  'under-verification': { 'objection.answer': { target: 'answered', clause: 'SUB-10.a' }, 'objection.withdraw': { target: 'withdrawn' } },
  answered: {},
  withdrawn: {},
};
