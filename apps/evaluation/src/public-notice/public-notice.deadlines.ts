import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { ProvisionalPeriods } from '../calendar/provisional-periods.js';
import { PublicNoticeService } from './public-notice.service.js';
import { NOTICE_ENDS, PublishService } from './publish.service.js';

/** A notice's last day ends it; an arrangement that was missing moves that day (INT-14). */
@Injectable()
export class PublicNoticeDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(ProvisionalPeriods) private readonly periods: ProvisionalPeriods,
    @Inject(PublicNoticeService) private readonly notices: PublicNoticeService,
    @Inject(PublishService) private readonly publications: PublishService,
  ) {}

  onModuleInit(): void {
    this.handlers.register(NOTICE_ENDS, async (call, { subject }) => await this.notices.end(subject, call));
    this.periods.register('public-notice', async (transaction, known, arrangementId) => await this.publications.recompute(transaction, known, arrangementId));
  }
}
