import { Module } from '@nestjs/common';

import { CreditListingController } from './credit-listing.controller.js';
import { CreditListingRepository } from './credit-listing.repository.js';
import { CreditListingService } from './credit-listing.service.js';

/** Who stands on which credit list. */
@Module({ controllers: [CreditListingController], providers: [CreditListingRepository, CreditListingService], exports: [CreditListingRepository] })
export class CreditListingModule {}
