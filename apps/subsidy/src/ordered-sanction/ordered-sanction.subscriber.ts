import { sanctionEnded, sanctionImposed, sanctionLifted, sanctionOrderAnnulled } from '@jiqun/contracts';
import { EventSubscriptions } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { OrderedSanctionService } from './ordered-sanction.service.js';

/** Takes audit's word on the sanctions that this service ordered. */
@Injectable()
export class OrderedSanctionSubscriber implements OnModuleInit {
  constructor(
    @Inject(EventSubscriptions) private readonly subscriptions: EventSubscriptions,
    @Inject(OrderedSanctionService) private readonly sanctions: OrderedSanctionService,
  ) {}

  onModuleInit(): void {
    this.subscriptions.add('ordered-sanction-imposed', sanctionImposed, async ({ data }, transaction) => await this.sanctions.take(transaction, data, 'in-force'));
    this.subscriptions.add('ordered-sanction-lifted', sanctionLifted, async ({ data }, transaction) => await this.sanctions.take(transaction, data, 'lifted'));
    this.subscriptions.add('ordered-sanction-ended', sanctionEnded, async ({ data }, transaction) => await this.sanctions.take(transaction, data, 'ended'));
    this.subscriptions.add('ordered-sanction-annulled', sanctionOrderAnnulled, async ({ data }, transaction) => await this.sanctions.takeAnnulled(transaction, data));
  }
}
