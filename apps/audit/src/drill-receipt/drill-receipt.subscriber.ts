import { drillContracts, services } from '@jiqun/contracts';
import { EventSubscriptions } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { DrillReceiptService } from './drill-receipt.service.js';

/** Takes the start of every service's drills. */
@Injectable()
export class DrillReceiptSubscriber implements OnModuleInit {
  constructor(
    @Inject(EventSubscriptions) private readonly subscriptions: EventSubscriptions,
    @Inject(DrillReceiptService) private readonly receipts: DrillReceiptService,
  ) {}

  onModuleInit(): void {
    for (const service of services) {
      this.subscriptions.add(`drill-receipt-${service}`, drillContracts[service].started, async (event, transaction) => {
        await this.receipts.record(event.data, transaction);
      });
    }
  }
}
