import type { Lifecycle } from '@jiqun/service-kit';

import type { ProjectGroup } from './project-group.entity.js';

/** What its writers, and who verifies, can do to a project group; the steps of its review are `review`'s. */
export type ProjectGroupAction =
  | 'project-group.save' | 'project-group.admit' | 'project-group.submit' | 'project-group.withdraw'
  | 'investment-line.enter' | 'investment-line.change' | 'investment-line.remove' | 'investment-line.import' | 'investment-line.report-progress' | 'investment-line.verify';

const writing = (state: 'draft' | 'returned') => ({
  'project-group.save': { target: state },
  'project-group.admit': { target: state },
  'project-group.submit': { target: 'under-review', clause: 'SUB-7.b' },
  'project-group.withdraw': { target: 'withdrawn' },
  'investment-line.enter': { target: state },
  'investment-line.change': { target: state },
  'investment-line.remove': { target: state },
  'investment-line.import': { target: state },
}) as const;

/** The life of a project group as far as it is not under review (SUB-7.b); what is completed later is reported to one in the reserve (SUB-5.d). */
export const projectGroupLifecycle: Lifecycle<ProjectGroup['state'], ProjectGroupAction> = {
  draft: writing('draft'),
  returned: writing('returned'),
  'under-review': {
    'project-group.withdraw': { target: 'withdrawn' },
    'investment-line.verify': { target: 'under-review', clause: 'SUB-4.b' },
  },
  reserved: {
    'investment-line.report-progress': { target: 'reserved', clause: 'SUB-5.d' },
    'investment-line.verify': { target: 'reserved', clause: 'SUB-4.b' },
  },
  withdrawn: {},
  rejected: {},
  fallen: {},
};

/** What can be done in a state, whoever may. */
export const possibleIn = (state: ProjectGroup['state']): readonly string[] => Object.keys(projectGroupLifecycle[state]);
