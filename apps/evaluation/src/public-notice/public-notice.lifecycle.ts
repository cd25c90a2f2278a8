import type { Lifecycle } from '@jiqun/service-kit';

import type { Notice, NoticeItem } from './public-notice.entity.js';

/** What can happen to a notice. */
export type NoticeAction =
  | 'public-notice.correct' | 'public-notice.withdraw' | 'public-notice.recompute' | 'public-notice.end' | 'public-notice.resume' | 'objection.raise';

/** The life of a notice (AMC-7-3, SME-11, XJ-7-3.b): it stands until the end of its last day. */
export const noticeLifecycle: Lifecycle<Notice['state'], NoticeAction> = {
  open: {
    'public-notice.correct': { target: 'open' },
    'public-notice.withdraw': { target: 'withdrawn' },
    'public-notice.recompute': { target: 'open' },
    'public-notice.end': { target: 'ended' },
    'objection.raise': { target: 'open', clause: 'AMC-7-3' },
  },
  ended: { 'public-notice.resume': { target: 'ended', clause: 'AMC-7-3' } },
  withdrawn: {},
};

/** What can happen to what a notice covers. */
export type ItemAction = 'item.hold' | 'item.pass' | 'item.fall' | 'item.remove';

/** The life of an item (AMC-7-3): an objection holds up only what it concerns. */
export const itemLifecycle: Lifecycle<NoticeItem['state'], ItemAction> = {
  open: { 'item.hold': { target: 'held' }, 'item.pass': { target: 'passed' }, 'item.fall': { target: 'fallen' }, 'item.remove': { target: 'removed' } },
  held: { 'item.hold': { target: 'held' }, 'item.pass': { target: 'passed' }, 'item.fall': { target: 'fallen' }, 'item.remove': { target: 'removed' } },
  passed: {},
  fallen: {},
  removed: {},
};
