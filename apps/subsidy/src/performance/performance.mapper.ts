import {
  localDateSchema, regionCodeSchema, socialCreditCodeSchema, type LocalDate, type OrderedSanction, type Performance, type PerformancePage,
} from '@jiqun/contracts';

import type { PerformanceReportRow, PerformanceRow } from './performance.entity.js';

const day = (text: string): LocalDate => localDateSchema.parse(text);

/** A performance in a list. */
export function toPerformanceSummary(row: PerformanceRow): PerformancePage['items'][number] {
  const { id, version, state, awardId, year, programme, policyVersion, leadName, evaluation } = row;
  return {
    id, version, state, awardId, year, programme, policyVersion, region: regionCodeSchema.parse(row.region),
    leadCreditCode: socialCreditCodeSchema.parse(row.leadCreditCode), leadName, setOn: day(row.setOn),
    ...(evaluation === null ? {} : { grade: evaluation.grade }),
  };
}

/** A performance with all that happened to it. */
export function toPerformance(row: PerformanceRow, reports: readonly PerformanceReportRow[], sanction: OrderedSanction | undefined): Performance {
  return {
    ...toPerformanceSummary(row),
    indicators: row.indicators,
    breakdown: row.breakdown,
    document: row.document,
    setBy: row.setBy,
    ...(row.confirmedBy === null ? {} : { confirmedBy: row.confirmedBy }),
    ...(row.confirmedOn === null ? {} : { confirmedOn: day(row.confirmedOn) }),
    reports: reports.map(toReport),
    ...(row.evaluation === null ? {} : { evaluation: row.evaluation }),
    objections: row.objections,
    corrections: row.corrections,
    ...(row.conclusion === null ? {} : { conclusion: row.conclusion }),
    ...(row.annulment === null ? {} : { annulment: row.annulment }),
    ...(sanction === undefined ? {} : { sanction }),
  };
}

function toReport({ id, kind, region, through, recordedOn, actuals, usedAsDeclared, score, text, evidence, recordedBy }: PerformanceReportRow): Performance['reports'][number] {
  return {
    id, kind, region: regionCodeSchema.parse(region), through: day(through), recordedOn: day(recordedOn), actuals, usedAsDeclared,
    ...(score === null ? {} : { score }), text, evidence: [...evidence], recordedBy,
  };
}
