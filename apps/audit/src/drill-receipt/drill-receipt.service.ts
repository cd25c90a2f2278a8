import { drillReceiptRecorded, type DrillStarted } from '@jiqun/contracts';
import { instantOf, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { DrillReceiptRepository } from './drill-receipt.repository.js';

/** Receipts for drills: the way back of the path that a drill proves. */
@Injectable()
export class DrillReceiptService {
  constructor(@Inject(DrillReceiptRepository) private readonly receipts: DrillReceiptRepository) {}

  /** Records that a drill was started, and says so to the service that started it. */
  async record({ drillId, service }: DrillStarted, transaction: Transaction): Promise<void> {
    const { manager, now, call } = transaction;
    await this.receipts.insert(manager, { service, drillId, tenant: call.caller.tenant, receivedAt: now });
    const aggregate = { noun: 'drill-receipt', id: `${service}-${drillId}`, version: 1 };
    transaction.emit(drillReceiptRecorded, aggregate, { drillId, service, receivedAt: instantOf(now) });
  }
}
