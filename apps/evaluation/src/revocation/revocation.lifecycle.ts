import type { RevocationCase } from '@jiqun/contracts';
import type { DefenceRuleId } from '@jiqun/policy-core';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can be done in a case. */
export type RevocationAction =
  | 'notify' | 'record-statement' | 'ask-hearing' | 'hold-hearing' | 'revoke' | 'do-not-revoke' | 'drop' | 'publish' | 'withdraw';

/** From the opening of a case to its end. A decision needs the notice and, where one was asked for, the hearing. */
export const revocationLifecycle: Lifecycle<RevocationCase['state'], RevocationAction> = {
  opened: { notify: { target: 'notified' }, drop: { target: 'dropped' } },
  notified: {
    'record-statement': { target: 'notified' },
    'ask-hearing': { target: 'hearing-asked' },
    revoke: { target: 'revoked' },
    'do-not-revoke': { target: 'not-revoked' },
    drop: { target: 'dropped' },
  },
  'hearing-asked': { 'record-statement': { target: 'hearing-asked' }, 'hold-hearing': { target: 'heard' }, drop: { target: 'dropped' } },
  heard: {
    'record-statement': { target: 'heard' },
    revoke: { target: 'revoked' },
    'do-not-revoke': { target: 'not-revoked' },
    drop: { target: 'dropped' },
  },
  revoked: { publish: { target: 'published' }, withdraw: { target: 'withdrawn' } },
  published: { withdraw: { target: 'withdrawn' } },
  withdrawn: {},
  'not-revoked': {},
  dropped: {},
};

/** What a decision still lacks in a state that a case passes on its way to one: refused with that rule, not with the state. */
export const missingForDecision: Readonly<Partial<Record<RevocationCase['state'], DefenceRuleId>>> = {
  opened: 'notice', 'hearing-asked': 'hearing',
};
