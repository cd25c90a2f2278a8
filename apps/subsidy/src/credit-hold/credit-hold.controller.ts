import { creditHoldContracts, type CreditHoldPage, type ListCreditHolds } from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { CreditHoldService } from './credit-hold.service.js';

/** Messages about instalments held because of a credit listing. */
@Controller()
export class CreditHoldController {
  constructor(@Inject(CreditHoldService) private readonly holds: CreditHoldService) {}

  @Handles(creditHoldContracts.list)
  async list(asked: ListCreditHolds, request: Request): Promise<CreditHoldPage> {
    return await this.holds.list(asked, request);
  }
}
