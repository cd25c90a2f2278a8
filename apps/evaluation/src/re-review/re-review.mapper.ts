import { regionCodeSchema, type ReReview, type ReReviewPage } from '@jiqun/contracts';

import { day, dayField } from '../title-projection/day.js';
import type { ReReviewRow } from './re-review.entity.js';

/** A re-review in a list. */
export function toReReviewSummary(row: ReReviewRow): ReReviewPage['items'][number] {
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
    clause: row.clause,
    openedOn: day(row.openedOn),
    termEnd: day(row.termEnd),
    ...dayField('appliedOn', row.appliedOn),
    ...dayField('decidedOn', row.decidedOn),
  };
}

/** A re-review with all that happened in it. */
export function toReReview(row: ReReviewRow): ReReview {
  return {
    ...toReReviewSummary(row),
    ...(row.application === null ? {} : { application: row.application }),
    ...(row.assessment === null ? {} : { assessment: row.assessment }),
    ...(row.outcome === null ? {} : { outcome: row.outcome }),
  };
}
