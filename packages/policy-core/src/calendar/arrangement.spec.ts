import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { arrangementSchema, Calendar } from './arrangement.js';
import { installedCalendar } from './installed.js';
import { addDays, dayOfWeek, fromEpochDay } from './local-date.js';
import type { LocalDate } from './local-date.js';
import { refusalOf } from '../../test/refusal.js';

const document = { title: 'a notice made for this test', source: 'https://example.org/notice' };

function file(year: number, ...days: [date: string, kind: string][]) {
  return { year, document, days: days.map(([date, kind]) => ({ date, name: '元旦', kind })) };
}

function workingDays(year: number): number {
  let count = 0;
  for (let date: LocalDate = `${year}-01-01`; date <= `${year}-12-31`; date = addDays(date, 1)) {
    if (installedCalendar.day(date).working) count += 1;
  }
  return count;
}

function byHand(calendar: Calendar, start: LocalDate, count: number): LocalDate {
  let date = start;
  for (let left = count; left > 0; ) {
    date = addDays(date, 1);
    if (calendar.day(date).working) left -= 1;
  }
  return date;
}

describe('the arrangements of 2024 to 2026', () => {
  test('INT-12: the years 2024, 2025 and 2026 are installed', () => {
    expect(installedCalendar.years).toEqual([2024, 2025, 2026]);
  });

  test.each([
    ['2025-09-28', true, 'a Sunday made a working day'],
    ['2025-10-01', false, 'the first day of the National Day break'],
    ['2025-10-08', false, 'the last day of the break, a Wednesday'],
    ['2025-10-09', true, 'the day after the break'],
    ['2025-10-11', true, 'a Saturday made a working day'],
    ['2025-10-12', false, 'a plain Sunday'],
    ['2026-01-02', false, 'a Friday off'],
    ['2026-01-04', true, 'a Sunday made a working day'],
    ['2024-05-11', true, 'a Saturday made a working day'],
  ])('INT-12: %s works: %p (%s)', (date, working) => {
    expect(installedCalendar.day(date)).toEqual({ working, provisional: false });
  });

  test('INT-12: 2024 has 251 working days, 2025 has 248 and 2026 has 248, weekends and arrangement together', () => {
    expect([2024, 2025, 2026].map(workingDays)).toEqual([251, 248, 248]);
  });
});

describe('what is not yet arranged', () => {
  test.each([
    ['2023-12-31', true],
    ['2024-01-01', false],
    ['2026-12-28', false],
    ['2026-12-29', true],
    ['2026-12-31', true],
    ['2027-01-01', true],
  ])('INT-14: with 2024 to 2026 installed, %s is provisional: %p', (date, provisional) => {
    expect(installedCalendar.day(date).provisional).toBe(provisional);
  });

  test('INT-14: a year without arrangement is counted with weekends alone', () => {
    expect(installedCalendar.day('2027-01-01')).toEqual({ working: true, provisional: true });
    expect(installedCalendar.day('2027-01-02')).toEqual({ working: false, provisional: true });
  });

  test('INT-14: the arrangement of the next year moves the end of December and makes it final', () => {
    const later = installedCalendar.install(file(2027, ['2026-12-29', 'off'], ['2026-12-31', 'off'], ['2027-01-01', 'off'], ['2027-01-03', 'working']));
    expect(later.day('2026-12-29')).toEqual({ working: false, provisional: false });
    expect(later.day('2026-12-30')).toEqual({ working: true, provisional: false });
    expect(later.day('2026-12-31')).toEqual({ working: false, provisional: false });
    expect(later.day('2027-01-03')).toEqual({ working: true, provisional: false });
  });

  test('INT-14: installing leaves the calendar it came from as it was', () => {
    installedCalendar.install(file(2027, ['2026-12-31', 'off']));
    expect(installedCalendar.day('2026-12-31')).toEqual({ working: true, provisional: true });
    expect(installedCalendar.years).toEqual([2024, 2025, 2026]);
  });

  test('INT-14: a year installed twice follows the later file alone', () => {
    const first = Calendar.of([file(2027, ['2027-01-04', 'off'])]);
    const corrected = first.install(file(2027, ['2027-01-05', 'off']));
    expect(first.day('2027-01-04').working).toBe(false);
    expect(corrected.day('2027-01-04').working).toBe(true);
    expect(corrected.day('2027-01-05').working).toBe(false);
    expect(corrected.years).toEqual([2027]);
  });

  test('INT-14: where two years name a day of December, the later document stands, in whatever order they are installed', () => {
    const years = [file(2026, ['2026-12-31', 'working']), file(2027, ['2026-12-31', 'off'])];
    expect(Calendar.of(years).day('2026-12-31').working).toBe(false);
    expect(Calendar.of(years.toReversed()).day('2026-12-31').working).toBe(false);
  });
});

describe('files that are refused', () => {
  const good = file(2027, ['2027-01-01', 'off']);

  test('INT-14: a file may reach back to 25 December of the year before, no further', () => {
    expect(arrangementSchema.safeParse(file(2027, ['2026-12-25', 'off'])).success).toBe(true);
    expect(arrangementSchema.safeParse(file(2027, ['2026-12-24', 'off'])).success).toBe(false);
    expect(arrangementSchema.safeParse(file(2027, ['2027-12-31', 'off'])).success).toBe(true);
    expect(arrangementSchema.safeParse(file(2027, ['2028-01-01', 'off'])).success).toBe(false);
  });

  test.each<[string, unknown, string | undefined, RegExp]>([
    ['a day that does not exist', file(2027, ['2027-02-29', 'off']), 'days.0.date', /date that exists/],
    ['a day listed twice', file(2027, ['2027-01-01', 'off'], ['2027-01-01', 'working']), 'days.1.date', /listed once/],
    ['a day of another year', file(2027, ['2025-01-01', 'off']), 'days.0.date', /in this year/],
    ['an unknown kind', file(2027, ['2027-01-01', 'holiday']), 'days.0.kind', /"off" or "working"/],
    ['a day that is a bare text', { ...good, days: ['2027-01-01'] }, 'days.0', /date, name and kind/],
    ['a year as text', { ...good, year: '2027' }, 'year', /whole year/],
    ['no year', { document, days: [] }, 'year', /whole year/],
    ['a source that is no address', { ...good, document: { title: 'x', source: 'x' } }, 'document.source', /web address/],
    ['an unknown field', { ...good, remark: 'x' }, 'remark', /leave it out/],
    ['a prototype', JSON.parse('{"__proto__": {"year": 2027}, "year": 2027, "days": []}'), undefined, /expected|no field/],
    ['a text', '2027', undefined, /an object of year/],
    ['nothing', null, undefined, /an object of year/],
  ])('INT-14: %s is refused, with the place and what is expected', (_name, json, path, message) => {
    const refusal = refusalOf(() => installedCalendar.install(json));
    expect(refusal.code).toBe('INVALID_REQUEST');
    if (path !== undefined) expect(refusal.path).toBe(path);
    expect(refusal.sentence.en).toMatch(message);
    expect(refusal.sentence.zh).toMatch(/请/);
  });

  test('INT-14: the place names the file among several', () => {
    expect(refusalOf(() => Calendar.of([good, file(2028, ['2028-02-30', 'off'])])).path).toBe('1.days.0.date');
  });
});

describe('counting working days', () => {
  const from = fc.integer({ min: 19_500, max: 21_000 }).map(fromEpochDay);

  test('INT-12: jumping to the n-th working day finds the day that counting day by day finds', () => {
    fc.assert(
      fc.property(from, fc.integer({ min: 1, max: 300 }), (start, count) => {
        expect(installedCalendar.workingDayAfter(start, count)).toBe(byHand(installedCalendar, start, count));
      }),
    );
  });

  test('INT-12: the same holds for any arrangement, a year wholly off included', () => {
    const day = fc.tuple(fc.integer({ min: 20_454, max: 20_818 }).map(fromEpochDay), fc.constantFrom('off', 'working'));
    const arrangement = fc.uniqueArray(day, { selector: ([date]) => date, maxLength: 365, size: 'max' });
    const start = fc.integer({ min: 20_440, max: 20_830 }).map(fromEpochDay);
    fc.assert(
      fc.property(arrangement, start, fc.integer({ min: 1, max: 60 }), (days, date, count) => {
        const calendar = Calendar.of([file(2026, ...days)]);
        expect(calendar.workingDayAfter(date, count)).toBe(byHand(calendar, date, count));
      }),
    );
    const allOff = Array.from({ length: 365 }, (_, index): [string, string] => [addDays('2026-01-01', index), 'off']);
    expect(Calendar.of([file(2026, ...allOff)]).workingDayAfter('2025-12-31', 1)).toBe('2027-01-01');
  });

  test('INT-14: without any arrangement Monday to Friday work, before 1970 as after', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_162, max: 2_932_896 }).map(fromEpochDay), (date) => {
        expect(Calendar.of([]).day(date)).toEqual({ working: dayOfWeek(date) <= 5, provisional: true });
      }),
    );
  });
});
