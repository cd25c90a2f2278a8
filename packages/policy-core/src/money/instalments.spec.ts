import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { instalmentOf, instalments } from './instalments.js';
import { applyRate, parseRate } from './rate.js';

const tenth = parseRate('0.1', 'rate');

function plan(eligible: Record<string, bigint>, approved: bigint, rate = tenth) {
  return instalments(new Map(Object.entries(eligible).map(([year, fen]) => [Number(year), fen])), rate, approved, 3);
}

describe('one year', () => {
  test('INT-18: a year pays what has been earned to date less what has been paid', () => {
    expect(instalmentOf(tenth, 1000n, 500n, 0n)).toBe(100n);
    expect(instalmentOf(tenth, 1009n, 500n, 60n)).toBe(40n);
  });

  test('INT-18: the approved amount is the most that is paid', () => {
    expect(instalmentOf(tenth, 1000n, 99n, 0n)).toBe(99n);
    expect(instalmentOf(tenth, 1000n, 100n, 0n)).toBe(100n);
    expect(instalmentOf(tenth, 1000n, 101n, 0n)).toBe(100n);
  });

  test('INT-18: an instalment is never negative', () => {
    expect(instalmentOf(tenth, 1000n, 500n, 100n)).toBe(0n);
    expect(instalmentOf(tenth, 1000n, 500n, 101n)).toBe(0n);
  });
});

describe('three consecutive years', () => {
  test('SUB-5.d: the third year pays, the fourth does not, and the rest lapses', () => {
    expect(plan({ 2024: 1000n, 2026: 1000n }, 200n)).toEqual({
      instalments: [
        { year: 2024, amount: 100n, cumulative: 100n },
        { year: 2026, amount: 100n, cumulative: 200n },
      ],
      lapsed: 0n,
    });
    expect(plan({ 2024: 1000n, 2027: 1000n }, 200n)).toEqual({
      instalments: [{ year: 2024, amount: 100n, cumulative: 100n }],
      lapsed: 100n,
    });
  });

  test('INT-17: the window opens with the first year that pays, not with the first that has investment', () => {
    expect(plan({ 2024: 9n, 2025: 1n, 2027: 10n, 2028: 10n }, 3n)).toEqual({
      instalments: [
        { year: 2025, amount: 1n, cumulative: 1n },
        { year: 2027, amount: 1n, cumulative: 2n },
      ],
      lapsed: 1n,
    });
  });

  test('INT-16, INT-18: rounding is of the running total, so small years add up', () => {
    expect(plan({ 2024: 15n, 2025: 15n }, 3n).instalments.map(({ amount }) => amount)).toEqual([1n, 2n]);
  });

  test('INT-17: years are taken in order of time, whatever order they are stated in', () => {
    const stated = new Map([[2026, 1000n], [2024, 500n], [2025, 700n]]);
    expect(instalments(stated, tenth, 220n, 3)).toEqual(plan({ 2024: 500n, 2025: 700n, 2026: 1000n }, 220n));
    expect(instalments(stated, tenth, 220n, 3).instalments.map(({ year }) => year)).toEqual([2024, 2025, 2026]);
  });

  test('INT-17: where no year has paid, no window has opened and nothing has lapsed', () => {
    expect(plan({}, 100n)).toEqual({ instalments: [], lapsed: 0n });
    expect(plan({ 2024: 9n }, 100n)).toEqual({ instalments: [], lapsed: 0n });
  });

  test('SUB-5.d, INT-18: up to no year is more paid than the rate of what was completed by its end, nor than was approved', () => {
    const eligible = fc.uniqueArray(fc.tuple(fc.integer({ min: 2020, max: 2032 }), fc.bigInt({ min: 0n, max: 10n ** 12n })), {
      selector: ([year]) => year,
    });
    const rate = fc.integer({ min: 0, max: 1000 }).map((n) => parseRate((n / 1000).toFixed(3), 'rate'));
    fc.assert(
      fc.property(eligible, rate, fc.bigInt({ min: 0n, max: 10n ** 12n }), (stated, share, approved) => {
        const result = instalments(new Map(stated), share, approved, 3);
        let paid = 0n;
        for (const { year, amount, cumulative } of result.instalments) {
          paid += amount;
          const toDate = stated.reduce((sum, [y, fen]) => (y <= year ? sum + fen : sum), 0n);
          expect(amount > 0n).toBe(true);
          expect(cumulative).toBe(paid);
          expect(paid <= applyRate(share, toDate) && paid <= approved).toBe(true);
          expect(year - (result.instalments[0]?.year ?? 0)).toBeLessThan(3);
        }
        expect(paid + result.lapsed).toBe(result.instalments.length === 0 ? 0n : approved);
      }),
    );
  });
});
