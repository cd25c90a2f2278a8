import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { compare, fractionOf, multiply, wholeNumber } from './fraction.js';
import { factor, sign } from './sign.js';
import { type Doubled, exactValue, NumberLiteral, readDecimal, type StatedDecimal, statedText } from './stated-decimal.js';

function read(value: unknown): Doubled | undefined {
  const into: Doubled = { double: 0, safe: true };
  return readDecimal(value, into) ? { ...into } : undefined;
}

/** A decimal of so many digits, the first of them not zero, with a point somewhere; leading and trailing zeros included. */
const decimal = (most: number, least = 0): fc.Arbitrary<string> =>
  fc
    .record({ digits: fc.integer({ min: least, max: most }).chain((length) => fc.array(fc.nat(9), { minLength: length, maxLength: length })), places: fc.integer({ min: 0, max: 22 }), zeros: fc.integer({ min: 0, max: 3 }) })
    .map(({ digits, places, zeros }) => {
      const padded = digits.map((digit, at) => (at === 0 ? Math.max(1, digit) : digit)).join('').padStart(places + 1, '0');
      const whole = '0'.repeat(zeros) + padded.slice(0, padded.length - places);
      return places === 0 ? whole : `${whole}.${padded.slice(padded.length - places)}`;
    });

describe('reading', () => {
  test('a decimal of up to 15 digits is read as Number reads it, and its double stands for it', () => {
    fc.assert(fc.property(decimal(15), fc.boolean(), (text, negative) => {
      const stated = negative ? `-${text}` : text;
      expect(read(stated)).toEqual({ double: Number(stated), safe: true });
    }), { numRuns: 2000 });
  });

  test('a longer one is read as Number reads it, and decided from its text', () => {
    fc.assert(fc.property(decimal(40, 16), (text) => {
      expect(read(text)).toEqual({ double: Number(text), safe: false });
    }));
  });

  test('two safe decimals are equal exactly when their doubles are, and in the same order', () => {
    const near = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 15n - 2n }), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 1 })).map(([n, places, step]) => {
      const text = (value: bigint): string => {
        const digits = String(value).padStart(places + 1, '0');
        return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
      };
      return [text(n), text(n + BigInt(step))] as const;
    });
    fc.assert(fc.property(fc.oneof(near, fc.tuple(decimal(15), decimal(15))), ([a, b]) => {
      const [x, y] = [read(a)!, read(b)!];
      expect([x.safe, y.safe]).toEqual([true, true]);
      expect(Math.sign(x.double - y.double)).toBe(compare(fractionOf(a), fractionOf(b)));
    }), { numRuns: 2000 });
  });

  test('a JSON number is the decimal that prints for it', () => {
    fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, noInteger: false }), (value) => {
      expect(read(value)?.double).toBe(value);
      expect(Number(statedText(value))).toBe(value);
      expect(compare(exactValue(value), fractionOf(String(value)))).toBe(0);
    }));
    expect([read(0.1), read(1e15), read(1e-7), read(0)]).toEqual([{ double: 0.1, safe: true }, { double: 1e15, safe: false }, { double: 1e-7, safe: false }, { double: 0, safe: true }]);
  });

  test.each(['', '-', '.', '.5', '5.', '-.5', '1..2', '1.2.3', '+1', ' 1', '1 ', '1e3', '0x1', '1_0', '٣', '１', '1,0', 'Infinity', '5\u0000', '9'.repeat(401)])('a text is no decimal (%#)', (text) => {
    expect(read(text)).toBeUndefined();
  });

  test.each([Number.NaN, Infinity, -Infinity, null, undefined, true, 5n, [], {}, { text: '5' }, new String('5'), Symbol('5')])('%p is no decimal', (value) => {
    expect(read(value)).toBeUndefined();
  });

  test('a decimal of 400 characters is read, however small or large', () => {
    const smallest = `0.${'0'.repeat(397)}1`;
    const largest = '9'.repeat(400);
    expect(read(smallest)).toEqual({ double: 0, safe: false });
    expect(read(largest)).toEqual({ double: Infinity, safe: false });
    expect([exactValue(smallest).n, exactValue(largest).n]).toEqual([1n, 10n ** 400n - 1n]);
  });

  test.each<[string, boolean]>([['20.0000000000000000001', true], ['2e1', true], ['1e-400', false], ['0e-400', true], ['1e400', false], ['9'.repeat(401), false]])('the literal %s is a finite decimal: %s', (text, finite) => {
    expect(read(new NumberLiteral(text)) !== undefined).toBe(finite);
  });
});

describe('the sign of a difference of products', () => {
  /** As the decision asks it: doubles and the texts behind them. */
  function signOf(a: StatedDecimal, p: bigint, b: StatedDecimal, q: bigint): number {
    const [x, y] = [read(a)!, read(b)!];
    return sign(x.double, factor(wholeNumber(p)), y.double, factor(wholeNumber(q)), a, b, !(x.safe && y.safe));
  }

  function exactly(a: StatedDecimal, p: bigint, b: StatedDecimal, q: bigint): number {
    return compare(multiply(exactValue(a), wholeNumber(p)), multiply(exactValue(b), wholeNumber(q)));
  }

  const factors = fc.constantFrom<[bigint, bigint]>([8000n, 9261n], [100n, 60n], [100n, 70n], [10000n, 5n], [1n, 1n], [10n ** 14n, 10n ** 14n + 1n], [1_000_000n, 1_157_625n]);

  test('is that of whole numbers, for any two decimals', () => {
    fc.assert(fc.property(decimal(15), decimal(15), factors, (a, b, [p, q]) => {
      expect(signOf(a, p, b, q)).toBe(exactly(a, p, b, q));
    }), { numRuns: 2000 });
  });

  test('is that of whole numbers, at a tie and one digit of any place beside it', () => {
    const ties = fc.record({ k: fc.bigInt({ min: 1n, max: 10n ** 12n }), places: fc.integer({ min: 0, max: 12 }), finer: fc.integer({ min: 0, max: 10 }), step: fc.constantFrom(-1n, 0n, 1n) });
    const seen = new Set<number>();
    fc.assert(fc.property(ties, factors, ({ k, places, finer, step }, [p, q]) => {
      const text = (n: bigint): string => {
        const digits = String(n).padStart(places + finer + 1, '0');
        return `${digits.slice(0, digits.length - places - finer)}.${digits.slice(digits.length - places - finer)}0`;
      };
      const unit = 10n ** BigInt(finer);
      const [a, b] = [text(k * q * unit + step), text(k * p * unit)];
      const found = signOf(a, p, b, q);
      seen.add(found);
      expect(found).toBe(exactly(a, p, b, q));
      expect(found).toBe(Number(step));
    }), { numRuns: 3000 });
    expect([...seen].toSorted()).toEqual([-1, 0, 1]);
  });

  test('is that of whole numbers, for decimals that no double tells apart', () => {
    fc.assert(fc.property(decimal(30), fc.constantFrom('1', '0', ''), factors, (a, tail, [p]) => {
      const longer = `${a.includes('.') ? a : `${a}.`}0000000000000000${tail}`;
      expect(signOf(longer, p, `${a.includes('.') ? a : `${a}.`}0`, p)).toBe(tail === '1' ? 1 : 0);
    }));
  });

  test('of nothing and nothing is zero, of the smallest and nothing is not', () => {
    expect(signOf('0', 1n, '0.00', 1n)).toBe(0);
    expect(signOf(`0.${'0'.repeat(397)}1`, 1n, '0', 1n)).toBe(1);
    expect(signOf('0.0000000000000000000001', 1n, '0', 1n)).toBe(1);
    expect(signOf(5e-324, 1n, '0', 1n)).toBe(1);
  });
});
