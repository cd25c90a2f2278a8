import { Module } from '@nestjs/common';

import { AwardSubjectModule } from '../award-subject/award-subject.module.js';
import { DefencePeriodModule } from '../defence-period/defence-period.module.js';
import { InstalmentModule } from '../instalment/instalment.module.js';
import { OrderedSanctionModule } from '../ordered-sanction/ordered-sanction.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { RecoveryModule } from '../recovery/recovery.module.js';
import { IntakeRepository } from './intake.repository.js';
import { IntakeService } from './intake.service.js';
import { ViolationCases } from './violation-cases.js';
import { ViolationController } from './violation.controller.js';
import { ViolationDecisionService } from './violation-decision.service.js';
import { ViolationOpening } from './violation-opening.js';
import { ViolationProcedureService } from './violation-procedure.service.js';
import { ViolationRepository } from './violation.repository.js';
import { ViolationService } from './violation.service.js';
import { ViolationSubscriber } from './violation.subscriber.js';
import { ViolationWithdrawalService } from './violation-withdrawal.service.js';

/** Cases of serious violation and fraud. */
@Module({
  imports: [AwardSubjectModule, DefencePeriodModule, InstalmentModule, OrderedSanctionModule, PolicyModule, RecoveryModule],
  controllers: [ViolationController],
  providers: [
    IntakeRepository, IntakeService, ViolationCases, ViolationDecisionService, ViolationOpening, ViolationProcedureService, ViolationRepository, ViolationService,
    ViolationSubscriber, ViolationWithdrawalService,
  ],
})
export class ViolationModule {}
