import { creditListingContracts, type CreditListingPage, type ListCreditListings } from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { CreditListingService } from './credit-listing.service.js';

/** Messages about listings. */
@Controller()
export class CreditListingController {
  constructor(@Inject(CreditListingService) private readonly listings: CreditListingService) {}

  @Handles(creditListingContracts.list)
  async list(list: ListCreditListings, request: Request): Promise<CreditListingPage> {
    return await this.listings.list(list, request);
  }
}
