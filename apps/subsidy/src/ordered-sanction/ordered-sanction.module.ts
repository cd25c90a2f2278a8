import { Module } from '@nestjs/common';

import { OrderedSanctionRepository } from './ordered-sanction.repository.js';
import { OrderedSanctionService } from './ordered-sanction.service.js';
import { OrderedSanctionSubscriber } from './ordered-sanction.subscriber.js';

/** Sanctions that this service ordered of audit. */
@Module({
  providers: [OrderedSanctionRepository, OrderedSanctionService, OrderedSanctionSubscriber],
  exports: [OrderedSanctionService],
})
export class OrderedSanctionModule {}
