import type { Expert as ExpertAnswer, ExpertChange } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { Expert, ExpertChangeRow } from './expert.entity.js';

/** An expert as the contract shows it. */
export function toExpertAnswer({ id, code, person, fields, ties, conflicts, state, version, registeredAt }: Expert): ExpertAnswer {
  return { id, code, person, fields: [...fields], ties: [...ties], conflicts: [...conflicts], state, version, registeredAt: instantOf(registeredAt) };
}

/** A change of an expert as the contract shows it. */
export function toExpertChange({ version, action, changedBy, changedAt, reason, after }: ExpertChangeRow): ExpertChange {
  const { code, fields, ties, conflicts, state } = after;
  return {
    version,
    action,
    by: changedBy,
    at: instantOf(changedAt),
    ...(reason === null ? {} : { reason }),
    after: { code, fields: [...fields], ties: [...ties], conflicts: [...conflicts], state },
  };
}
