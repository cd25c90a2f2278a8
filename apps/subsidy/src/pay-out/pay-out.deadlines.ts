import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { PAY_OUT_DUE } from '../disbursement/payment-terms.js';
import { PayOutService } from './pay-out.service.js';

/** The last day of a local pay-out ends (SUB-12.b; INT-33). */
@Injectable()
export class PayOutDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(PayOutService) private readonly payOuts: PayOutService,
  ) {}

  onModuleInit(): void {
    this.handlers.register(PAY_OUT_DUE, async (call, { subject }) => await this.payOuts.passDeadline(subject, call));
  }
}
