import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { add, ceiling, compare, divide, floor, type Fraction, fractionOf, multiply, power, subtract, textOf, wholeNumber } from './fraction.js';

const fraction = fc.record({ n: fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), d: fc.bigInt({ min: 1n, max: 10n ** 20n }) });
const scaled = fc.record({ n: fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), places: fc.integer({ min: 0, max: 30 }) });

/** A decimal without needless zeros, made from its digits alone. */
function canonical(n: bigint, places: number): string {
  const digits = String(n < 0n ? -n : n).padStart(places + 1, '0');
  const whole = digits.slice(0, digits.length - places);
  const decimals = digits.slice(digits.length - places).replace(/0+$/, '');
  return (n < 0n ? '-' : '') + whole + (decimals === '' ? '' : `.${decimals}`);
}

describe('decimals', () => {
  test('a decimal comes back as it was written, without needless zeros', () => {
    fc.assert(fc.property(scaled, ({ n, places }) => {
      const text = canonical(n, places);
      expect(textOf(fractionOf(text))).toBe(text);
      expect(textOf({ n, d: 10n ** BigInt(places) })).toBe(text);
    }));
  });

  test('every text of a value is a text of that value', () => {
    fc.assert(fc.property(fraction, (value) => {
      const [n, d = '1'] = textOf(value).split('/') as [string, string | undefined];
      expect(compare(divide(fractionOf(n), fractionOf(d)), value)).toBe(0);
    }));
  });

  test.each([
    ['0', '0'], ['-0', '0'], ['-0.00', '0'], ['007', '7'], ['12.50', '12.5'], ['1e3', '1000'], ['2.5e-7', '0.00000025'], ['-1.5E+2', '-150'], ['0.1e1', '1'],
    ['20.0000000000000000001', '20.0000000000000000001'],
  ])('%s is %s', (text, expected) => {
    expect(textOf(fractionOf(text))).toBe(expected);
  });

  test.each([[1n, 3n, '1/3'], [2n, 6n, '1/3'], [-7n, 21n, '-1/3'], [1n, 8n, '0.125'], [3n, 6n, '0.5'], [0n, 7n, '0'], [1n, 640n, '0.0015625'], [10n, 1n, '10']])('%s / %s is %s', (n, d, text) => {
    expect(textOf({ n, d })).toBe(text);
  });

  test.each(['', '-', '.5', '5.', '1e', '1e12345', '+5', '0x10', '٣', '1,0', ' 1', '1 ', '1\n', 'NaN', '--1', '1.2.3', '1e3.5'])('"%s" is no decimal', (text) => {
    expect(() => fractionOf(text)).toThrow(RangeError);
  });
});

describe('arithmetic', () => {
  test('is that of the rational numbers', () => {
    fc.assert(fc.property(fraction, fraction, fraction, (a, b, c) => {
      const equal = (x: Fraction, y: Fraction): void => expect([compare(x, y), x.d > 0n, y.d > 0n]).toEqual([0, true, true]);
      equal(add(a, b), add(b, a));
      equal(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c)));
      equal(subtract(add(a, b), b), a);
      if (b.n !== 0n) equal(multiply(divide(a, b), b), a);
      equal(power(a, 3), multiply(a, multiply(a, a)));
    }));
  });

  test('comparison is an order', () => {
    fc.assert(fc.property(fraction, fraction, (a, b) => {
      const difference = subtract(a, b).n;
      expect(compare(a, b)).toBe(difference > 0n ? 1 : difference < 0n ? -1 : 0);
      expect(compare(b, a)).toBe(-compare(a, b) + 0);
    }));
  });

  test('floor and ceiling are the nearest whole numbers', () => {
    fc.assert(fc.property(fraction, (value) => {
      const below = floor(value);
      expect([compare(wholeNumber(below), value) <= 0, compare(wholeNumber(below + 1n), value) > 0]).toEqual([true, true]);
      const above = ceiling(value);
      expect([compare(wholeNumber(above), value) >= 0, compare(wholeNumber(above - 1n), value) < 0]).toEqual([true, true]);
    }));
  });

  test('nothing is divided by zero', () => {
    expect(() => divide(wholeNumber(1), wholeNumber(0))).toThrow('division by zero');
  });
});
