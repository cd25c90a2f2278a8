import { regionCodeSchema, type AnnualReport, type AnnualReportChanged, type AnnualReportPage } from '@jiqun/contracts';

import { day, dayField } from '../title-projection/day.js';
import type { AnnualReportRow } from './annual-report.entity.js';

/** A report in a list. */
export function toAnnualReportSummary(row: AnnualReportRow): AnnualReportPage['items'][number] {
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
    year: row.year,
    clause: row.clause,
    dueOn: day(row.dueOn),
    overdue: row.overdue,
    ...dayField('filedOn', row.filedOn),
  };
}

/** A report with its contents. */
export function toAnnualReport(row: AnnualReportRow): AnnualReport {
  return {
    ...toAnnualReportSummary(row),
    figures: Object.entries(row.figures).map(([key, value]) => ({ key, value })),
    warnings: [...row.warnings],
    explanations: [...row.explanations],
    ...(row.filedBy === null ? {} : { filedBy: row.filedBy }),
    ...(row.passedOnBy === null ? {} : { passedOnBy: row.passedOnBy }),
    ...dayField('passedOnOn', row.passedOnOn),
    ...(row.opinion === null ? {} : { opinion: row.opinion }),
    ...dayField('receivedOn', row.receivedOn),
    ...(row.returnReason === null ? {} : { returnReason: row.returnReason }),
  };
}

/** A report as its events tell of it. */
export function toAnnualReportEvent({ id, titleId, clusterId, programme, region, year, dueOn }: AnnualReportRow, on: string): AnnualReportChanged {
  return { reportId: id, titleId, clusterId, programme, region: regionCodeSchema.parse(region), year, dueOn: day(dueOn), on: day(on) };
}
