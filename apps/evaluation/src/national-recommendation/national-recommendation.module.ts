import { Module } from '@nestjs/common';

import { DecisionModule } from '../decision/decision.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { TitleProjectionModule } from '../title-projection/title-projection.module.js';
import { NationalRecommendationController } from './national-recommendation.controller.js';
import { NationalRecommendationRepository } from './national-recommendation.repository.js';
import { NationalRecommendationService } from './national-recommendation.service.js';

/** Recommendations for the national level. */
@Module({
  imports: [DecisionModule, PolicyModule, TitleProjectionModule],
  controllers: [NationalRecommendationController],
  providers: [NationalRecommendationRepository, NationalRecommendationService],
})
export class NationalRecommendationModule {}
