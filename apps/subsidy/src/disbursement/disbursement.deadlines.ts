import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { DisbursementService } from './disbursement.service.js';
import { ACKNOWLEDGEMENT_DUE, DOUBT_DUE } from './payment-terms.js';

/** Finance's silence: a warning first, a doubt in the end; nothing is sent again. */
@Injectable()
export class DisbursementDeadlines implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(DisbursementService) private readonly disbursements: DisbursementService,
  ) {}

  onModuleInit(): void {
    this.handlers.register(ACKNOWLEDGEMENT_DUE, async (call, { subject }) => await this.disbursements.missAcknowledgement(subject, call));
    this.handlers.register(DOUBT_DUE, async (call, { subject }) => await this.disbursements.doubtSilence(subject, call));
  }
}
