import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { ANNUAL_REPORT_OPENS } from '../title-projection/title-projection.service.js';
import { ANNUAL_REPORT_FALLS_DUE, AnnualReportService, REMINDER_DAYS, reminderKind } from './annual-report.service.js';

/** The deadlines of annual reports. */
@Injectable()
export class AnnualReportSubscriber implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly deadlines: DeadlineHandlers,
    @Inject(AnnualReportService) private readonly reports: AnnualReportService,
  ) {}

  onModuleInit(): void {
    this.deadlines.register(ANNUAL_REPORT_OPENS, async (call, { subject }) => await this.reports.open(subject, call));
    this.deadlines.register(ANNUAL_REPORT_FALLS_DUE, async (call, { subject }) => await this.reports.miss(subject, call));
    for (const days of REMINDER_DAYS) {
      this.deadlines.register(reminderKind(days), async (call, { subject }) => await this.reports.remind(subject, days, call));
    }
  }
}
