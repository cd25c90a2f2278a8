import type { Transaction } from '@jiqun/service-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Offset } from '../ledger/postings.js';
import type { TakenInstalment } from './instalment.entity.js';

/** Whether the performance targets that go out with the funds are set and confirmed (SUB-12.a, SUB-15). */
export interface PerformanceTargets {
  /** @returns false, or why not in words, while they are missing */
  areSet(manager: EntityManager, tenant: string, awardId: string, year: number): Promise<boolean>;
}

/** What of an instalment settles debts instead of going out (SUB-13.a). */
export interface InstalmentOffsets {
  /** Agreed by two people and not yet undone; their sum is the instalment's `offset`. */
  of(manager: EntityManager, tenant: string, instalmentId: string): Promise<readonly Offset[]>;
}

/** The order that tells finance to pay (SUB-12.a). */
export interface DisbursementOrders {
  /** Writes one order for this attempt, inside the transaction that issues it. @param net fen that go out, above zero */
  place(transaction: Transaction, issue: PlacedIssue): Promise<void>;
}

/** What an order is placed for. */
export interface PlacedIssue extends TakenInstalment {
  readonly net: bigint;
  /** The document by which the funds are issued. */
  readonly document: string;
  /** Days for the local pay-out, where the issue sets them (INT-33). */
  readonly payOutDays?: number;
}

/**
 * What other nouns contribute to an issue. They depend on the instalment, so they hand themselves in when the module
 * starts. Without targets or orders nothing is issued.
 */
@Injectable()
export class IssueParts {
  #targets: PerformanceTargets | undefined;
  #offsets: InstalmentOffsets | undefined;
  #orders: DisbursementOrders | undefined;

  useTargets(targets: PerformanceTargets): void {
    this.#targets = targets;
  }

  useOffsets(offsets: InstalmentOffsets): void {
    this.#offsets = offsets;
  }

  useOrders(orders: DisbursementOrders): void {
    this.#orders = orders;
  }

  async targetsAreSet(manager: EntityManager, { award, instalment }: TakenInstalment): Promise<boolean> {
    return (await this.#targets?.areSet(manager, award.tenant, award.id, instalment.year)) ?? false;
  }

  async offsetsOf(manager: EntityManager, { award, instalment }: TakenInstalment): Promise<readonly Offset[]> {
    return (await this.#offsets?.of(manager, award.tenant, instalment.id)) ?? [];
  }

  async placeOrder(transaction: Transaction, issue: PlacedIssue): Promise<void> {
    if (this.#orders === undefined) throw new Error('Nobody places disbursement orders: money would be in transit that no one was told to pay');
    await this.#orders.place(transaction, issue);
  }
}
