import type { Erasure } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import { field } from '../days.js';
import type { ErasureRow } from './erasure.entity.js';

/** An erasure as it is answered: it does not say of whom, nor who asked for it. */
export function erasureAnswer({ id, version, state, leafIndex, proposedAt, settledAt, erasedLeaves }: ErasureRow): Erasure {
  return {
    id,
    version,
    state,
    about: leafIndex === undefined ? 'person' : 'leaf',
    ...field('index', leafIndex),
    proposedAt: instantOf(proposedAt),
    ...field('settledAt', settledAt && instantOf(settledAt)),
    ...field('erasedLeaves', erasedLeaves),
  };
}
