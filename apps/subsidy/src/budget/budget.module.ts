import { Module } from '@nestjs/common';

import { LedgerModule } from '../ledger/ledger.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ProgrammeYearModule } from '../programme-year/programme-year.module.js';
import { BudgetController } from './budget.controller.js';
import { BudgetRepository } from './budget.repository.js';
import { BudgetService } from './budget.service.js';

/** Budgets. */
@Module({
  imports: [LedgerModule, PolicyModule, ProgrammeYearModule],
  controllers: [BudgetController],
  providers: [BudgetRepository, BudgetService],
  exports: [BudgetRepository],
})
export class BudgetModule {}
