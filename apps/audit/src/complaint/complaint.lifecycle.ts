import type { Complaint } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can happen to a complaint. */
export type ComplaintAction = 'add-evidence' | 'refer' | 'reject' | 'answer';

/** A complaint is triaged once: to who decides, or rejected with a reason. The receiver's result is recorded as its answer. */
export const complaintLifecycle: Lifecycle<Complaint['state'], ComplaintAction> = {
  filed: { 'add-evidence': { target: 'filed' }, refer: { target: 'referred' }, reject: { target: 'rejected' } },
  referred: { 'add-evidence': { target: 'referred' }, answer: { target: 'answered' } },
  rejected: {},
  answered: {},
};

/** What a person can do in a state, by the verbs of the contracts. */
export const possibleIn = (state: Complaint['state']): string[] => Object.keys(complaintLifecycle[state]);
