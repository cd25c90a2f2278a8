import type { Lifecycle } from '@jiqun/service-kit';

import type { DuplicateFinding } from './duplicate.entity.js';

/** What can be done with a finding. */
export type DuplicateAction = 'duplicate.explain' | 'duplicate.accept' | 'duplicate.decline';

/** From its finding to its settlement; what a later submission no longer uses is gone by itself. */
export const duplicateLifecycle: Lifecycle<DuplicateFinding['state'], DuplicateAction> = {
  open: { 'duplicate.explain': { target: 'explained' }, 'duplicate.decline': { target: 'declined' } },
  explained: { 'duplicate.explain': { target: 'explained' }, 'duplicate.accept': { target: 'accepted' }, 'duplicate.decline': { target: 'declined' } },
  accepted: {},
  declined: {},
  gone: {},
};
