import type { ViolationCase } from '@jiqun/contracts';
import type { DefenceRuleId } from '@jiqun/policy-core';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can be done in a case. */
export type ViolationAction =
  | 'add-evidence' | 'notify' | 'record-statement' | 'ask-hearing' | 'hold-hearing' | 'dismiss' | 'order-correction' | 'confirm-correction' | 'establish'
  | 'drop' | 'withdraw' | 'confirm-withdrawal';

const decisions = {
  dismiss: { target: 'not-established' },
  'order-correction': { target: 'correction-ordered', clause: 'SUB-13.a' },
  establish: { target: 'established', clause: 'SUB-13.a' },
  drop: { target: 'dropped' },
} as const;

/** From the opening of a case to its end. A decision needs the notice and, where one was asked for, the hearing (INT-27). */
export const violationLifecycle: Lifecycle<ViolationCase['state'], ViolationAction> = {
  opened: { 'add-evidence': { target: 'opened' }, notify: { target: 'notified' }, drop: { target: 'dropped' } },
  notified: { 'add-evidence': { target: 'notified' }, 'record-statement': { target: 'notified' }, 'ask-hearing': { target: 'hearing-asked' }, ...decisions },
  'hearing-asked': {
    'add-evidence': { target: 'hearing-asked' },
    'record-statement': { target: 'hearing-asked' },
    'hold-hearing': { target: 'heard' },
    drop: { target: 'dropped' },
  },
  heard: { 'add-evidence': { target: 'heard' }, 'record-statement': { target: 'heard' }, ...decisions },
  // What is not corrected is decided again: it is hard to correct.
  'correction-ordered': {
    'add-evidence': { target: 'correction-ordered' },
    'confirm-correction': { target: 'corrected' },
    establish: { target: 'established', clause: 'SUB-13.a' },
  },
  established: { withdraw: { target: 'established' }, 'confirm-withdrawal': { target: 'withdrawn' } },
  'not-established': {},
  corrected: {},
  withdrawn: {},
  dropped: {},
};

/** What a decision still lacks in a state that a case passes on its way to one: refused with that rule, not with the state. */
export const missingForDecision: Readonly<Partial<Record<ViolationCase['state'], DefenceRuleId>>> = { opened: 'notice', 'hearing-asked': 'hearing' };
