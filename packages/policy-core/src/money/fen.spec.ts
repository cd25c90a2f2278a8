import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { formatYuan, parseYuan } from './fen.js';
import { applyRate, compareRates, parseRate, rateOf } from './rate.js';
import { refusalOf } from '../../test/refusal.js';

function compared(a: string, b: string): number {
  return compareRates(parseRate(a, 'a'), parseRate(b, 'b'));
}

describe('amounts', () => {
  test.each([
    ['0', 0n],
    ['0.00', 0n],
    ['0.05', 5n],
    ['0.5', 50n],
    ['1', 100n],
    ['78540001.82', 7_854_000_182n],
    ['007.10', 710n],
    ['9999999999999999999999999999.99', 10n ** 30n - 1n],
    ['999999999999999999999999999999', (10n ** 30n - 1n) * 100n],
  ])('SUB-5.c: %s yuan is %p fen', (text, fen) => {
    expect(parseYuan(text, 'x')).toBe(fen);
  });

  test.each([
    '', ' ', '1.', '.5', '1.234', '-1', '+1', '-0', '1e3', '1E3', '0x10', '1,000.00', ' 1', '1 ', '1\n', '１', '٣', '1.2.3',
    'NaN', 'Infinity', '1_000', '¥1', '1元', '9'.repeat(31), `${'9'.repeat(29)}.99`, '9'.repeat(1_000_000),
    1, 0.5, Number.NaN, 5n, null, undefined, true, [], ['1'], {},
  ].map((value) => [typeof value === 'string' ? value.slice(0, 40) : value, value] as const))('SUB-5.c: %p is no amount', (_shown, value) => {
    const refusal = refusalOf(() => parseYuan(value, 'projects.0.completed.2025.equipment'));
    expect(refusal.code).toBe('INVALID_AMOUNT');
    expect(refusal.path).toBe('projects.0.completed.2025.equipment');
    expect(refusal.sentence.zh).toMatch(/请/);
    expect(refusal.sentence.en.length).toBeLessThan(250);
  });

  test.each([
    [0n, '0.00'],
    [5n, '0.05'],
    [50n, '0.50'],
    [12_345n, '123.45'],
    [-5n, '-0.05'],
    [-12_345n, '-123.45'],
  ])('INT-16: %p fen are written %s yuan', (fen, text) => {
    expect(formatYuan(fen)).toBe(text);
  });

  test('INT-16: an amount survives being written and read, to the fen, beyond what a float can hold', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 28n }), (fen) => {
        expect(parseYuan(formatYuan(fen), 'x')).toBe(fen);
      }),
    );
  });
});

describe('rates', () => {
  test.each([
    ['0.1', 1n, 10n, '0.1'],
    [0.1, 1n, 10n, '0.1'],
    ['0.10', 1n, 10n, '0.1'],
    ['0.075', 75n, 1000n, '0.075'],
    ['00.3', 3n, 10n, '0.3'],
    ['0', 0n, 1n, '0'],
    [0, 0n, 1n, '0'],
    ['0.000', 0n, 1n, '0'],
    ['1', 1n, 1n, '1'],
    ['1.00', 1n, 1n, '1'],
    ['1.5', 15n, 10n, '1.5'],
    [10, 10n, 1n, '10'],
  ])('SUB-5.b: the rate %p is %p/%p, written %s', (value, numerator, denominator, text) => {
    expect(parseRate(value, 'rate')).toEqual({ numerator, denominator, text });
  });

  test.each(['', '.1', '1.', '10%', '-0.1', '+0.1', '1e-1', '0,1', ' 0.1', `0.${'1'.repeat(40)}`, -0.1, 1e-9, Number.NaN, Infinity, null, undefined, {}, [0.1], true])(
    'SUB-5.b: %p is no rate',
    (value) => {
      const refusal = refusalOf(() => parseRate(value, 'rate'));
      expect([refusal.code, refusal.path]).toEqual(['INVALID_AMOUNT', 'rate']);
      expect(rateOf(value)).toBeUndefined();
    },
  );

  test('SUB-5.b: rates are compared exactly, whatever their number of decimals', () => {
    expect(compared('0.1', '0.10')).toBe(0);
    expect(compared('0.1', '0.1000000000000000000000000001')).toBe(-1);
    expect(compared('0.3', '0.29999999999999999999')).toBe(1);
  });

  test('INT-16: a share is rounded down: its fen never exceed the rate, and one fen more would', () => {
    const rate = fc.integer({ min: 0, max: 100_000 }).map((n) => parseRate((n / 100_000).toFixed(5), 'rate'));
    fc.assert(
      fc.property(rate, fc.bigInt({ min: 0n, max: 10n ** 20n }), (share, fen) => {
        const applied = applyRate(share, fen);
        expect(applied * share.denominator <= fen * share.numerator).toBe(true);
        expect((applied + 1n) * share.denominator > fen * share.numerator).toBe(true);
      }),
    );
  });

  test('INT-16: 30% of 0.03 yuan is nothing, of 0.04 yuan one fen', () => {
    expect(applyRate(parseRate('0.3', 'rate'), 3n)).toBe(0n);
    expect(applyRate(parseRate('0.3', 'rate'), 4n)).toBe(1n);
  });
});
