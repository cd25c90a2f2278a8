import { localDateSchema, type DecisionRecord } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import type { DecisionRow } from './decision.entity.js';

/** A decision as the contract shows it. */
export function toDecisionRecord({ tenant: _tenant, asOf, decidedAt, ...row }: DecisionRow): DecisionRecord {
  return { ...row, asOf: localDateSchema.parse(asOf), decidedAt: instantOf(decidedAt) };
}
