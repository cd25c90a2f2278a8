import type { PayeeAccount } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What becomes of an entry. */
export type PayeeAccountAction = 'verify' | 'retire';

/** One person proposes, another verifies; what is used no more stays on record. */
export const payeeAccountLifecycle: Lifecycle<PayeeAccount['state'], PayeeAccountAction> = {
  proposed: { verify: { target: 'verified' }, retire: { target: 'retired' } },
  verified: { retire: { target: 'retired' } },
  retired: {},
};
