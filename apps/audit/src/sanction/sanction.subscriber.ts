import { sanctionOrdered, sanctionOrderWithdrawn } from '@jiqun/contracts';
import { DeadlineHandlers, EventSubscriptions } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { AnnulService } from './annul.service.js';
import { ImposeService } from './impose.service.js';
import { SANCTION_ENDS } from './sanctions-at-work.js';
import { SanctionService } from './sanction.service.js';

/** Takes subsidy's orders and their annulments, and the ends of last days. */
@Injectable()
export class SanctionSubscriber implements OnModuleInit {
  constructor(
    @Inject(EventSubscriptions) private readonly subscriptions: EventSubscriptions,
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(ImposeService) private readonly imposing: ImposeService,
    @Inject(AnnulService) private readonly annulling: AnnulService,
    @Inject(SanctionService) private readonly sanctions: SanctionService,
  ) {}

  onModuleInit(): void {
    this.subscriptions.add('sanction-ordered', sanctionOrdered, async ({ data, tenant }, transaction) => {
      await this.imposing.order(data, tenant, transaction);
    });
    this.subscriptions.add('sanction-order-withdrawn', sanctionOrderWithdrawn, async ({ data, tenant }, transaction) => {
      await this.annulling.annul(data, tenant, transaction);
    });
    this.handlers.register(SANCTION_ENDS, async (call, { subject }) => await this.sanctions.end(subject, call));
  }
}
