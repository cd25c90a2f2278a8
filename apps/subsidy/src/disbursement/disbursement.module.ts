import { Module } from '@nestjs/common';

import { InstalmentModule } from '../instalment/instalment.module.js';
import { PayeeAccountModule } from '../payee-account/payee-account.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { DisbursementController } from './disbursement.controller.js';
import { DisbursementDeadlines } from './disbursement.deadlines.js';
import { DisbursementExportRepository } from './disbursement-export.repository.js';
import { DisbursementExportService } from './disbursement-export.service.js';
import { DisbursementRepository } from './disbursement.repository.js';
import { DisbursementService } from './disbursement.service.js';
import { DoubtService } from './doubt.service.js';
import { FinanceMessageService } from './finance-message.service.js';
import { LatePayment } from './late-payment.js';
import { OrderPlacement } from './order-placement.js';

/** Orders to pay instalments, and what finance says of them. */
@Module({
  imports: [InstalmentModule, PayeeAccountModule, PolicyModule],
  controllers: [DisbursementController],
  providers: [
    DisbursementDeadlines, DisbursementExportRepository, DisbursementExportService, DisbursementRepository, DisbursementService, DoubtService,
    FinanceMessageService, LatePayment, OrderPlacement,
  ],
  exports: [DisbursementRepository, DoubtService, FinanceMessageService],
})
export class DisbursementModule {}
