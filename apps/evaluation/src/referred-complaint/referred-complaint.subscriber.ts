import { complaintReferred } from '@jiqun/contracts';
import { EventSubscriptions } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { ReferredComplaintService } from './referred-complaint.service.js';

/** Takes the complaints that audit refers. */
@Injectable()
export class ReferredComplaintSubscriber implements OnModuleInit {
  constructor(
    @Inject(EventSubscriptions) private readonly subscriptions: EventSubscriptions,
    @Inject(ReferredComplaintService) private readonly complaints: ReferredComplaintService,
  ) {}

  onModuleInit(): void {
    this.subscriptions.add('complaint-referred', complaintReferred, async ({ data, tenant }, transaction) => {
      await this.complaints.take(data, tenant, transaction);
    });
  }
}
