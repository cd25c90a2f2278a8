import type { Lifecycle } from '@jiqun/service-kit';

import type { ClusterChangeReport } from './cluster.entity.js';

/** The report of a major change: made in time, or late once its last day is over (SME-14-4, INT-34). */
export const changeReportLifecycle: Lifecycle<ClusterChangeReport['state'], 'report' | 'run-out'> = {
  due: {
    report: { target: 'reported', clause: 'SME-14-4' },
    'run-out': { target: 'overdue', clause: 'SME-14-4' },
  },
  reported: {},
  overdue: { report: { target: 'reported-late', clause: 'SME-14-4' } },
  'reported-late': {},
};
