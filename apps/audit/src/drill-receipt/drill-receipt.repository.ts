import { prepared } from '@jiqun/service-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { DrillReceipt } from './drill-receipt.entity.js';

const INSERT = `INSERT INTO drill_receipt (service, drill_id, tenant, received_at) VALUES ($1, $2, $3, $4)`;

/** All queries about drill receipts. */
@Injectable()
export class DrillReceiptRepository {
  async insert(manager: EntityManager, { service, drillId, tenant, receivedAt }: DrillReceipt): Promise<void> {
    await prepared(manager, 'drill-receipt-insert', INSERT, [service, drillId, tenant, receivedAt]);
  }
}
