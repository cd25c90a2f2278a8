import {
  type ChangeLine, type CheckedLineImport, type CheckLineImport, type EnteredLines, type EnterLines, type ImportLines, investmentLineContracts, type LinePage,
  type LineTotals, type LineVerificationPage, type ListLines, type ListLineVerifications, type RemoveLines, type ReportProgress, type VerifiedLines, type VerifyLines,
  type WhichGroupOfLines,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { InvestmentLineQueryService } from './investment-line-query.service.js';
import { InvestmentLineService } from './investment-line.service.js';
import { ProgressService } from './progress.service.js';
import { VerificationService } from './verification.service.js';

/** Messages about investment lines. */
@Controller()
export class InvestmentLineController {
  constructor(
    @Inject(InvestmentLineService) private readonly lines: InvestmentLineService,
    @Inject(ProgressService) private readonly progress: ProgressService,
    @Inject(VerificationService) private readonly verifications: VerificationService,
    @Inject(InvestmentLineQueryService) private readonly queries: InvestmentLineQueryService,
  ) {}

  @Handles(investmentLineContracts.enter)
  async enter(enter: EnterLines, request: Request): Promise<EnteredLines> {
    return await this.lines.enter(enter, request);
  }

  @Handles(investmentLineContracts.change)
  async change(change: ChangeLine, request: Request): Promise<EnteredLines> {
    return await this.lines.change(change, request);
  }

  @Handles(investmentLineContracts.remove)
  async remove(remove: RemoveLines, request: Request): Promise<EnteredLines> {
    return await this.lines.remove(remove, request);
  }

  @Handles(investmentLineContracts.import)
  async import(lines: ImportLines, request: Request): Promise<EnteredLines> {
    return await this.lines.import(lines, request);
  }

  @Handles(investmentLineContracts.checkImport)
  async checkImport(check: CheckLineImport, request: Request): Promise<CheckedLineImport> {
    return await this.queries.checkImport(check, request);
  }

  @Handles(investmentLineContracts.reportProgress)
  async reportProgress(report: ReportProgress, request: Request): Promise<EnteredLines> {
    return await this.progress.report(report, request);
  }

  @Handles(investmentLineContracts.verify)
  async verify(verify: VerifyLines, request: Request): Promise<VerifiedLines> {
    return await this.verifications.verify(verify, request);
  }

  @Handles(investmentLineContracts.list)
  async list(list: ListLines, request: Request): Promise<LinePage> {
    return await this.queries.list(list, request);
  }

  @Handles(investmentLineContracts.totals)
  async totals(which: WhichGroupOfLines, request: Request): Promise<LineTotals> {
    return await this.queries.totals(which, request);
  }

  @Handles(investmentLineContracts.listVerifications)
  async listVerifications(list: ListLineVerifications, request: Request): Promise<LineVerificationPage> {
    return await this.queries.listVerifications(list, request);
  }
}
