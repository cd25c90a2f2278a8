import type { DishonestyRecord } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can happen to a record. */
export type DishonestyRecordAction = 'set-period' | 'correct' | 'record-submission' | 'withdraw' | 'end';

/** A record is published (SUB-13.b) until its own last day, whatever becomes of the ban, unless its decision is annulled. */
export const dishonestyRecordLifecycle: Lifecycle<DishonestyRecord['state'], DishonestyRecordAction> = {
  'in-publication': {
    'set-period': { target: 'in-publication', clause: 'SUB-13.b' },
    correct: { target: 'in-publication', clause: 'SUB-13.b' },
    'record-submission': { target: 'in-publication', clause: 'SUB-13.b' },
    withdraw: { target: 'withdrawn' },
    end: { target: 'ended', clause: 'SUB-13.b' },
  },
  ended: {},
  withdrawn: {},
};
