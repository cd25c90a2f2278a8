import { KIT_CONFIG } from '@jiqun/service-kit';
import { Module } from '@nestjs/common';

import type { AuditConfig } from '../config.js';
import { CreditLoadModule } from '../credit-load/credit-load.module.js';
import { CREDIT_CONNECTOR } from './credit-connector.js';
import { CreditSourceController } from './credit-source.controller.js';
import { CreditSourceDeadlines } from './credit-source.deadlines.js';
import { CreditSourceRepository } from './credit-source.repository.js';
import { CreditSourceService } from './credit-source.service.js';
import { HttpConnector } from './http-connector.js';

/** Systems outside that say who stands on a credit list. */
@Module({
  imports: [CreditLoadModule],
  controllers: [CreditSourceController],
  providers: [
    CreditSourceDeadlines, CreditSourceRepository, CreditSourceService,
    { provide: CREDIT_CONNECTOR, useFactory: (config: AuditConfig) => new HttpConnector(config.JIQUN_CREDIT_TOKENS), inject: [KIT_CONFIG] },
  ],
})
export class CreditSourceModule {}
