import type { Transaction } from '@jiqun/service-kit';
import { Injectable } from '@nestjs/common';

import type { KnownCalendar } from './calendar-catalogue.js';

/**
 * Counts the running periods of a noun anew that were provisional, in the transaction that installs an arrangement. They may
 * belong to any jurisdiction. @returns how many were counted
 */
export type Recompute = (transaction: Transaction, known: KnownCalendar, arrangementId: string) => Promise<number>;

/** Who has periods that an arrangement not yet installed can still move (INT-14). */
@Injectable()
export class ProvisionalPeriods {
  readonly #recomputes = new Map<string, Recompute>();

  /** @throws Error when the noun has registered already */
  register(noun: string, recompute: Recompute): void {
    if (this.#recomputes.has(noun)) throw new Error(`The provisional periods of ${noun} are registered already`);
    this.#recomputes.set(noun, recompute);
  }

  /** @returns how many periods were counted anew */
  async recompute(transaction: Transaction, known: KnownCalendar, arrangementId: string): Promise<number> {
    let recomputed = 0;
    // One after the other: all of them use the transaction's one connection.
    for (const recompute of this.#recomputes.values()) recomputed += await recompute(transaction, known, arrangementId);
    return recomputed;
  }
}
