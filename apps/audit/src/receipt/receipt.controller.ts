import { type GetReceipt, receiptContracts, type Receipts } from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ReceiptService } from './receipt.service.js';

/** Messages about receipts. */
@Controller()
export class ReceiptController {
  constructor(@Inject(ReceiptService) private readonly receipts: ReceiptService) {}

  @Handles(receiptContracts.get)
  async get(request: GetReceipt, { caller }: Request): Promise<Receipts> {
    return await this.receipts.get(request, caller);
  }
}
