import { regionCodeSchema, type ComprehensiveEvaluation, type ComprehensiveEvaluationPage } from '@jiqun/contracts';
import { prefectureOf } from '@jiqun/service-kit';

import { day, dayField } from '../title-projection/day.js';
import type { ComprehensiveEvaluationRow, RegionCount } from './comprehensive-evaluation.entity.js';

/** An evaluation in a list. */
export function toEvaluationSummary(row: ComprehensiveEvaluationRow): ComprehensiveEvaluationPage['items'][number] {
  const { id, version, state, programme, policyVersion, year, clause } = row;
  return { id, version, state, programme, policyVersion, year, clause, draftedOn: day(row.draftedOn), ...dayField('issuedOn', row.issuedOn) };
}

/** An evaluation with its contents. */
export function toEvaluation(row: ComprehensiveEvaluationRow): ComprehensiveEvaluation {
  return {
    ...toEvaluationSummary(row),
    problems: [...row.problems],
    measures: [...row.measures],
    conclusion: row.conclusion,
    draftedBy: row.draftedBy,
    ...(row.issuedBy === null ? {} : { issuedBy: row.issuedBy }),
    counts: [...row.counts],
    sums: [...row.sums],
  };
}

/** Counts of regions as those of the regions directly under the province that they lie in. */
export function byPrefecture(counts: readonly RegionCount[]): ComprehensiveEvaluation['counts'] {
  const sums = new Map<string, ComprehensiveEvaluation['counts'][number]>();
  for (const count of counts) {
    const region = regionCodeSchema.parse(prefectureOf(count.region) ?? count.region);
    const sum = sums.get(region) ?? { region, titles: 0, filedInTime: 0, filedLate: 0, missing: 0 };
    sums.set(region, {
      region,
      titles: sum.titles + count.titles,
      filedInTime: sum.filedInTime + count.filedInTime,
      filedLate: sum.filedLate + count.filedLate,
      missing: sum.missing + count.missing,
    });
  }
  return [...sums.values()].toSorted((a, b) => (a.region < b.region ? -1 : 1));
}
