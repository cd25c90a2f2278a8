import type { Activity as ActivityAnswer } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { Activity } from './activity.entity.js';

/** A stored activity as the contract shows it. */
export function toActivity({ id, organisationId, kind, heldOn, title, description, participants, partners, recordedAt, version }: Activity): ActivityAnswer {
  const optional = description === null ? {} : { description };
  return { id, organisationId, kind, heldOn, title, ...optional, participants, partners, recordedAt: instantOf(recordedAt), version };
}
