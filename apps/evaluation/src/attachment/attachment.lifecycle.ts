import type { Lifecycle } from '@jiqun/service-kit';

import type { Upload } from './attachment.entity.js';

/** What can be done with an upload. */
export type UploadAction = 'attachment.append' | 'attachment.finish' | 'attachment.abandon';

/** The life of an upload. Finishing what is finished gives the same attachment again. */
export const uploadLifecycle: Lifecycle<Upload['state'], UploadAction> = {
  open: { 'attachment.append': { target: 'open' }, 'attachment.finish': { target: 'finished' }, 'attachment.abandon': { target: 'abandoned' } },
  finished: { 'attachment.finish': { target: 'finished' } },
  abandoned: {},
};
