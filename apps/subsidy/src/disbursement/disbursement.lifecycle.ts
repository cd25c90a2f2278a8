import type { DisbursementOrder } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** Where an order stands. */
export type DisbursementState = DisbursementOrder['state'];

/** What becomes of an order. */
export type DisbursementAction = 'acknowledge' | 'execute' | 'reject' | 'doubt' | 'settle';

/**
 * Executed or rejected, never both: what contradicts leads to `in-doubt`, and out of it leads a settlement alone (SUB-12.b, DESIGN 4).
 * A settlement is opened again only when the bank takes back what its statement had proved. The table `disbursement_step` has the
 * same ways.
 */
export const disbursementLifecycle: Lifecycle<DisbursementState, DisbursementAction> = {
  issued: { acknowledge: { target: 'acknowledged' }, execute: { target: 'executed' }, reject: { target: 'rejected' }, doubt: { target: 'in-doubt' } },
  acknowledged: { execute: { target: 'executed' }, reject: { target: 'rejected' }, doubt: { target: 'in-doubt' } },
  executed: { doubt: { target: 'in-doubt' } },
  rejected: { doubt: { target: 'in-doubt' } },
  'in-doubt': { settle: { target: 'settled' } },
  settled: { doubt: { target: 'in-doubt' } },
};
