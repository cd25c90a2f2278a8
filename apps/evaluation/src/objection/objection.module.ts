import { Module } from '@nestjs/common';

import { ApplicationModule } from '../application/application.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { PublicNoticeModule } from '../public-notice/public-notice.module.js';
import { ObjectionController } from './objection.controller.js';
import { ObjectionRepository } from './objection.repository.js';
import { ObjectionService } from './objection.service.js';

/** Objections. */
@Module({
  imports: [ApplicationModule, PolicyModule, PublicNoticeModule],
  controllers: [ObjectionController],
  providers: [ObjectionRepository, ObjectionService],
})
export class ObjectionModule {}
