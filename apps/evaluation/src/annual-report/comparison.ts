import type { AnnualReportRow, ReferenceFigure } from './annual-report.entity.js';
import type { Comparison, OtherFigure } from './plausibility.js';

/** What there is to compare a report with. */
export interface KnownFigures {
  readonly lastReport: Pick<AnnualReportRow, 'year' | 'figures'> | undefined;
  readonly references: readonly ReferenceFigure[];
  /** The facts of the application; series among them are by year. */
  readonly applied: readonly { readonly name: string; readonly value: unknown }[];
}

/** Orders what is known by year. Of the year before, last year's report counts, and other sources where it says nothing. */
export function comparisonOf({ year }: Pick<AnnualReportRow, 'year'>, { lastReport, references, applied }: KnownFigures): Comparison {
  const reported = Object.entries(lastReport?.figures ?? {}).map(([key, value]) => ({
    key, value, source: `${year - 1}年度报告 / report for ${year - 1}`,
  }));
  const others = (of: number): OtherFigure[] => [
    ...references.filter((figure) => figure.year === of).map(({ key, value, source }) => ({ key, value, source })),
    ...applied.flatMap(({ name, value }) => statedFor(of, name, value)),
  ];
  const said = new Set(reported.map(({ key }) => key));
  return { lastYear: [...reported, ...others(year - 1).filter(({ key }) => !said.has(key))], sameYear: others(year) };
}

function statedFor(year: number, key: string, value: unknown): OtherFigure[] {
  const stated = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>)[String(year)] : undefined;
  const isFigure = typeof stated === 'string' || typeof stated === 'number';
  return isFigure ? [{ key, value: String(stated), source: `申报材料${year} / application, ${year}` }] : [];
}
