import { applyRate } from './rate.js';
import type { Rate } from './rate.js';

/** What one calendar year pays and what has been paid by then, fen. */
export interface Instalment {
  readonly year: number;
  readonly amount: bigint;
  readonly cumulative: bigint;
}

/** How an award is paid out over its window (SUB-5.d; INT-17, INT-18), fen. */
export interface InstalmentPlan {
  /** Years that pay something, rising. */
  readonly instalments: readonly Instalment[];
  /** Fen of the approved amount that the window closed on; 0n when no year has opened it. */
  readonly lapsed: bigint;
}

/**
 * Instalment payable for one year (SUB-5.d; INT-16, INT-18); whether the year lies in the window is not asked here.
 * @param toDate eligible investment completed and verified up to the end of that year, fen
 * @param approved the approved amount, fen
 * @param paid what has been paid before, fen
 * @returns fen, 0n or more, rounded down
 */
export function instalmentOf(rate: Rate, toDate: bigint, approved: bigint, paid: bigint): bigint {
  const earned = applyRate(rate, toDate);
  const payable = (earned < approved ? earned : approved) - paid;
  return payable > 0n ? payable : 0n;
}

/**
 * The instalments of an award over its consecutive calendar years (SUB-5.d; INT-17, INT-18).
 *
 * The window opens with the first year that pays, not with the first that has investment: one too small for a fen
 * starts nothing. A year without payment inside it counts. Rounding is of the running total, never of one year's
 * investment, so no fen is lost between years.
 * @param eligible eligible investment by the year in which it was completed and verified, fen; in any order
 * @param consecutiveYears length of the window, 1 or more
 */
export function instalments(
  eligible: ReadonlyMap<number, bigint>,
  rate: Rate,
  approved: bigint,
  consecutiveYears: number,
): InstalmentPlan {
  const paying: Instalment[] = [];
  let toDate = 0n;
  let paid = 0n;
  for (const [year, completed] of [...eligible].toSorted(([a], [b]) => a - b)) {
    const opened = paying[0]?.year ?? year;
    if (year >= opened + consecutiveYears) break;
    toDate += completed;
    const amount = instalmentOf(rate, toDate, approved, paid);
    if (amount === 0n) continue;
    paid += amount;
    paying.push({ year, amount, cumulative: paid });
  }
  return { instalments: paying, lapsed: paying.length === 0 ? 0n : approved - paid };
}
