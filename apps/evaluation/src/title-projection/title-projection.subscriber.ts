import { clusterChanged, titleExpired, titleExtended, titleGranted, titleReinstated, titleRevoked, titleUnderReReview } from '@jiqun/contracts';
import { EventSubscriptions } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { TitleProjectionService } from './title-projection.service.js';

/** What registry tells of titles, and of major changes of clusters. */
@Injectable()
export class TitleProjectionSubscriber implements OnModuleInit {
  constructor(
    @Inject(EventSubscriptions) private readonly subscriptions: EventSubscriptions,
    @Inject(TitleProjectionService) private readonly titles: TitleProjectionService,
  ) {}

  onModuleInit(): void {
    for (const contract of [titleGranted, titleUnderReReview, titleExtended, titleExpired, titleRevoked, titleReinstated]) {
      this.subscriptions.add(
        `title-projection-${contract.verb}`, contract, async (event, transaction) => await this.titles.takeTitle(event, transaction),
      );
    }
    this.subscriptions.add(
      'title-projection-cluster-changed', clusterChanged, async (event, transaction) => await this.titles.takeChange(event, transaction),
    );
  }
}
