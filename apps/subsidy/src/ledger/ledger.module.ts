import { Module } from '@nestjs/common';

import { LedgerController } from './ledger.controller.js';
import { LedgerReadingRepository } from './ledger-reading.repository.js';
import { LedgerRepository } from './ledger.repository.js';
import { LedgerService } from './ledger.service.js';

/** The double-entry ledger. */
@Module({ controllers: [LedgerController], providers: [LedgerReadingRepository, LedgerRepository, LedgerService], exports: [LedgerRepository] })
export class LedgerModule {}
