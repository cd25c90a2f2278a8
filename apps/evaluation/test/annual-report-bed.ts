import type { AnnualReport } from '@jiqun/contracts';

import { AnnualReportFilingService } from '../src/annual-report/annual-report-filing.service.js';
import { AnnualReportRepository } from '../src/annual-report/annual-report.repository.js';
import { AnnualReportService } from '../src/annual-report/annual-report.service.js';
import { AnnualReportSubscriber } from '../src/annual-report/annual-report.subscriber.js';
import { formOf } from '../src/annual-report/form.js';
import type { TitleBed } from './title-bed.js';

/** The services of annual reports, over a bed of titles. */
export class AnnualReportBed {
  readonly reports: AnnualReportService;
  readonly filing: AnnualReportFilingService;

  constructor(private readonly bed: TitleBed) {
    const { runner, reader, titles, titleService, policies, handlers } = bed;
    const repository = new AnnualReportRepository(reader);
    this.reports = new AnnualReportService(runner, repository, titles, titleService);
    this.filing = new AnnualReportFilingService(runner, reader, repository, titles, policies);
    new AnnualReportSubscriber(handlers, this.reports).onModuleInit();
  }

  /** A title's report of a year. @throws Error when there is none */
  async reportOf(titleId: string, year: number): Promise<AnnualReport> {
    const rows: { id: string }[] = await this.bed.source.query('SELECT id FROM annual_report WHERE title_id = $1 AND year = $2', [titleId, year]);
    return await this.reports.get(rows[0]?.id ?? '', this.bed.request());
  }

  /** The years for which a title has reports. */
  async yearsOf(titleId: string): Promise<number[]> {
    const rows: { year: number }[] = await this.bed.source.query('SELECT year FROM annual_report WHERE title_id = $1 ORDER BY year', [titleId]);
    return rows.map(({ year }) => year);
  }

  /** Everything that a form requires, with what is given in place of it. */
  figures(programme: string, given: Readonly<Record<string, string>> = {}): { key: string; value: string }[] {
    const required = formOf(programme).filter((field) => field.required).map(({ key, type }) => [key, type === 'text' ? '无' : '50'] as const);
    return Object.entries({ ...Object.fromEntries(required), ...given }).map(([key, value]) => ({ key, value }));
  }

  /** Fills a report in and files it, each warning explained. */
  async file(report: AnnualReport, given: Readonly<Record<string, string>> = {}): Promise<AnnualReport> {
    const role = report.programme === 'jl-sme-2024' ? 'county-industry' : 'prefecture-industry';
    const request = () => this.bed.request(role, 'filer', report.region);
    const drafted = await this.filing.draft({ id: report.id, version: report.version, figures: this.figures(report.programme, given) }, request());
    const explanations = drafted.warnings.map(({ id }) => ({ warning: id, text: '统计口径调整' }));
    return await this.filing.file({ id: report.id, version: drafted.version, explanations }, request());
  }
}
