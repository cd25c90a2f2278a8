import type { ReferredComplaint } from '@jiqun/contracts';
import type { Lifecycle } from '@jiqun/service-kit';

/** What can come of a referred complaint. */
export type ReferredComplaintAction = 'record-finding' | 'dismiss';

/** An allegation is open until a finding is on record, or nothing was established. */
export const referredComplaintLifecycle: Lifecycle<ReferredComplaint['state'], ReferredComplaintAction> = {
  open: { 'record-finding': { target: 'finding-recorded' }, dismiss: { target: 'dismissed' } },
  'finding-recorded': {},
  dismissed: {},
};
