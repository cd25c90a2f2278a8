import { ServiceKitModule } from '@jiqun/service-kit';
import { Module } from '@nestjs/common';

import { CaseFileModule } from './case-file/case-file.module.js';
import { ComplaintModule } from './complaint/complaint.module.js';
import { config } from './config.js';
import { CreditListingModule } from './credit-listing/credit-listing.module.js';
import { CreditLoadModule } from './credit-load/credit-load.module.js';
import { CreditSourceModule } from './credit-source/credit-source.module.js';
import { contents } from './data-source.js';
import { DishonestyRecordModule } from './dishonesty-record/dishonesty-record.module.js';
import { DrillReceiptModule } from './drill-receipt/drill-receipt.module.js';
import { ErasureModule } from './erasure/erasure.module.js';
import { LogModule } from './log/log.module.js';
import { SanctionModule } from './sanction/sanction.module.js';
import { StandingModule } from './standing/standing.module.js';

/** The audit service. */
@Module({
  imports: [
    ServiceKitModule.forService({ service: 'audit', config, contents }),
    CaseFileModule,
    ComplaintModule,
    CreditListingModule,
    CreditLoadModule,
    CreditSourceModule,
    DishonestyRecordModule,
    DrillReceiptModule,
    ErasureModule,
    LogModule,
    SanctionModule,
    StandingModule,
  ],
})
export class AppModule {}
