import * as fc from 'fast-check';

import { compareRationals, hundredths, meanOf, ranked, scoreFaults, shown, weightedTotal, type Rational, type ScoreItem } from './scores.js';

const items: readonly ScoreItem[] = [
  { id: 'output', weight: '0.3', max: '100' },
  { id: 'innovation', weight: '0.7', max: '50.5' },
];
const given = (output: string, innovation: string) => [{ id: 'output', score: output }, { id: 'innovation', score: innovation }];
const rational = (numerator: bigint, denominator = 1n): Rational => ({ numerator, denominator });

describe('a scoresheet', () => {
  it.each([['100', []], ['100.00', []], ['99.99', []], ['0', []], ['100.01', ['above-maximum']], ['-1', ['not-a-decimal']], ['1.005', ['not-a-decimal']], ['1e1', ['not-a-decimal']], ['01', ['not-a-decimal']], ['', ['not-a-decimal']]])(
    'AMC-7-2: takes a score of %j out of 100: %j',
    (score, faults) => {
      expect(scoreFaults(items, given(score, '50.5'), true).map(({ fault }) => fault)).toEqual(faults);
    },
  );

  it('AMC-7-2: has every item of the call once and none beside; a draft may still lack some', () => {
    const half = [{ id: 'output', score: '1' }];
    expect(scoreFaults(items, half, true)).toEqual([{ id: 'innovation', fault: 'missing' }]);
    expect(scoreFaults(items, half, false)).toEqual([]);
    expect(scoreFaults(items, [...half, ...half, { id: 'other', score: '1' }], false)).toEqual([{ id: 'output', fault: 'twice' }, { id: 'other', fault: 'unknown' }]);
  });

  it('AMC-7-2: totals score times weight exactly, where binary fractions would not', () => {
    expect(0.1 * 3).not.toBe(0.3);
    expect(weightedTotal([{ id: 'a', weight: '0.1', max: '9' }], [{ id: 'a', score: '3' }])).toBe(hundredths('0.3') * 100n);
    expect(weightedTotal(items, given('87.35', '50.5'))).toBe(615_550n);
  });
});

describe('the mean of the experts', () => {
  it('AMC-7-2: is exact, and rounded for the eye alone', () => {
    const mean = meanOf([10_000n, 10_000n, 20_000n], false);
    expect(mean).toEqual(rational(4n, 3n));
    expect(shown(mean)).toBe('1.3333');
    expect(shown(rational(1n, 20_000n))).toBe('0.0001');
    expect(shown(rational(1n, 20_001n))).toBe('0.0000');
    expect(shown(rational(175n, 2n))).toBe('87.5000');
  });

  it('AMC-7-2: leaves out one highest and one lowest when the call says so, also among equals, and needs five for it', () => {
    expect(meanOf([10_000n, 20_000n, 30_000n, 40_000n, 90_000n], true)).toEqual(rational(3n));
    expect(meanOf([90_000n, 90_000n, 10_000n, 10_000n, 50_000n], true)).toEqual(rational(5n));
    expect(() => meanOf([1n, 2n, 3n, 4n], true)).toThrow(RangeError);
    expect(() => meanOf([], false)).toThrow(RangeError);
  });

  it('AMC-7-2: does not depend on the order of the sheets, lies between lowest and highest, and times their number is their sum', () => {
    const totals = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 5, maxLength: 51 });
    fc.assert(fc.property(totals, fc.boolean(), (some, drop) => {
      const mean = meanOf(some, drop);
      expect(meanOf(some.toReversed(), drop)).toEqual(mean);
      const sorted = some.toSorted((a, b) => (a < b ? -1 : 1));
      expect(compareRationals(mean, rational(sorted[0] as bigint, 10_000n))).toBeGreaterThanOrEqual(0);
      expect(compareRationals(mean, rational(sorted.at(-1) as bigint, 10_000n))).toBeLessThanOrEqual(0);
      const counted = drop ? sorted.slice(1, -1) : sorted;
      const sum = counted.reduce((total, one) => total + one, 0n);
      expect(mean.numerator * BigInt(counted.length) * 10_000n).toBe(sum * mean.denominator);
    }));
  });
});

describe('the ranking', () => {
  const of = (...means: Rational[]) => means.map((mean, at) => ({ id: `a-${at}`, mean }));
  const ranks = (list: ReturnType<typeof ranked>): string => list.map(({ item, rank, tied }) => `${item.id}:${rank}${tied ? '=' : ''}`).join(' ');

  it('AMC-5.b: goes by the exact mean: a third and 0.3333 are not the same, although they look alike', () => {
    const [third, close] = [rational(1n, 3n), rational(3333n, 10_000n)];
    expect(shown(third)).toBe(shown(close));
    expect(ranks(ranked(of(close, third)))).toBe('a-1:1 a-0:2');
  });

  it('AMC-5.b: equals share a rank, and the ranks behind them are left out', () => {
    expect(ranks(ranked(of(rational(1n), rational(2n), rational(2n, 2n), rational(0n))))).toBe('a-1:1 a-0:2= a-2:2= a-3:4');
  });

  it('AMC-5.b: an operator decides between equals, and between nobody else', () => {
    const list = of(rational(1n), rational(2n), rational(1n), rational(3n));
    expect(ranks(ranked(list, ['a-2', 'a-0']))).toBe('a-3:1 a-1:2 a-2:3 a-0:4');
    expect(ranks(ranked(list, ['a-0', 'a-1', 'a-3', 'a-2']))).toBe('a-3:1 a-1:2 a-0:3 a-2:4');
  });

  it('AMC-5.b: does not depend on the order in which the applications come', () => {
    const means = fc.array(fc.record({ numerator: fc.bigInt({ min: 0n, max: 6n }), denominator: fc.bigInt({ min: 1n, max: 3n }) }), { minLength: 1, maxLength: 12 });
    fc.assert(fc.property(means, (some) => {
      const list = of(...some);
      const expected = list.map(({ mean }) => 1 + list.filter((other) => compareRationals(other.mean, mean) > 0).length);
      for (const order of [list, list.toReversed()]) {
        const found = new Map(ranked(order).map(({ item, rank }) => [item.id, rank]));
        expect(list.map(({ id }) => found.get(id))).toEqual(expected);
      }
    }));
  });
});
