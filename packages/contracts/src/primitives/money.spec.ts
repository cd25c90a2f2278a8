import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { fenOf, moneyOf, moneySchema } from './money.js';

const anyFen = fc.bigInt({ min: -999_999_999_999_999_999n, max: 999_999_999_999_999_999n });

/** The same grammar, read character by character and not by a pattern. */
function isAmount(text: string): boolean {
  const magnitude = text.startsWith('-') ? text.slice(1) : text;
  const [yuan = '', decimals, ...more] = magnitude.split('.');
  const onlyDigits = (part: string) => part !== '' && [...part].every((character) => '0123456789'.includes(character));
  if (more.length > 0 || !onlyDigits(yuan) || yuan.length > 16) return false;
  if (yuan.length > 1 && yuan.startsWith('0')) return false;
  if (decimals !== undefined && (!onlyDigits(decimals) || decimals.length > 2)) return false;
  const isZero = [...(yuan + (decimals ?? ''))].every((digit) => digit === '0');
  return !(text.startsWith('-') && isZero);
}

describe('which texts are amounts of money', () => {
  test.each(['0', '0.0', '0.00', '0.01', '1', '1.5', '1234.50', '-0.01', '-3', '9999999999999999.99', '-9999999999999999.99'])('%s is an amount', (text) => {
    expect(moneySchema.safeParse(text).success).toBe(true);
  });

  test.each([
    '', '-', '.', '.5', '5.', '+1', '1.234', '01', '-01', '00', '1e3', '1E3', '1,000', '1_000', ' 1', '1 ', '1\n', '-0', '-0.0', '-0.00', '--1',
    '0x10', 'NaN', 'Infinity', '１', '10000000000000000', '10000000000000000.00', '1.2.3', '￥1', `1${'0'.repeat(100_000)}`,
  ])('%j is none', (text) => {
    expect(moneySchema.safeParse(text).success).toBe(false);
  });

  test.each([[1], [0.1], [1n], [null], [undefined], [['1']], [{ fen: 1 }], [true]])('%p is none: an amount is a text', (value) => {
    expect(moneySchema.safeParse(value).success).toBe(false);
  });

  test('a text is an amount exactly when the grammar read by hand says so', () => {
    const characters = fc.constantFrom('0', '0', '1', '9', '.', '-', '+', 'e', ' ');
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 22 }), (text) => {
        expect(moneySchema.safeParse(text).success).toBe(isAmount(text));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('yuan and fen', () => {
  test('fen written as yuan and read back are the same fen', () => {
    fc.assert(
      fc.property(anyFen, (fen) => {
        expect(fenOf(moneySchema.parse(moneyOf(fen)))).toBe(fen);
      }),
    );
  });

  test('an amount written without its decimals is the same amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9_999_999_999_999_999n }), (yuan) => {
        expect(fenOf(moneySchema.parse(String(yuan)))).toBe(yuan * 100n);
      }),
    );
  });

  test.each([
    ['0', 0n, '0.00'],
    ['0.5', 50n, '0.50'],
    ['0.05', 5n, '0.05'],
    ['-0.05', -5n, '-0.05'],
    ['-12.3', -1230n, '-12.30'],
    ['9999999999999999.99', 999_999_999_999_999_999n, '9999999999999999.99'],
  ])('%s yuan are %d fen, in full %s', (text, fen, canonical) => {
    expect(fenOf(moneySchema.parse(text))).toBe(fen);
    expect(moneyOf(fen)).toBe(canonical);
  });

  test.each([1_000_000_000_000_000_000n, -1_000_000_000_000_000_000n])('%d fen are more than can be written', (fen) => {
    expect(() => moneyOf(fen)).toThrow(RangeError);
  });

  test('the largest amount fits a 64-bit column', () => {
    expect(fenOf(moneySchema.parse('9999999999999999.99'))).toBeLessThan(2n ** 63n);
  });
});
