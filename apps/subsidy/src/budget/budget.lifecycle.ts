import type { Budget } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can be done with a budget. */
export type BudgetAction = 'change' | 'approve' | 'drop';

/** A budget can be allotted from its first approval on; later changes are approved one by one (SUB-12.a). */
export const budgetLifecycle: Lifecycle<Budget['state'], BudgetAction> = {
  draft: { approve: { target: 'approved', clause: 'SUB-12.a' } },
  approved: { change: { target: 'approved' }, approve: { target: 'approved', clause: 'SUB-12.a' }, drop: { target: 'approved' } },
};
