import { Module } from '@nestjs/common';

import { CreditListingModule } from '../credit-listing/credit-listing.module.js';
import { ApplyLoadService } from './apply-load.service.js';
import { CreditLoadController } from './credit-load.controller.js';
import { CreditLoadDeadlines } from './credit-load.deadlines.js';
import { CreditLoadRepository } from './credit-load.repository.js';
import { CreditLoadService } from './credit-load.service.js';
import { LoadEffectRepository } from './load-effect.repository.js';

/** Loads of credit lists. */
@Module({
  imports: [CreditListingModule],
  controllers: [CreditLoadController],
  providers: [ApplyLoadService, CreditLoadDeadlines, CreditLoadRepository, CreditLoadService, LoadEffectRepository],
  exports: [CreditLoadService],
})
export class CreditLoadModule {}
