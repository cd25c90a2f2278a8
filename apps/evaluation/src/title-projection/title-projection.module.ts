import { Module } from '@nestjs/common';

import { PolicyModule } from '../policy/policy.module.js';
import { TitleProjectionRepository } from './title-projection.repository.js';
import { TitleProjectionService } from './title-projection.service.js';
import { TitleProjectionSubscriber } from './title-projection.subscriber.js';

/** What evaluation knows of titles. */
@Module({
  imports: [PolicyModule],
  providers: [TitleProjectionRepository, TitleProjectionService, TitleProjectionSubscriber],
  exports: [TitleProjectionRepository, TitleProjectionService],
})
export class TitleProjectionModule {}
