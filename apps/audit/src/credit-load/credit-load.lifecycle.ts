import type { CreditLoad } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can happen to a load. */
export type CreditLoadAction = 'append' | 'find-faults' | 'check' | 'apply' | 'finish' | 'abandon';

/** A load is filled, checked by a dry run, applied; one with faults is refused as a whole, and another begun in its place. */
export const creditLoadLifecycle: Lifecycle<CreditLoad['state'], CreditLoadAction> = {
  open: {
    append: { target: 'open' },
    'find-faults': { target: 'faulty', clause: 'SUB-6-2' },
    check: { target: 'checked', clause: 'SUB-6-2' },
    abandon: { target: 'abandoned' },
  },
  faulty: { abandon: { target: 'abandoned' } },
  checked: {
    check: { target: 'checked', clause: 'SUB-6-2' },
    apply: { target: 'applying', clause: 'SUB-6-2' },
    abandon: { target: 'abandoned' },
  },
  applying: { finish: { target: 'applied', clause: 'SUB-6-2' } },
  applied: {},
  abandoned: {},
};
