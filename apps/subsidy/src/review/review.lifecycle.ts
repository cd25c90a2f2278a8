import type { Lifecycle } from '@jiqun/service-kit';

import type { ProjectGroup } from '../project-group/project-group.entity.js';

/** What those who review can do with a group. */
export type ReviewAction =
  | 'review.sign' | 'review.take-back' | 'review.complete' | 'review.return' | 'review.reject' | 'review.record-result' | 'review.propose'
  | 'public-notice.publish' | 'public-notice.end' | 'objection.uphold' | 'review.reserve';

/** The life of a group while it is reviewed (SUB-8, SUB-9, SUB-10); which step asks for what is the policy's. */
export const reviewLifecycle: Lifecycle<ProjectGroup['state'], ReviewAction> = {
  draft: {},
  'under-review': {
    'review.sign': { target: 'under-review', clause: 'SUB-8' },
    'review.take-back': { target: 'under-review', clause: 'SUB-8' },
    'review.complete': { target: 'under-review', clause: 'SUB-9' },
    'review.return': { target: 'returned', clause: 'SUB-8' },
    'review.reject': { target: 'rejected', clause: 'SUB-9' },
    'review.record-result': { target: 'under-review', clause: 'SUB-9' },
    'review.propose': { target: 'under-review', clause: 'SUB-9' },
    'public-notice.publish': { target: 'under-review', clause: 'SUB-10.a' },
    'public-notice.end': { target: 'under-review', clause: 'SUB-10.a' },
    'objection.uphold': { target: 'fallen', clause: 'SUB-10.a' },
    'review.reserve': { target: 'reserved', clause: 'SUB-10.b' },
  },
  returned: {},
  withdrawn: {},
  rejected: {},
  reserved: {},
  fallen: {},
};
