import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { NOTICE_RECKONED_ANEW, PublicNoticeService } from './public-notice.service.js';
import { NOTICE_ENDS } from './publish.service.js';

/** A notice's last day ends it; an arrangement that was missing moves that day (INT-14). */
@Injectable()
export class PublicNoticeDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(PublicNoticeService) private readonly notices: PublicNoticeService,
  ) {}

  onModuleInit(): void {
    this.handlers.register(NOTICE_ENDS, async (call, { subject }) => await this.notices.end(subject, call));
    this.handlers.register(NOTICE_RECKONED_ANEW, async (call, { subject }) => await this.notices.recompute(subject, call));
  }
}
