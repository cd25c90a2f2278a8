import { Module } from '@nestjs/common';

import { DisbursementModule } from '../disbursement/disbursement.module.js';
import { BankStatementController } from './bank-statement.controller.js';
import { BankStatementDeadlines } from './bank-statement.deadlines.js';
import { BankStatementRepository } from './bank-statement.repository.js';
import { BankStatementService } from './bank-statement.service.js';
import { ReconciliationRepository } from './reconciliation.repository.js';
import { ReconciliationService } from './reconciliation.service.js';

/** Banks' statements and their reconciliation. */
@Module({
  imports: [DisbursementModule],
  controllers: [BankStatementController],
  providers: [BankStatementDeadlines, BankStatementRepository, BankStatementService, ReconciliationRepository, ReconciliationService],
})
export class BankStatementModule {}
