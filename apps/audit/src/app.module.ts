import { ServiceKitModule } from '@jiqun/service-kit';
import { Module } from '@nestjs/common';

import { config } from './config.js';
import { contents } from './data-source.js';
import { DrillReceiptModule } from './drill-receipt/drill-receipt.module.js';

/** The audit service. */
@Module({ imports: [ServiceKitModule.forService({ service: 'audit', config, contents }), DrillReceiptModule] })
export class AppModule {}
