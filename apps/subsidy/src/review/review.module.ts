import { Module } from '@nestjs/common';

import { DuplicateModule } from '../duplicate/duplicate.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ProjectGroupModule } from '../project-group/project-group.module.js';
import { ExpertSource } from './expert-source.js';
import { ProposeService } from './propose.service.js';
import { ProposedProjectRepository } from './proposed-project.repository.js';
import { ReserveGate } from './reserve-gate.js';
import { ReserveRepository } from './reserve.repository.js';
import { ReserveService } from './reserve.service.js';
import { ResultService } from './result.service.js';
import { ReviewCommandsService } from './review-commands.service.js';
import { ReviewReadingService } from './review-reading.service.js';
import { ReviewController } from './review.controller.js';
import { ReviewRepository } from './review.repository.js';
import { ReviewService } from './review.service.js';

/** The review of project groups, from the joint signature to the project reserve. */
@Module({
  imports: [DuplicateModule, PolicyModule, ProjectGroupModule],
  controllers: [ReviewController],
  providers: [
    ExpertSource, ProposeService, ProposedProjectRepository, ReserveGate, ReserveRepository, ReserveService, ResultService, ReviewCommandsService,
    ReviewReadingService, ReviewRepository, ReviewService,
  ],
  exports: [ProposedProjectRepository, ReserveGate, ReserveRepository, ReviewRepository, ReviewService],
})
export class ReviewModule {}
