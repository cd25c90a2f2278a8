import type { TitleProjection } from './title-projection.entity.js';

/** Whether a title is a provincial one in force: it owes reports, is re-reviewed, and can be recommended. */
export function isHeld({ level, state }: Pick<TitleProjection, 'level' | 'state'>): boolean {
  return level === 'provincial' && (state === 'valid' || state === 'under-re-review');
}
