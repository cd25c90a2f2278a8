import { calendarDeadline, type Policy } from '@jiqun/policy-core';

/** What of a title decides which reports it owes. */
export interface ReportingTitle {
  readonly recognisedOn: string;
  readonly validThrough: string | null;
}

const yearOf = (day: string): number => Number(day.slice(0, 4));
const newYear = (year: number): string => `${String(year).padStart(4, '0')}-01-01`;

/** The last day for the report of a year, which is filed in the next (SME-13, AMC-10.a; INT-15). */
export function reportDueOn(policy: Policy, year: number): string {
  return calendarDeadline(policy, policy.source.annualReport?.deadline ?? '', year + 1);
}

/**
 * The years whose reports are asked for by a day: from the policy's first year on, each from 1 January of the next. Where
 * the title ends with its term, a report that falls due after it is none of the title's any more; what fell due before the
 * policy was in force nobody asked for.
 */
export function yearsToReport(policy: Policy, title: ReportingTitle, today: string): number[] {
  const first = firstYear(policy, title);
  if (first === undefined) return [];
  const years: number[] = [];
  for (let year = first; year < yearOf(today); year += 1) {
    if (policy.source.validity?.endsTitle === true && title.validThrough !== null && reportDueOn(policy, year) > title.validThrough) break;
    if (policy.inForce.from !== null && reportDueOn(policy, year) < policy.inForce.from) continue;
    years.push(year);
  }
  return years;
}

/** The first day on which a title's first report is asked for; undefined where the programme knows no report (INT-28). */
export function firstReportOpensOn(policy: Policy, title: ReportingTitle): string | undefined {
  const first = firstYear(policy, title);
  return first === undefined ? undefined : newYear(first + 1);
}

/** The day on which the next report is asked for, seen from a day on which all earlier ones were. */
export function nextReportOpensOn(policy: Policy, title: ReportingTitle, today: string): string | undefined {
  const first = firstReportOpensOn(policy, title);
  if (first === undefined) return undefined;
  const next = newYear(yearOf(today) + 1);
  return next < first ? first : next;
}

function firstYear(policy: Policy, title: ReportingTitle): number | undefined {
  const report = policy.source.annualReport;
  if (report === null) return undefined;
  return yearOf(title.recognisedOn) + (report.firstYear === 'year-of-recognition' ? 0 : 1);
}
