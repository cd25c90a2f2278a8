import { Module } from '@nestjs/common';

import { PolicyModule } from '../policy/policy.module.js';
import { ProgrammeYearModule } from '../programme-year/programme-year.module.js';
import { ProjectGroupModule } from '../project-group/project-group.module.js';
import { ReviewModule } from '../review/review.module.js';
import { StandingModule } from '../standing/standing.module.js';
import { CalendarSource } from './calendar-source.js';
import { PublicNoticeController } from './public-notice.controller.js';
import { PublicNoticeDeadlines } from './public-notice.deadlines.js';
import { PublicNoticeRepository } from './public-notice.repository.js';
import { PublicNoticeService } from './public-notice.service.js';
import { PublicNoticeSubscriber } from './public-notice.subscriber.js';
import { PublishService } from './publish.service.js';
import { SettlementService } from './settlement.service.js';

/** Public notices of proposed projects. */
@Module({
  imports: [PolicyModule, ProgrammeYearModule, ProjectGroupModule, ReviewModule, StandingModule],
  controllers: [PublicNoticeController],
  providers: [CalendarSource, PublicNoticeDeadlines, PublicNoticeRepository, PublicNoticeService, PublicNoticeSubscriber, PublishService, SettlementService],
  exports: [PublicNoticeRepository, SettlementService],
})
export class PublicNoticeModule {}
