import { Module } from '@nestjs/common';

import { PolicyModule } from '../policy/policy.module.js';
import { ProjectGroupModule } from '../project-group/project-group.module.js';
import { PublicNoticeModule } from '../public-notice/public-notice.module.js';
import { ReviewModule } from '../review/review.module.js';
import { ObjectionController } from './objection.controller.js';
import { ObjectionRepository } from './objection.repository.js';
import { ObjectionService } from './objection.service.js';

/** Objections to proposed projects. */
@Module({
  imports: [PolicyModule, ProjectGroupModule, PublicNoticeModule, ReviewModule],
  controllers: [ObjectionController],
  providers: [ObjectionRepository, ObjectionService],
})
export class ObjectionModule {}
