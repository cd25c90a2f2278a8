import type { Lifecycle } from '@jiqun/service-kit';

import type { Notice, NoticeItem } from './public-notice.entity.js';

/** What can happen to a notice. */
export type NoticeAction = 'public-notice.correct' | 'public-notice.withdraw' | 'public-notice.recompute' | 'public-notice.end' | 'objection.raise';

/** The life of a notice (SUB-10.a): it stands until the end of its last day. */
export const noticeLifecycle: Lifecycle<Notice['state'], NoticeAction> = {
  open: {
    'public-notice.correct': { target: 'open' },
    'public-notice.withdraw': { target: 'withdrawn' },
    'public-notice.recompute': { target: 'open' },
    'public-notice.end': { target: 'ended', clause: 'SUB-10.a' },
    'objection.raise': { target: 'open', clause: 'SUB-10.a' },
  },
  ended: {},
  withdrawn: {},
};

/** What can happen to what a notice covers. */
export type ItemAction = 'item.hold' | 'item.pass' | 'item.fall' | 'item.remove';

const standing = {
  'item.hold': { target: 'held' }, 'item.pass': { target: 'passed' }, 'item.fall': { target: 'fallen' }, 'item.remove': { target: 'removed' },
} as const;

/** The life of an item (SUB-10.a): an objection holds up only what it concerns. */
export const itemLifecycle: Lifecycle<NoticeItem['state'], ItemAction> = { open: standing, held: standing, passed: {}, fallen: {}, removed: {} };
