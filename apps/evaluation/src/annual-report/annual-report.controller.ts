import {
  annualReportContracts, type AnnualReport, type AnnualReportForm, type AnnualReportPage, type AnnualReportWarnings, type AskAnnualReportForm,
  type DraftAnnualReport, type FileAnnualReport,
  type GetAnnualReport, type ListAnnualReports, type PassOnAnnualReport, type ReceiveAnnualReport, type RecordedReferenceFigures,
  type RecordReferenceFigures, type ReturnAnnualReport,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { AnnualReportFilingService } from './annual-report-filing.service.js';
import { AnnualReportService } from './annual-report.service.js';

/** Messages about annual reports. */
@Controller()
export class AnnualReportController {
  constructor(
    @Inject(AnnualReportService) private readonly reports: AnnualReportService,
    @Inject(AnnualReportFilingService) private readonly filing: AnnualReportFilingService,
  ) {}

  @Handles(annualReportContracts.form)
  async form(asked: AskAnnualReportForm): Promise<AnnualReportForm> {
    return await Promise.resolve(this.reports.form(asked));
  }

  @Handles(annualReportContracts.draft)
  async draft(draft: DraftAnnualReport, request: Request): Promise<AnnualReport> {
    return await this.filing.draft(draft, request);
  }

  @Handles(annualReportContracts.check)
  async check({ id }: GetAnnualReport, request: Request): Promise<AnnualReportWarnings> {
    return await this.filing.check(id, request);
  }

  @Handles(annualReportContracts.file)
  async file(file: FileAnnualReport, request: Request): Promise<AnnualReport> {
    return await this.filing.file(file, request);
  }

  @Handles(annualReportContracts.passOn)
  async passOn(passOn: PassOnAnnualReport, request: Request): Promise<AnnualReport> {
    return await this.filing.passOn(passOn, request);
  }

  @Handles(annualReportContracts.receive)
  async receive(receive: ReceiveAnnualReport, request: Request): Promise<AnnualReport> {
    return await this.filing.receive(receive, request);
  }

  @Handles(annualReportContracts.return)
  async return(returned: ReturnAnnualReport, request: Request): Promise<AnnualReport> {
    return await this.filing.return(returned, request);
  }

  @Handles(annualReportContracts.recordReference)
  async recordReference(figures: RecordReferenceFigures, request: Request): Promise<RecordedReferenceFigures> {
    return await this.filing.recordReference(figures, request);
  }

  @Handles(annualReportContracts.get)
  async get({ id }: GetAnnualReport, request: Request): Promise<AnnualReport> {
    return await this.reports.get(id, request);
  }

  @Handles(annualReportContracts.list)
  async list(asked: ListAnnualReports, request: Request): Promise<AnnualReportPage> {
    return await this.reports.list(asked, request);
  }

  @Handles(annualReportContracts.listOverdue)
  async listOverdue(asked: ListAnnualReports, request: Request): Promise<AnnualReportPage> {
    return await this.reports.listOverdue(asked, request);
  }
}
