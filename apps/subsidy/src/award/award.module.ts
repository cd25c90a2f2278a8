import { Module } from '@nestjs/common';

import { PolicyModule } from '../policy/policy.module.js';
import { StandingModule } from '../standing/standing.module.js';
import { AwardBasisRepository } from './award-basis.repository.js';
import { AwardController } from './award.controller.js';
import { AwardReadingService } from './award-reading.service.js';
import { AwardRepository } from './award.repository.js';
import { AwardService } from './award.service.js';

/** Awards. */
@Module({
  imports: [PolicyModule, StandingModule],
  controllers: [AwardController],
  providers: [AwardBasisRepository, AwardReadingService, AwardRepository, AwardService],
  exports: [AwardBasisRepository, AwardRepository],
})
export class AwardModule {}
