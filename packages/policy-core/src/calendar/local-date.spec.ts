import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, addMonths, addYears, dayOfWeek, epochDay, fromEpochDay, parseLocalDate, yearOf } from './local-date.js';

const anyEpochDay = fc.integer({ min: -719_162, max: 2_932_896 });

/** An independent reckoning of the same proleptic Gregorian calendar. */
function isoOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

function part(max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max });
}

function monthsBefore(date: string): number {
  return yearOf(date) * 12 + Number(date.slice(5, 7));
}

describe('which texts are days', () => {
  test.each(['0001-01-01', '1970-01-01', '2000-02-29', '2024-02-29', '2025-12-31', '9999-12-31'])(
    'INT-12: %s is a day',
    (text) => {
      expect(parseLocalDate(text)).toBe(text);
    },
  );

  test.each([
    '2025-02-29', '1900-02-29', '2100-02-29', '2025-04-31', '2025-13-01', '2025-00-10', '2025-01-00', '2025-01-32',
    '0000-01-01', '2025-1-01', '2025-01-1', '20250101', '2025/01/01', '2025-01-01T00:00', ' 2025-01-01', '2025-01-01\n',
    '-025-01-01', '+025-01-01', '12025-01-01', '２０２５-01-01', '', '2025-0a-01',
  ])('INT-12: %j is no day', (text) => {
    expect(parseLocalDate(text)).toBeUndefined();
  });

  test.each([[20250101], [null], [undefined], [['2025-01-01']], [{}], [new Date(0)]])('INT-12: %p is no day', (value) => {
    expect(parseLocalDate(value)).toBeUndefined();
  });

  test('INT-12: a text is a day exactly when the calendar has that day', () => {
    fc.assert(
      fc.property(part(9999), part(14), part(33), (year, month, day) => {
        const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        const time = Date.parse(`${text}T00:00:00Z`);
        const exists = year > 0 && !Number.isNaN(time) && isoOf(time / 86_400_000) === text;
        expect(parseLocalDate(text)).toBe(exists ? text : undefined);
      }),
    );
  });
});

describe('counting days', () => {
  test('INT-12: every day of the years 1 to 9999 is reckoned as by an independent calendar, there and back', () => {
    fc.assert(
      fc.property(anyEpochDay, (day) => {
        expect(fromEpochDay(day)).toBe(isoOf(day));
        expect(epochDay(isoOf(day))).toBe(day);
      }),
      { numRuns: 2000 },
    );
  });

  test('INT-12: the order of the texts is the order of the days', () => {
    fc.assert(
      fc.property(anyEpochDay, anyEpochDay, (a, b) => {
        expect(fromEpochDay(a) < fromEpochDay(b)).toBe(a < b);
      }),
    );
  });

  test.each([
    ['2024-02-28', 1, '2024-02-29'],
    ['2025-02-28', 1, '2025-03-01'],
    ['2025-12-31', 1, '2026-01-01'],
    ['2025-01-01', -1, '2024-12-31'],
    ['1900-02-28', 1, '1900-03-01'],
    ['2000-02-28', 1, '2000-02-29'],
  ])('INT-12: %s and %d days give %s', (from, days, to) => {
    expect(addDays(from, days)).toBe(to);
  });

  test.each([-719_163, 2_932_897, 0.5, Number.NaN])('INT-12: there is no day %d', (day) => {
    expect(() => fromEpochDay(day)).toThrow(RangeError);
  });

  test('INT-12: 2025-03-03 is a Monday, 2025-03-09 a Sunday, 1969-12-31 a Wednesday, 0001-01-01 a Monday', () => {
    expect(['2025-03-03', '2025-03-09', '1969-12-31', '0001-01-01'].map(dayOfWeek)).toEqual([1, 7, 3, 1]);
  });
});

describe('months and years', () => {
  test.each([
    ['2025-01-31', 1, '2025-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2025-03-31', 1, '2025-04-30'],
    ['2025-10-31', 4, '2026-02-28'],
    ['2025-12-15', 1, '2026-01-15'],
    ['2025-03-31', -1, '2025-02-28'],
    ['2025-01-15', -1, '2024-12-15'],
    ['2025-05-05', 0, '2025-05-05'],
  ])('INT-13: %s and %d months give the corresponding day or the last of the month, %s', (from, months, to) => {
    expect(addMonths(from, months)).toBe(to);
  });

  test.each([
    ['2024-02-29', 1, '2025-02-28'],
    ['2024-02-29', 4, '2028-02-29'],
    ['2024-02-29', -3, '2021-02-28'],
    ['2025-06-30', -3, '2022-06-30'],
    ['2096-02-29', 4, '2100-02-28'],
  ])('INT-13: %s and %d years give %s', (from, years, to) => {
    expect(addYears(from, years)).toBe(to);
  });

  test('INT-13: a month later is a day that exists, in the next month', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_162, max: 2_932_000 }), (day) => {
        const from = fromEpochDay(day);
        const later = addMonths(from, 1);
        expect(parseLocalDate(later)).toBe(later);
        expect(monthsBefore(later)).toBe(monthsBefore(from) + 1);
      }),
    );
  });

  test('INT-13: nothing lies beyond the years 1 to 9999', () => {
    expect(() => addYears('9999-01-01', 1)).toThrow(RangeError);
    expect(() => addMonths('0001-01-31', -1)).toThrow(RangeError);
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
    expect(() => addMonths('2025-01-01', 0.5)).toThrow(RangeError);
  });
});
