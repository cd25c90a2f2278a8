import { Module } from '@nestjs/common';

import { PolicyModule } from '../policy/policy.module.js';
import { TitleProjectionModule } from '../title-projection/title-projection.module.js';
import { AnnualReportController } from './annual-report.controller.js';
import { AnnualReportFilingService } from './annual-report-filing.service.js';
import { AnnualReportRepository } from './annual-report.repository.js';
import { AnnualReportService } from './annual-report.service.js';
import { AnnualReportSubscriber } from './annual-report.subscriber.js';

/** Annual reports. */
@Module({
  imports: [PolicyModule, TitleProjectionModule],
  controllers: [AnnualReportController],
  providers: [AnnualReportFilingService, AnnualReportRepository, AnnualReportService, AnnualReportSubscriber],
})
export class AnnualReportModule {}
