import { ServiceKitModule } from '@jiqun/service-kit';
import { Module } from '@nestjs/common';

import { AllocationPlanModule } from './allocation-plan/allocation-plan.module.js';
import { AwardModule } from './award/award.module.js';
import { BankStatementModule } from './bank-statement/bank-statement.module.js';
import { BudgetModule } from './budget/budget.module.js';
import { config } from './config.js';
import { CreditHoldModule } from './credit-hold/credit-hold.module.js';
import { contents } from './data-source.js';
import { DisbursementModule } from './disbursement/disbursement.module.js';
import { DuplicateModule } from './duplicate/duplicate.module.js';
import { InstalmentModule } from './instalment/instalment.module.js';
import { InvestmentLineModule } from './investment-line/investment-line.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { ObjectionModule } from './objection/objection.module.js';
import { OrderedSanctionModule } from './ordered-sanction/ordered-sanction.module.js';
import { PayOutModule } from './pay-out/pay-out.module.js';
import { PayeeAccountModule } from './payee-account/payee-account.module.js';
import { PerformanceModule } from './performance/performance.module.js';
import { PolicyModule } from './policy/policy.module.js';
import { ProgrammeYearModule } from './programme-year/programme-year.module.js';
import { ProjectGroupModule } from './project-group/project-group.module.js';
import { PublicNoticeModule } from './public-notice/public-notice.module.js';
import { RecoveryModule } from './recovery/recovery.module.js';
import { ReviewModule } from './review/review.module.js';
import { StandingModule } from './standing/standing.module.js';
import { ViolationModule } from './violation/violation.module.js';

/** The subsidy service. */
@Module({
  imports: [
    ServiceKitModule.forService({ service: 'subsidy', config, contents }),
    AllocationPlanModule,
    AwardModule,
    BankStatementModule,
    BudgetModule,
    CreditHoldModule,
    DisbursementModule,
    DuplicateModule,
    InstalmentModule,
    InvestmentLineModule,
    LedgerModule,
    ObjectionModule,
    OrderedSanctionModule,
    PayOutModule,
    PayeeAccountModule,
    PerformanceModule,
    PolicyModule,
    ProgrammeYearModule,
    ProjectGroupModule,
    PublicNoticeModule,
    RecoveryModule,
    ReviewModule,
    StandingModule,
    ViolationModule,
  ],
})
export class AppModule {}
