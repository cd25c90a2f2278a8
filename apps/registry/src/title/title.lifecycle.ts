import type { Lifecycle } from '@jiqun/service-kit';

import type { Title } from './title.entity.js';

/** What can happen to a title. */
export type TitleAction = 'apply-for-re-review' | 'pass-re-review' | 'end-term' | 'revoke' | 'return-valid' | 'return-under-re-review' | 'return-expired';

/**
 * How a title goes through its life. Its term ends a title only where the programme says so and no re-review was applied
 * for; a failed re-review is a ground of revocation and not one itself; a revoked title returns to where it stood.
 */
export const titleLifecycle: Lifecycle<Title['state'], TitleAction> = {
  valid: {
    'apply-for-re-review': { target: 'under-re-review', clause: 'SME-12' },
    'pass-re-review': { target: 'valid', clause: 'AMC-11.a' },
    'end-term': { target: 'expired', clause: 'SME-12' },
    revoke: { target: 'revoked', clause: 'AMC-11.b' },
  },
  'under-re-review': {
    'pass-re-review': { target: 'valid', clause: 'SME-12' },
    revoke: { target: 'revoked', clause: 'SME-14-1' },
  },
  expired: { revoke: { target: 'revoked', clause: 'SME-14-1' } },
  revoked: {
    'return-valid': { target: 'valid' },
    'return-under-re-review': { target: 'under-re-review' },
    'return-expired': { target: 'expired' },
  },
};
