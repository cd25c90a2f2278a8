import type { Lifecycle } from '@jiqun/service-kit';

import type { ProgrammeYear } from './programme-year.entity.js';

/** What can be done with a programme year. */
export type ProgrammeYearAction =
  | 'programme-year.amend' | 'programme-year.sign' | 'programme-year.publish' | 'programme-year.correct' | 'programme-year.withdraw' | 'programme-year.close';

/** The life of a programme year (SUB-3.a, SUB-3.b, SUB-7.a). A correction of what is published is signed and published like the notice itself. */
export const programmeYearLifecycle: Lifecycle<ProgrammeYear['state'], ProgrammeYearAction> = {
  draft: {
    'programme-year.amend': { target: 'draft' },
    'programme-year.sign': { target: 'draft', clause: 'SUB-7.a' },
    'programme-year.publish': { target: 'published', clause: 'SUB-7.a' },
    'programme-year.withdraw': { target: 'withdrawn' },
  },
  published: {
    'programme-year.correct': { target: 'published' },
    'programme-year.sign': { target: 'published', clause: 'SUB-7.a' },
    'programme-year.publish': { target: 'published', clause: 'SUB-7.a' },
    'programme-year.withdraw': { target: 'withdrawn' },
    'programme-year.close': { target: 'closed' },
  },
  closed: {},
  withdrawn: {},
};

/** What can be done in a state, whoever may. */
export const possibleIn = (state: ProgrammeYear['state']): readonly string[] => Object.keys(programmeYearLifecycle[state]);
