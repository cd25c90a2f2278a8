import { Module } from '@nestjs/common';

import { DrillReceiptRepository } from './drill-receipt.repository.js';
import { DrillReceiptService } from './drill-receipt.service.js';
import { DrillReceiptSubscriber } from './drill-receipt.subscriber.js';

/** Receipts for drills. */
@Module({ providers: [DrillReceiptRepository, DrillReceiptService, DrillReceiptSubscriber] })
export class DrillReceiptModule {}
