import { drillReceiptRecorded } from '@jiqun/contracts';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { DeadlineHandlers } from '../deadlines/deadline-handlers.js';
import { EventSubscriptions } from '../events/event-subscriptions.js';
import { DRILL_LAPSES, DrillService } from './drill.service.js';

/** What reaches drills from outside requests: the audit's receipts, and their own deadline. */
@Injectable()
export class DrillSubscriber implements OnModuleInit {
  constructor(
    @Inject(EventSubscriptions) private readonly subscriptions: EventSubscriptions,
    @Inject(DeadlineHandlers) private readonly deadlines: DeadlineHandlers,
    @Inject(DrillService) private readonly drills: DrillService,
  ) {}

  onModuleInit(): void {
    this.subscriptions.add('drill-confirmation', drillReceiptRecorded, async (event, transaction) => {
      await this.drills.confirm(event.data, transaction);
    });
    this.deadlines.register(DRILL_LAPSES, async (call, { subject }) => {
      await this.drills.lapse(subject, call);
    });
  }
}
