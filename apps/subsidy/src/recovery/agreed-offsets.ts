import type { Transaction } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { type InstalmentOffsets, IssueParts } from '../instalment/issue-parts.js';
import type { Offset } from '../ledger/postings.js';
import { RecoveryOffsetRepository } from './recovery-offset.repository.js';
import { RecoveryRepository } from './recovery.repository.js';

/** Tells the issue of an instalment what of it settles debts (SUB-13.a). */
@Injectable()
export class AgreedOffsets implements InstalmentOffsets, OnModuleInit {
  constructor(
    @Inject(IssueParts) private readonly parts: IssueParts,
    @Inject(RecoveryOffsetRepository) private readonly offsets: RecoveryOffsetRepository,
    @Inject(RecoveryRepository) private readonly recoveries: RecoveryRepository,
  ) {}

  onModuleInit(): void {
    this.parts.useOffsets(this);
  }

  async of(manager: EntityManager, tenant: string, instalmentId: string): Promise<readonly Offset[]> {
    return await this.offsets.agreedOn(manager, tenant, instalmentId);
  }

  /**
   * A stop was annulled and instalments are planned anew: what was agreed on them counts again, as far as the debts still owe it, which
   * may have been paid meanwhile; what was taken back meanwhile is not deducted.
   */
  async revive(transaction: Transaction, awardId: string): Promise<void> {
    const { manager, call: { caller } } = transaction;
    for (const offset of await this.offsets.agreedOfAward(manager, awardId)) {
      const recovery = await this.recoveries.lock(manager, caller.tenant, offset.recoveryId);
      const isOwed = recovery !== undefined && recovery.balance >= (await this.offsets.waiting(manager, offset.recoveryId));
      if (!isOwed) await this.offsets.settle(manager, offset, 'taken-back', caller.person);
    }
    await this.offsets.alignAward(manager, awardId);
  }
}
