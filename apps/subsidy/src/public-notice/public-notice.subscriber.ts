import { calendarContracts } from '@jiqun/contracts';
import { EventSubscriptions } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { PublicNoticeService } from './public-notice.service.js';

/** An arrangement of holidays was installed: notices that were reckoned without it are reckoned anew (INT-14). */
@Injectable()
export class PublicNoticeSubscriber implements OnModuleInit {
  constructor(
    @Inject(EventSubscriptions) private readonly subscriptions: EventSubscriptions,
    @Inject(PublicNoticeService) private readonly notices: PublicNoticeService,
  ) {}

  onModuleInit(): void {
    this.subscriptions.add('subsidy-notice-calendar', calendarContracts.installed, async (_event, transaction) => await this.notices.reckonAnew(transaction));
  }
}
