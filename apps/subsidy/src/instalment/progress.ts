import { applyRate, instalmentOf, parseRate } from '@jiqun/policy-core';

import type { InstalmentRow, PayableAward } from './instalment.entity.js';

/** The last day whose completed investment counts for a year: its end, or today while it runs (INT-18). */
export function throughOf(year: number, today: string): string {
  const end = `${year}-12-31`;
  return end < today ? end : today;
}

/**
 * What a year pays (SUB-5.d; INT-18): the lesser of what the plan gave and the rate on what is completed and verified by its
 * end, less what other instalments have paid or are still to pay.
 * @param completed verified investment completed through the end of the year, fen
 */
export function payableOf(award: Pick<PayableAward, 'rate' | 'allotted'>, completed: bigint, others: readonly InstalmentRow[]): bigint {
  const taken = others.filter(({ state }) => state !== 'stopped' && state !== 'lapsed').reduce((sum, { amount }) => sum + amount, 0n);
  return instalmentOf(parseRate(award.rate, 'rate'), completed, award.allotted, taken);
}

/** What may go out of an award by now, fen (SUB-4.b): the lesser of what the plan gave and the rate on what is completed and verified. */
export function earnedOf({ rate, allotted }: PayableAward, completed: bigint): bigint {
  const earned = applyRate(parseRate(rate, 'rate'), completed);
  return earned < allotted ? earned : allotted;
}
