import { regionCodeSchema, type NationalRecommendation, type NationalRecommendationPage } from '@jiqun/contracts';

import { day, dayField } from '../title-projection/day.js';
import type { NationalRecommendationRow } from './national-recommendation.entity.js';

/** A recommendation in a list. */
export function toRecommendationSummary(row: NationalRecommendationRow): NationalRecommendationPage['items'][number] {
  const { id, version, state, programme, policyVersion, clusterId, clusterName, clause } = row;
  return {
    id, version, state, programme, policyVersion, clusterId, clusterName, clause,
    region: regionCodeSchema.parse(row.region), draftedOn: day(row.draftedOn), ...dayField('submittedOn', row.submittedOn),
  };
}

/** A recommendation whole. */
export function toRecommendation(row: NationalRecommendationRow): NationalRecommendation {
  return {
    ...toRecommendationSummary(row),
    grounds: row.grounds,
    draftedBy: row.draftedBy,
    ...(row.titleId === null ? {} : { titleId: row.titleId }),
    ...(row.waiver === null ? {} : { waiver: row.waiver }),
    ...(row.submission === null ? {} : { submission: row.submission }),
    ...(row.outcome === null ? {} : { outcome: row.outcome }),
  };
}
