import { Module } from '@nestjs/common';

import { AttachmentModule } from '../attachment/attachment.module.js';
import { CallModule } from '../call/call.module.js';
import { DecisionModule } from '../decision/decision.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ReviewCommandsService } from '../review/review-commands.service.js';
import { ReviewController } from '../review/review.controller.js';
import { ReviewRepository } from '../review/review.repository.js';
import { ReviewService } from '../review/review.service.js';
import { SelectService } from '../review/select.service.js';
import { ApplicationController } from './application.controller.js';
import { ApplicationRepository } from './application.repository.js';
import { ApplicationService } from './application.service.js';
import { AttachmentSource } from './attachment-source.js';
import { ClusterSource } from './cluster-source.js';
import { DraftHistoryService } from './draft-history.service.js';
import { StandingSource } from './standing-source.js';
import { SubmitService } from './submit.service.js';

/** Applications and their review, which read and move the same rows. */
@Module({
  imports: [AttachmentModule, CallModule, DecisionModule, PolicyModule],
  controllers: [ApplicationController, ReviewController],
  providers: [
    ApplicationRepository, ApplicationService, AttachmentSource, ClusterSource, DraftHistoryService, ReviewCommandsService, ReviewRepository, ReviewService, SelectService, StandingSource, SubmitService,
  ],
  exports: [ApplicationRepository, AttachmentSource, ReviewRepository, ReviewService],
})
export class ApplicationModule {}
