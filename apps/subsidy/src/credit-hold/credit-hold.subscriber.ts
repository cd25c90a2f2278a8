import { creditListed, creditListingEnded } from '@jiqun/contracts';
import { EventSubscriptions } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { CreditHoldService } from './credit-hold.service.js';

/** Takes audit's news of credit listings. */
@Injectable()
export class CreditHoldSubscriber implements OnModuleInit {
  constructor(
    @Inject(EventSubscriptions) private readonly subscriptions: EventSubscriptions,
    @Inject(CreditHoldService) private readonly holds: CreditHoldService,
  ) {}

  onModuleInit(): void {
    this.subscriptions.add('credit-hold-listed', creditListed, async ({ data }, transaction) => await this.holds.takeListed(data, transaction));
    this.subscriptions.add('credit-hold-ended', creditListingEnded, async ({ data }, transaction) => await this.holds.takeEnded(data, transaction));
  }
}
