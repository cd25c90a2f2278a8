import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import periodCases from '../../cases/period.json' with { type: 'json' };
import { PolicyError } from '../errors.js';
import { Calendar } from './arrangement.js';
import { installedCalendar } from './installed.js';
import { addDays, fromEpochDay } from './local-date.js';
import { period } from './period.js';

const cases = periodCases as { request: Record<string, unknown>; expect: Record<string, unknown> }[];

function refusalOf(request: unknown): PolicyError {
  try {
    period(request, installedCalendar);
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the worked cases', () => {
  test('INT-12: there are worked cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(11);
  });

  test.each(cases.map((one) => [JSON.stringify(one.request), one] as const))('INT-12, INT-13: worked case %s', (_name, one) => {
    expect(period(one.request, installedCalendar)).toMatchObject(one.expect);
  });
});

describe('working days', () => {
  test.each([
    ['2026-09-22', '2026-09-30', 'the last day on which it ends before the National Day break'],
    ['2026-09-23', '2026-10-08', 'the day after, across both breaks'],
    ['2026-09-30', '2026-10-13', 'the day before the break'],
    ['2026-10-01', '2026-10-13', 'the first day of the break'],
    ['2026-10-07', '2026-10-13', 'the last day of the break'],
    ['2026-10-08', '2026-10-14', 'the day after the break'],
  ])('XJ-7-3.b: a notice published on %s runs five working days, through %s (%s)', (from, ends) => {
    expect(period({ from, workingDays: 5 }, installedCalendar)).toEqual({ ends, firstDayAfter: addDays(ends, 1), provisional: false });
  });

  test('XJ-7-3.b: a make-up Saturday is one of the five working days', () => {
    expect(period({ from: '2026-09-28', workingDays: 5 }, installedCalendar).ends).toBe('2026-10-10');
  });

  test('INT-12: the day of the event does not count, unless the period includes it', () => {
    const from = '2025-03-03';
    expect(period({ from, workingDays: 5 }, installedCalendar).ends).toBe('2025-03-10');
    expect(period({ from, workingDays: 5, startDay: 'excluded' }, installedCalendar).ends).toBe('2025-03-10');
    expect(period({ from, workingDays: 5, startDay: 'included' }, installedCalendar).ends).toBe('2025-03-07');
    expect(period({ from, workingDays: 1, startDay: 'included' }, installedCalendar).ends).toBe('2025-03-03');
  });

  test('INT-12: a start day that is a rest day is no working day, included or not', () => {
    expect(period({ from: '2025-03-08', workingDays: 1, startDay: 'included' }, installedCalendar).ends).toBe('2025-03-10');
    expect(period({ from: '2025-03-08', workingDays: 1 }, installedCalendar).ends).toBe('2025-03-10');
  });

  test('INT-12: one more working day moves the end forward, to a working day', () => {
    const from = fc.integer({ min: 19_000, max: 22_000 }).map(fromEpochDay);
    const startDay = fc.constantFrom('excluded', 'included');
    fc.assert(
      fc.property(from, startDay, fc.integer({ min: 1, max: 9_999 }), (start, rule, count) => {
        const ends = (workingDays: number) => period({ from: start, workingDays, startDay: rule }, installedCalendar).ends;
        expect(ends(count + 1) > ends(count)).toBe(true);
        expect(installedCalendar.day(ends(count)).working).toBe(true);
      }),
    );
  });

  test('INT-12: including the start day ends a period no later, and no more than one working day earlier', () => {
    const from = fc.integer({ min: 19_000, max: 22_000 }).map(fromEpochDay);
    fc.assert(
      fc.property(from, fc.integer({ min: 2, max: 100 }), (start, workingDays) => {
        const excluded = period({ from: start, workingDays }, installedCalendar).ends;
        const included = period({ from: start, workingDays, startDay: 'included' }, installedCalendar).ends;
        const oneLess = period({ from: start, workingDays: workingDays - 1 }, installedCalendar).ends;
        expect(included).toBe(installedCalendar.day(start).working ? oneLess : excluded);
      }),
    );
  });
});

describe('days, months and years', () => {
  test('SME-12, INT-13: a title recognised on 2025-08-15 for three years is valid through 2028-08-15', () => {
    const { ends, firstDayAfter } = period({ from: '2025-08-15', years: 3 }, installedCalendar);
    const valid = (day: string) => day <= ends;
    expect(['2028-08-14', '2028-08-15', '2028-08-16'].map(valid)).toEqual([true, true, false]);
    expect(firstDayAfter).toBe('2028-08-16');
  });

  test('SME-12: a title extended by three years from its last day is valid through the same day three years on', () => {
    const first = period({ from: '2025-08-15', years: 3 }, installedCalendar);
    expect(period({ from: first.ends, years: 3 }, installedCalendar).ends).toBe('2031-08-15');
  });

  test('AMC-11.a: three years after 2024-02-29 the re-review is due by 2027-02-28', () => {
    expect(period({ from: '2024-02-29', years: 3 }, installedCalendar)).toEqual({ ends: '2027-02-28', firstDayAfter: '2027-03-01', provisional: false });
    expect(period({ from: '2024-02-28', years: 3 }, installedCalendar).ends).toBe('2027-02-28');
    expect(period({ from: '2024-03-01', years: 3 }, installedCalendar).ends).toBe('2027-03-01');
  });

  test('SUB-13.c: a ban decided on 2026-03-01 bars applications for five years, through 2031-03-01', () => {
    const { ends, firstDayAfter } = period({ from: '2026-03-01', years: 5 }, installedCalendar);
    const barred = (day: string) => day <= ends;
    expect(['2026-03-02', '2031-02-28', '2031-03-01', '2031-03-02'].map(barred)).toEqual([true, true, true, false]);
    expect(firstDayAfter).toBe('2031-03-02');
  });

  test.each([
    [{ days: 60 }, '2025-04-01'],
    [{ days: 60, startDay: 'included' }, '2025-03-31'],
    [{ months: 1 }, '2025-02-28'],
    [{ months: 1, startDay: 'included' }, '2025-02-27'],
    [{ months: 6 }, '2025-07-31'],
    [{ years: 1, startDay: 'included' }, '2026-01-30'],
  ])('INT-12, INT-13: from 2025-01-31, %j ends on %s', (length, ends) => {
    expect(period({ from: '2025-01-31', ...length }, installedCalendar)).toEqual({ ends, firstDayAfter: addDays(ends, 1), provisional: false });
  });
});

describe('an end on a rest day', () => {
  test.each([
    ['2025-09-24', '2025-09-30', 'a working day, the last before the break'],
    ['2025-09-25', '2025-10-09', 'the first day of the break'],
    ['2025-10-02', '2025-10-09', 'the last day of the break'],
    ['2025-10-03', '2025-10-09', 'the day after the break'],
    ['2025-10-05', '2025-10-11', 'a make-up Saturday, which works'],
    ['2025-10-06', '2025-10-13', 'a plain Sunday'],
  ])('INT-27: six days for an act from %s end on %s (%s)', (from, ends) => {
    expect(period({ from, days: 6 }, installedCalendar, { restDay: 'moves' })).toEqual({ ends, firstDayAfter: addDays(ends, 1), provisional: false });
  });

  test('INT-27: terms of validity and bans do not move', () => {
    expect(period({ from: '2020-10-03', years: 5 }, installedCalendar).ends).toBe('2025-10-03');
    expect(period({ from: '2020-10-03', years: 5 }, installedCalendar, { restDay: 'stays' }).ends).toBe('2025-10-03');
    expect(period({ from: '2020-10-03', years: 5 }, installedCalendar, { restDay: 'moves' }).ends).toBe('2025-10-09');
  });

  test('INT-27, INT-14: moving an end judges it, so an end in a year not arranged is provisional', () => {
    const request = { from: '2026-12-21', days: 10 };
    expect(period(request, installedCalendar).provisional).toBe(false);
    expect(period(request, installedCalendar, { restDay: 'moves' })).toEqual({ ends: '2026-12-31', firstDayAfter: '2027-01-01', provisional: true });
  });
});

describe('what is provisional', () => {
  test.each([
    ['2026-12-25', 1, '2026-12-28', false, 'ends before the days that 2027 can move'],
    ['2026-12-25', 2, '2026-12-29', true, 'the first day that 2027 can move'],
    ['2026-12-25', 5, '2027-01-01', true, 'the first day of 2027'],
    ['2023-12-29', 1, '2024-01-02', true, 'weekend days of 2023 were judged'],
    ['2023-12-31', 1, '2024-01-02', false, 'the start day was not judged'],
    ['2024-12-27', 5, '2025-01-06', false, 'both years arranged'],
  ])('INT-14: from %s, %d working days end on %s, provisional: %p (%s)', (from, workingDays, ends, provisional) => {
    expect(period({ from, workingDays }, installedCalendar)).toEqual({ ends, firstDayAfter: addDays(ends, 1), provisional });
  });

  test('INT-14: an included start day is judged as well', () => {
    expect(period({ from: '2023-12-31', workingDays: 1, startDay: 'included' }, installedCalendar)).toMatchObject({ ends: '2024-01-02', provisional: true });
  });

  test('INT-14: months and years judge no day', () => {
    expect(period({ from: '2025-08-15', years: 30 }, Calendar.of([])).provisional).toBe(false);
  });
});

describe('requests that are refused', () => {
  test.each<[string, unknown, string | undefined]>([
    ['no object', 'x', undefined],
    ['an array', [], undefined],
    ['nothing', null, undefined],
    ['no start', { workingDays: 5 }, 'from'],
    ['a start that does not exist', { from: '2025-02-29', days: 1 }, 'from'],
    ['a start as a number', { from: 20250101, days: 1 }, 'from'],
    ['no length', { from: '2025-01-01' }, undefined],
    ['two lengths', { from: '2025-01-01', days: 1, years: 1 }, 'years'],
    ['zero days', { from: '2025-01-01', days: 0 }, 'days'],
    ['a negative length', { from: '2025-01-01', months: -1 }, 'months'],
    ['half a day', { from: '2025-01-01', days: 0.5 }, 'days'],
    ['a length as text', { from: '2025-01-01', days: '5' }, 'days'],
    ['null for a length', { from: '2025-01-01', days: null }, 'days'],
    ['10,001 working days', { from: '2025-01-01', workingDays: 10_001 }, 'workingDays'],
    ['100,001 days', { from: '2025-01-01', days: 100_001 }, 'days'],
    ['1,201 months', { from: '2025-01-01', months: 1_201 }, 'months'],
    ['1,001 years', { from: '2025-01-01', years: 1_001 }, 'years'],
    ['an unknown start day', { from: '2025-01-01', days: 1, startDay: 'yes' }, 'startDay'],
    ['an unknown field', { from: '2025-01-01', day: 1 }, 'day'],
    ['a prototype', JSON.parse('{"from": "2025-01-01", "__proto__": {"days": 1}}'), '__proto__'],
    ['an inherited length', Object.assign(Object.create({ days: 1 }) as object, { from: '2025-01-01' }), undefined],
    ['an end past the year 9999', { from: '9999-12-01', months: 1 }, 'months'],
    ['an end on the very last day, which has no day after', { from: '9999-12-30', days: 1 }, 'days'],
    ['working days past the year 9999', { from: '9990-01-01', workingDays: 10_000 }, 'workingDays'],
  ])('INT-12: %s', (_name, request, path) => {
    const refusal = refusalOf(request);
    expect(refusal.code).toBe('INVALID_REQUEST');
    expect(refusal.path).toBe(path);
    expect(refusal.sentence.zh).toMatch(/请/);
  });

  test.each([
    [{ workingDays: 10_000 }],
    [{ days: 100_000 }],
    [{ months: 1_200 }],
    [{ years: 1_000 }],
  ])('INT-12: the longest period, %j, is counted', (length) => {
    expect(period({ from: '2025-01-01', ...length }, installedCalendar).ends > '2060').toBe(true);
  });

  test('INT-12: a period may begin on the first day there is', () => {
    expect(period({ from: '0001-01-01', days: 1, startDay: 'included' }, installedCalendar).ends).toBe('0001-01-01');
    expect(period({ from: '0001-01-01', workingDays: 1, startDay: 'included' }, installedCalendar).ends).toBe('0001-01-01');
  });
});
