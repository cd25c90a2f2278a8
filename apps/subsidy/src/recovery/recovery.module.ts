import { Module } from '@nestjs/common';

import { AwardSubjectModule } from '../award-subject/award-subject.module.js';
import { InstalmentModule } from '../instalment/instalment.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { AgreedOffsets } from './agreed-offsets.js';
import { RecoveryController } from './recovery.controller.js';
import { RecoveryDeadlines } from './recovery.deadlines.js';
import { RecoveryDebts } from './recovery-debts.js';
import { RecoveryOffsetRepository } from './recovery-offset.repository.js';
import { RecoveryOffsetService } from './recovery-offset.service.js';
import { RecoveryPaymentService } from './recovery-payment.service.js';
import { RecoveryRepository } from './recovery.repository.js';
import { RecoveryService } from './recovery.service.js';
import { RefundService } from './refund.service.js';
import { WriteOffService } from './write-off.service.js';

/** Money demanded back. */
@Module({
  imports: [AwardSubjectModule, InstalmentModule, LedgerModule],
  controllers: [RecoveryController],
  providers: [
    AgreedOffsets, RecoveryDeadlines, RecoveryDebts, RecoveryOffsetRepository, RecoveryOffsetService, RecoveryPaymentService, RecoveryRepository,
    RecoveryService, RefundService, WriteOffService,
  ],
  exports: [AgreedOffsets, RecoveryDebts],
})
export class RecoveryModule {}
