import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { CHANGE_REPORT, ChangeReportService } from './change-report.service.js';

/** The deadlines of clusters. */
@Injectable()
export class ClusterDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly deadlines: DeadlineHandlers,
    @Inject(ChangeReportService) private readonly reports: ChangeReportService,
  ) {}

  onModuleInit(): void {
    this.deadlines.register(CHANGE_REPORT, async (call, { subject }) => {
      await this.reports.runOut(subject, call);
    });
  }
}
