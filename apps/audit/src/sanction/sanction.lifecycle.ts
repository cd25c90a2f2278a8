import type { Sanction } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

type State = Sanction['state'];

/** What can happen to a sanction. */
export type SanctionAction =
  | 'confirm' | 'confirm-shorter' | 'agree' | 'reject' | 'lift' | 'lift-at-once' | 'shorten-at-once' | 'withdraw' | 'annul' | 'end';

/**
 * From the proposal or the order to the end. A proposal to lift or to withdraw leaves the sanction in force until a second
 * person confirms it; how many people it takes the policy says (SUB-13.c: two, SUB-16: one; INT-23). An exclusion (SUB-17) is
 * never lifted, only withdrawn with the decision that it rests on. Where subsidy annuls the decision of its order, all that was imposed
 * on it is withdrawn (`annul`), also when it is over.
 */
export const sanctionLifecycle: Lifecycle<State, SanctionAction> = {
  proposed: { confirm: { target: 'in-force' }, reject: { target: 'rejected' } },
  'in-force': {
    lift: { target: 'lift-proposed', clause: 'SUB-13.c' },
    'lift-at-once': { target: 'lifted', clause: 'SUB-16' },
    'shorten-at-once': { target: 'in-force', clause: 'SUB-16' },
    withdraw: { target: 'withdrawal-proposed' },
    annul: { target: 'withdrawn' },
    end: { target: 'ended', clause: 'SUB-13.c' },
  },
  'lift-proposed': {
    confirm: { target: 'lifted', clause: 'SUB-13.c' },
    'confirm-shorter': { target: 'in-force', clause: 'SUB-13.c' },
    // Where a policy asks for three people, the second one does not yet decide.
    agree: { target: 'lift-proposed', clause: 'SUB-13.c' },
    reject: { target: 'in-force' },
    annul: { target: 'withdrawn' },
    end: { target: 'ended', clause: 'SUB-13.c' },
  },
  'withdrawal-proposed': {
    confirm: { target: 'withdrawn' },
    reject: { target: 'in-force' },
    annul: { target: 'withdrawn' },
    end: { target: 'ended', clause: 'SUB-13.c' },
  },
  ended: { annul: { target: 'withdrawn' } },
  lifted: { annul: { target: 'withdrawn' } },
  withdrawn: {},
  rejected: {},
};

/** What a person can do in a state, by the verbs of the contracts. */
export function possibleIn(state: State): string[] {
  return Object.keys(sanctionLifecycle[state]).filter((action) => ['confirm', 'reject', 'lift', 'withdraw'].includes(action));
}
