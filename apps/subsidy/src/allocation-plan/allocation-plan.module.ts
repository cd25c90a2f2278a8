import { Module } from '@nestjs/common';

import { AwardModule } from '../award/award.module.js';
import { BudgetModule } from '../budget/budget.module.js';
import { InstalmentModule } from '../instalment/instalment.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ProgrammeYearModule } from '../programme-year/programme-year.module.js';
import { StandingModule } from '../standing/standing.module.js';
import { AllocationPlanController } from './allocation-plan.controller.js';
import { AllocationPlanRepository } from './allocation-plan.repository.js';
import { AllocationPlanService } from './allocation-plan.service.js';
import { PlanCases } from './plan-cases.js';
import { PlanEffectService } from './plan-effect.service.js';
import { PlanReadingService } from './plan-reading.service.js';
import { SimulationService } from './simulation.service.js';

/** Allocation plans. */
@Module({
  imports: [AwardModule, BudgetModule, InstalmentModule, LedgerModule, PolicyModule, ProgrammeYearModule, StandingModule],
  controllers: [AllocationPlanController],
  providers: [AllocationPlanRepository, AllocationPlanService, PlanCases, PlanEffectService, PlanReadingService, SimulationService],
})
export class AllocationPlanModule {}
