import { Module } from '@nestjs/common';

import { AwardSubjectModule } from '../award-subject/award-subject.module.js';
import { InstalmentModule } from '../instalment/instalment.module.js';
import { PayOutModule } from '../pay-out/pay-out.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { StandingModule } from '../standing/standing.module.js';
import { CreditHoldController } from './credit-hold.controller.js';
import { CreditHoldRepository } from './credit-hold.repository.js';
import { CreditHoldService } from './credit-hold.service.js';
import { CreditHoldSubscriber } from './credit-hold.subscriber.js';

/** What waits for the end of a credit listing. */
@Module({
  imports: [AwardSubjectModule, InstalmentModule, PayOutModule, PolicyModule, StandingModule],
  controllers: [CreditHoldController],
  providers: [CreditHoldRepository, CreditHoldService, CreditHoldSubscriber],
})
export class CreditHoldModule {}
