import type { Drill as DrillAnswer, ServiceName } from '@jiqun/contracts';

import { instantOf } from '../clock/instant.js';
import type { Drill } from './drill.entity.js';

/** A stored drill as the contract shows it. */
export function toDrillAnswer(service: ServiceName, drill: Drill): DrillAnswer {
  return {
    id: drill.id,
    service,
    note: drill.note,
    state: drill.state,
    version: drill.version,
    startedAt: instantOf(drill.startedAt),
    ...(drill.dueAt === null ? {} : { dueAt: instantOf(drill.dueAt) }),
    ...(drill.confirmedAt === null ? {} : { confirmedAt: instantOf(drill.confirmedAt) }),
  };
}
