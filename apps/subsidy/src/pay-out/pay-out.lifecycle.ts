import type { PayOut } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What becomes of the local stage of an order. */
export type PayOutAction = 'authorise' | 'hold' | 'return';

/** Released to the bank, held while the payee is listed (SUB-6-2; INT-21), or given back. */
export const payOutLifecycle: Lifecycle<PayOut['state'], PayOutAction> = {
  awaited: { authorise: { target: 'authorised' }, hold: { target: 'held' }, return: { target: 'returned' } },
  held: { authorise: { target: 'authorised' }, hold: { target: 'held' }, return: { target: 'returned' } },
  // What the bank has not paid yet can still be held.
  authorised: { hold: { target: 'held' } },
  returned: {},
};
