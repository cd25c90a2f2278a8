import { Module } from '@nestjs/common';

import { ApplicationModule } from '../application/application.module.js';
import { CalendarModule } from '../calendar/calendar.module.js';
import { CallModule } from '../call/call.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { PublicNoticeController } from './public-notice.controller.js';
import { PublicNoticeDeadlines } from './public-notice.deadlines.js';
import { PublicNoticeRepository } from './public-notice.repository.js';
import { PublicNoticeService } from './public-notice.service.js';
import { PublishService } from './publish.service.js';
import { SettlementService } from './settlement.service.js';

/** Public notices. */
@Module({
  imports: [ApplicationModule, CalendarModule, CallModule, PolicyModule],
  controllers: [PublicNoticeController],
  providers: [PublicNoticeDeadlines, PublicNoticeRepository, PublicNoticeService, PublishService, SettlementService],
  exports: [PublicNoticeRepository, SettlementService],
})
export class PublicNoticeModule {}
