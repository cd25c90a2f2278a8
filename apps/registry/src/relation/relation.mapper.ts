import type { Conflict, FindConflicts } from '@jiqun/contracts';

import type { Party } from './relation.entity.js';

/** A tie, and what the organisation is to the cluster, as the contract shows them. */
export function toConflict(tie: FindConflicts['organisations'][number], { relation, of, ofName, since, until }: Party): Conflict {
  const optional = { ...(ofName === null ? {} : { ofName }), ...(since === null ? {} : { relatedFrom: since }), ...(until === null ? {} : { relatedTo: until }) };
  return { ...tie, relation, of, ...optional };
}
