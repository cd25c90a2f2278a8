import type { Institute as InstituteAnswer } from '@jiqun/contracts';

import type { Institute } from './institute.entity.js';

/** A stored institute as the contract shows it. */
export function toInstitute({ id, creditCode, name, nameEn, region, kind, state, version }: Institute): InstituteAnswer {
  return { id, creditCode, name, ...(nameEn === null ? {} : { nameEn }), region, kind, state, version };
}
