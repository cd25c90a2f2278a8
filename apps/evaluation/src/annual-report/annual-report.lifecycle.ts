import type { AnnualReport } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can be done with a report. */
export type AnnualReportAction = 'draft' | 'file' | 'pass-on' | 'receive' | 'return';

/**
 * From the day a report is asked for to its receipt. Whether it goes through the prefecture the policy says; that it is
 * overdue is a fact beside all of these states (INT-35).
 */
export const annualReportLifecycle: Lifecycle<AnnualReport['state'], AnnualReportAction> = {
  due: { draft: { target: 'draft' } },
  draft: { draft: { target: 'draft' }, file: { target: 'filed' } },
  returned: { draft: { target: 'returned' }, file: { target: 'filed' } },
  filed: {
    'pass-on': { target: 'passed-on' }, receive: { target: 'received' },
    return: { target: 'returned', roles: ['prefecture-industry', 'province-industry'] },
  },
  'passed-on': { receive: { target: 'received' }, return: { target: 'returned', roles: ['province-industry'] } },
  received: { return: { target: 'returned', roles: ['province-industry'] } },
};
