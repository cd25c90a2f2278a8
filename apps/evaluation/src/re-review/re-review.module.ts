import { Module } from '@nestjs/common';

import { DecisionModule } from '../decision/decision.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { TitleProjectionModule } from '../title-projection/title-projection.module.js';
import { ReReviewController } from './re-review.controller.js';
import { ReReviewRepository } from './re-review.repository.js';
import { ReReviewService } from './re-review.service.js';
import { ReReviewSubscriber } from './re-review.subscriber.js';

/** Re-reviews of titles. */
@Module({
  imports: [DecisionModule, PolicyModule, TitleProjectionModule],
  controllers: [ReReviewController],
  providers: [ReReviewRepository, ReReviewService, ReReviewSubscriber],
})
export class ReReviewModule {}
