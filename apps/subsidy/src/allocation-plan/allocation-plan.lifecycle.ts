import type { AllocationPlan } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can be done with a plan; `seal` is the second of two signatures. */
export type AllocationPlanAction = 'sign' | 'seal' | 'submit' | 'approve' | 'give-back' | 'take-effect' | 'replace';

/** From its draft to its effect (SUB-11, SUB-12.a). What has gone to the government is returned before it is replaced. */
export const allocationPlanLifecycle: Lifecycle<AllocationPlan['state'], AllocationPlanAction> = {
  draft: { sign: { target: 'draft' }, seal: { target: 'signed', clause: 'SUB-11' }, 'give-back': { target: 'returned' }, replace: { target: 'replaced' } },
  signed: { submit: { target: 'submitted', clause: 'SUB-11' }, 'give-back': { target: 'returned' }, replace: { target: 'replaced' } },
  submitted: { approve: { target: 'government-approved', clause: 'SUB-11' }, 'give-back': { target: 'returned' } },
  'government-approved': { 'take-effect': { target: 'effective', clause: 'SUB-12.a' }, 'give-back': { target: 'returned' } },
  effective: {},
  returned: {},
  replaced: {},
};
