import type { Recovery } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can happen to a debt. `pay-part` and `pay-whole` are one command: what is left decides; so are `withdraw` and `withdraw-paid`: what came back. */
export type RecoveryAction =
  | 'pay-part' | 'pay-whole' | 'charge-interest' | 'propose-offset' | 'agree-offset' | 'take-back-offset' | 'propose-write-off' | 'write-off-part'
  | 'write-off-whole' | 'refuse-write-off' | 'withdraw' | 'withdraw-paid'
  | 'propose-refund' | 'pay-refund' | 'refuse-refund';

/** From the demand to its end. The database moves it by the ledger's balance, also where an instalment settles a part of it. */
export const recoveryLifecycle: Lifecycle<Recovery['state'], RecoveryAction> = {
  demanded: {
    'pay-part': { target: 'part-paid', clause: 'SUB-13.a' },
    'pay-whole': { target: 'settled', clause: 'SUB-13.a' },
    'charge-interest': { target: 'demanded' },
    'propose-offset': { target: 'demanded' },
    'agree-offset': { target: 'demanded' },
    'take-back-offset': { target: 'demanded' },
    'propose-write-off': { target: 'demanded' },
    'write-off-part': { target: 'part-paid' },
    'write-off-whole': { target: 'written-off' },
    'refuse-write-off': { target: 'demanded' },
    withdraw: { target: 'withdrawn' },
  },
  'part-paid': {
    'pay-part': { target: 'part-paid', clause: 'SUB-13.a' },
    'pay-whole': { target: 'settled', clause: 'SUB-13.a' },
    'charge-interest': { target: 'part-paid' },
    'propose-offset': { target: 'part-paid' },
    'agree-offset': { target: 'part-paid' },
    'take-back-offset': { target: 'part-paid' },
    'propose-write-off': { target: 'part-paid' },
    'write-off-part': { target: 'part-paid' },
    'write-off-whole': { target: 'written-off' },
    'refuse-write-off': { target: 'part-paid' },
    withdraw: { target: 'withdrawn' },
    'withdraw-paid': { target: 'refund-owed' },
  },
  settled: { withdraw: { target: 'withdrawn' }, 'withdraw-paid': { target: 'refund-owed' } },
  'written-off': { withdraw: { target: 'withdrawn' }, 'withdraw-paid': { target: 'refund-owed' } },
  withdrawn: {},
  'refund-owed': { 'propose-refund': { target: 'refund-owed' }, 'pay-refund': { target: 'refunded' }, 'refuse-refund': { target: 'refund-owed' } },
  refunded: {},
};
