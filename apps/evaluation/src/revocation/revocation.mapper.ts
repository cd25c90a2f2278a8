import { regionCodeSchema, type RevocationCase, type RevocationGround, type RevocationPage } from '@jiqun/contracts';
import type { Ground } from '@jiqun/policy-core';

import { day, dayField } from '../title-projection/day.js';
import type { RevocationRow, StatementRow } from './revocation.entity.js';

/** A case in a list. */
export function toRevocationSummary(row: RevocationRow): RevocationPage['items'][number] {
  return {
    id: row.id,
    version: row.version,
    state: row.state,
    titleId: row.titleId,
    clusterId: row.clusterId,
    clusterName: row.clusterName,
    programme: row.programme,
    policyVersion: row.policyVersion,
    region: regionCodeSchema.parse(row.region),
    openedOn: day(row.openedOn),
    ...dayField('defenceEndsOn', row.defenceEndsOn),
    ...dayField('decidedOn', row.decidedOn),
  };
}

/** A case with all that happened in it. */
export function toRevocationCase(row: RevocationRow, statements: readonly StatementRow[]): RevocationCase {
  return {
    ...toRevocationSummary(row),
    grounds: [...row.grounds],
    openedBy: row.openedBy,
    reason: row.reason,
    ...(row.notice === null ? {} : { notice: row.notice }),
    statements: statements.map(({ by, receivedOn, inTime, text, document }) => ({
      by, receivedOn: day(receivedOn), inTime, text, ...(document === null ? {} : { document }),
    })),
    ...(row.hearing === null ? {} : { hearing: row.hearing }),
    ...(row.decision === null ? {} : { decision: row.decision }),
    ...(row.publication === null ? {} : { publication: row.publication }),
    ...(row.ending === null ? {} : { ending: row.ending }),
  };
}

/** A ground that policy-core found. */
export function toFoundGround({ clause, since, explanation, interpretations }: Ground): RevocationGround {
  return { clause, origin: 'found', since: day(since), explanation, interpretations: [...interpretations] };
}
