import { payOutContracts, type ListPayOuts, type PayOut, type PayOutPage, type ReturnPayOut, type WhichPayOut } from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { PayOutService } from './pay-out.service.js';

/** Messages about local pay-outs. */
@Controller()
export class PayOutController {
  constructor(@Inject(PayOutService) private readonly payOuts: PayOutService) {}

  @Handles(payOutContracts.authorise)
  async authorise(which: WhichPayOut, request: Request): Promise<PayOut> {
    return await this.payOuts.authorise(which, request);
  }

  @Handles(payOutContracts.return)
  async return(giveBack: ReturnPayOut, request: Request): Promise<PayOut> {
    return await this.payOuts.return(giveBack, request);
  }

  @Handles(payOutContracts.list)
  async list(list: ListPayOuts, request: Request): Promise<PayOutPage> {
    return await this.payOuts.list(list, request);
  }
}
