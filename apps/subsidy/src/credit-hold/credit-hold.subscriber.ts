import { creditListed, creditListingEnded } from '@jiqun/contracts';
import { DeadlineHandlers, EventSubscriptions } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { CreditHoldService, LISTING_ENDS } from './credit-hold.service.js';

/** Takes audit's news of credit listings, and the ends of the last days that they name. */
@Injectable()
export class CreditHoldSubscriber implements OnModuleInit {
  constructor(
    @Inject(EventSubscriptions) private readonly subscriptions: EventSubscriptions,
    @Inject(DeadlineHandlers) private readonly handlers: DeadlineHandlers,
    @Inject(CreditHoldService) private readonly holds: CreditHoldService,
  ) {}

  onModuleInit(): void {
    this.subscriptions.add('credit-hold-listed', creditListed, async ({ data, sequence }, transaction) => await this.holds.takeListed(data, Number(sequence), transaction));
    this.subscriptions.add('credit-hold-ended', creditListingEnded, async ({ data, sequence }, transaction) => await this.holds.takeEnded(data, Number(sequence), transaction));
    this.handlers.register(LISTING_ENDS, async (call, { subject }) => await this.holds.takePassed(subject, call));
  }
}
