import { Module } from '@nestjs/common';

import { DisbursementModule } from '../disbursement/disbursement.module.js';
import { InstalmentModule } from '../instalment/instalment.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { StandingModule } from '../standing/standing.module.js';
import { PayOutController } from './pay-out.controller.js';
import { PayOutDeadlines } from './pay-out.deadlines.js';
import { PayOutRepository } from './pay-out.repository.js';
import { PayOutService } from './pay-out.service.js';

/** The local pay-out of orders. */
@Module({
  imports: [DisbursementModule, InstalmentModule, PolicyModule, StandingModule],
  controllers: [PayOutController],
  providers: [PayOutDeadlines, PayOutRepository, PayOutService],
  exports: [PayOutService],
})
export class PayOutModule {}
