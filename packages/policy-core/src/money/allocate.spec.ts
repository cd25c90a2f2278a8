import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import allocateCases from '../../cases/allocate.json' with { type: 'json' };
import { PolicyError } from '../errors.js';
import { allocate, divide } from './allocate.js';

const cases = allocateCases as { name: string; request: unknown; expect: unknown }[];

function refusalOf(request: unknown): PolicyError {
  try {
    allocate(request);
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function claims(...ceilings: [id: string, ceiling: string][]) {
  return ceilings.map(([id, ceiling]) => ({ id, ceiling }));
}

describe('the worked cases', () => {
  test('SUB-11: there are worked cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(4);
  });

  test.each(cases.map((one) => [one.name, one] as const))('SUB-11, INT-20: worked case "%s"', (_name, one) => {
    expect(allocate(one.request)).toEqual(one.expect);
  });
});

describe('a budget that covers all, or not quite', () => {
  test.each([
    ['99.99', { a: '30.00', b: '69.99' }, '99.99'],
    ['100.00', { a: '30.00', b: '70.00' }, '100.00'],
    ['100.01', { a: '30.00', b: '70.00' }, '100.00'],
  ])('INT-20: %s yuan for ceilings of 30.00 and 70.00', (budget, awards, total) => {
    expect(allocate({ budget, awards: claims(['a', '30.00'], ['b', '70.00']) })).toEqual({ awards, total });
  });

  test('INT-20: a budget of zero, no awards, and ceilings of zero give nothing', () => {
    expect(allocate({ budget: '0', awards: claims(['a', '5.00']) })).toEqual({ awards: { a: '0.00' }, total: '0.00' });
    expect(allocate({ budget: '5.00', awards: [] })).toEqual({ awards: {}, total: '0.00' });
    expect(allocate({ budget: '0.00', awards: claims(['a', '0.00'], ['b', '0']) })).toEqual({ awards: { a: '0.00', b: '0.00' }, total: '0.00' });
    expect(allocate({ budget: '0.01', awards: claims(['a', '0.00'], ['b', '0.02']) })).toEqual({ awards: { a: '0.00', b: '0.01' }, total: '0.01' });
  });

  test('INT-20: ties go by id in code-unit order, capitals before small letters, 10 before 9, whatever the order of the request', () => {
    const awards = claims(['b', '1.00'], ['9', '1.00'], ['B', '1.00'], ['10', '1.00']);
    const expected = { awards: { 10: '0.01', 9: '0.01', B: '0.01', b: '0.00' }, total: '0.03' };
    expect(allocate({ budget: '0.03', awards })).toEqual(expected);
    expect(allocate({ budget: '0.03', awards: awards.toReversed() })).toEqual(expected);
  });

  test('INT-20: an award whose id is __proto__ keeps its money', () => {
    const { awards, total } = allocate({ budget: '1.00', awards: claims(['__proto__', '1.00'], ['constructor', '1.00']) });
    expect(JSON.stringify(awards)).toBe('{"__proto__":"0.50","constructor":"0.50"}');
    expect(total).toBe('1.00');
    expect(Object.getPrototypeOf(awards)).toBe(Object.prototype);
  });
});

describe('whatever the claims', () => {
  const fen = fc.oneof(fc.bigInt({ min: 0n, max: 50n }), fc.bigInt({ min: 0n, max: 10n ** 15n }));
  const anyClaims = fc
    .uniqueArray(fc.tuple(fc.string(), fen), { selector: ([id]) => id, maxLength: 40 })
    .map((pairs) => pairs.map(([id, ceiling]) => ({ id, ceiling })));

  test('INT-20: the shares sum to the lesser of budget and ceilings to the fen, and none is above its ceiling', () => {
    fc.assert(
      fc.property(fen, anyClaims, (budget, stated) => {
        const shares = divide(budget, stated);
        const sum = stated.reduce((total, { ceiling }) => total + ceiling, 0n);
        expect(shares.reduce((total, share) => total + share, 0n)).toBe(sum < budget ? sum : budget);
        expect(stated.every(({ ceiling }, index) => (shares[index] ?? -1n) >= 0n && (shares[index] ?? -1n) <= ceiling)).toBe(true);
      }),
    );
  });

  test('INT-20: no share is a fen or more away from its exact part of a short budget', () => {
    fc.assert(
      fc.property(fen, anyClaims, (budget, stated) => {
        const sum = stated.reduce((total, { ceiling }) => total + ceiling, 0n);
        fc.pre(sum > budget);
        const away = divide(budget, stated).map((share, index) => share * sum - (stated[index]?.ceiling ?? 0n) * budget);
        expect(away.every((difference) => difference > -sum && difference < sum)).toBe(true);
      }),
    );
  });

  test('INT-20: the order of the awards decides nothing', () => {
    fc.assert(
      fc.property(fen, anyClaims, (budget, stated) => {
        expect(divide(budget, stated.toReversed())).toEqual(divide(budget, stated).toReversed());
      }),
    );
  });
});

describe('requests that are refused', () => {
  test.each<[string, unknown, string, string | undefined]>([
    ['nothing', null, 'INVALID_REQUEST', undefined],
    ['no awards', { budget: '1.00' }, 'INVALID_REQUEST', 'awards'],
    ['no budget', { awards: [] }, 'INVALID_REQUEST', 'budget'],
    ['an unknown field', { budget: '1.00', awards: [], year: 2025 }, 'INVALID_REQUEST', 'year'],
    ['an award as text', { budget: '1.00', awards: ['a'] }, 'INVALID_REQUEST', 'awards.0'],
    ['an award without id', { budget: '1.00', awards: [{ ceiling: '1.00' }] }, 'INVALID_REQUEST', 'awards.0.id'],
    ['an award without ceiling', { budget: '1.00', awards: [{ id: 'a' }] }, 'INVALID_REQUEST', 'awards.0.ceiling'],
    ['a prototype', JSON.parse('{"budget": "1.00", "awards": [], "__proto__": {}}'), 'INVALID_REQUEST', '__proto__'],
    ['a budget as a number', { budget: 1, awards: [] }, 'INVALID_AMOUNT', 'budget'],
    ['a negative ceiling', { budget: '1.00', awards: claims(['a', '1.00'], ['b', '-1.00']) }, 'INVALID_AMOUNT', 'awards.1.ceiling'],
    ['an id twice', { budget: '1.00', awards: claims(['a', '1.00'], ['a', '2.00']) }, 'DUPLICATE_ID', 'awards.1.id'],
    ['an id twice and a bad amount after it', { budget: '1.00', awards: claims(['a', '1.00'], ['a', '2.00'], ['b', 'x']) }, 'INVALID_AMOUNT', 'awards.2.ceiling'],
    ['a bad amount and a bad shape after it', { budget: 'x', awards: [{ id: 'a', ceiling: 'x' }, 'b'] }, 'INVALID_REQUEST', 'awards.1'],
  ])('SUB-11: %s', (_name, request, code, path) => {
    const refusal = refusalOf(request);
    expect([refusal.code, refusal.path]).toEqual([code, path]);
    expect(refusal.sentence.zh).toMatch(/请/);
  });
});
