import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { localDateSchema } from './local-date.js';

function accepted(value: unknown): boolean {
  return localDateSchema.safeParse(value).success;
}

describe('which texts are days', () => {
  test.each(['0001-01-01', '2000-02-29', '2024-02-29', '2025-12-31', '9999-12-31'])('%s is a day', (text) => {
    expect(accepted(text)).toBe(true);
  });

  test.each([
    '0000-01-01', '2025-02-29', '1900-02-29', '2100-02-29', '2025-04-31', '2025-13-01', '2025-00-10', '2025-01-00', '2025-1-01', '20250101', '2025/01/01',
    '2025-01-01T00:00', ' 2025-01-01', '2025-01-01\n', '+025-01-01', '12025-01-01', '２０２５-01-01', '',
  ])('%j is none', (text) => {
    expect(accepted(text)).toBe(false);
  });

  test.each([[20250101], [null], [undefined], [['2025-01-01']], [new Date(0)]])('%p is none', (value) => {
    expect(accepted(value)).toBe(false);
  });

  test('29 February is a day in the years that an independent calendar says, each from 1 to 9999', () => {
    const years = Array.from({ length: 9999 }, (_, index) => String(index + 1).padStart(4, '0'));
    const leap = years.filter((year) => new Date(`${year}-02-29T00:00:00Z`).toISOString().startsWith(`${year}-02-29`));
    expect(years.filter((year) => accepted(`${year}-02-29`))).toEqual(leap);
  });

  test('a text is a day exactly when an independent calendar has it', () => {
    fc.assert(
      fc.property(fc.nat(9999), fc.nat(14), fc.nat(33), (year, month, day) => {
        const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        const time = Date.parse(`${text}T00:00:00Z`);
        const exists = year > 0 && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
        expect(accepted(text)).toBe(exists);
      }),
      { numRuns: 2000 },
    );
  });
});
