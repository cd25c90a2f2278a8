import { Module } from '@nestjs/common';

import { AwardSubjectModule } from '../award-subject/award-subject.module.js';
import { DefencePeriodModule } from '../defence-period/defence-period.module.js';
import { InstalmentModule } from '../instalment/instalment.module.js';
import { OrderedSanctionModule } from '../ordered-sanction/ordered-sanction.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { RecoveryModule } from '../recovery/recovery.module.js';
import { AnnulmentService } from './annulment.service.js';
import { EvaluationService } from './evaluation.service.js';
import { PerformanceController } from './performance.controller.js';
import { PerformanceRecords } from './performance-records.js';
import { PerformanceReportService } from './performance-report.service.js';
import { PerformanceRepository } from './performance.repository.js';
import { PerformanceService } from './performance.service.js';
import { ConfirmedTargets } from './confirmed-targets.js';
import { TargetsService } from './targets.service.js';

/** Performance targets, reports and evaluations. */
@Module({
  imports: [AwardSubjectModule, DefencePeriodModule, InstalmentModule, OrderedSanctionModule, PolicyModule, RecoveryModule],
  controllers: [PerformanceController],
  providers: [
    AnnulmentService, ConfirmedTargets, EvaluationService, PerformanceRecords, PerformanceReportService, PerformanceRepository, PerformanceService,
    TargetsService,
  ],
})
export class PerformanceModule {}
