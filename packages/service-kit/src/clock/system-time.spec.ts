import { afterEach, describe, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';

import { newId } from './new-id.js';
import { dayInShanghai, startOfDayInShanghai } from './system-time.js';

const programmeYears = fc.date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true });

describe('a day in Asia/Shanghai', () => {
  test.each([
    ['2026-02-28T15:59:59.999Z', '2026-02-28'],
    ['2026-02-28T16:00:00.000Z', '2026-03-01'],
    ['2026-12-31T16:00:00.000Z', '2027-01-01'],
    ['2028-02-28T16:00:00.000Z', '2028-02-29'],
  ])('%s is on %s', (instant, day) => {
    expect(dayInShanghai(new Date(instant))).toBe(day);
  });

  test('is the day that the time zone database has', () => {
    const calendar = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
    fc.assert(fc.property(programmeYears, (instant) => expect(dayInShanghai(instant)).toBe(calendar.format(instant))));
  });

  test('begins at its first instant: the millisecond before is the day before', () => {
    fc.assert(
      fc.property(programmeYears, (instant) => {
        const day = dayInShanghai(instant);
        const start = startOfDayInShanghai(day);
        expect(dayInShanghai(start)).toBe(day);
        expect(dayInShanghai(new Date(start.getTime() - 1)) < day).toBe(true);
      }),
    );
  });
});

describe('a new identifier', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const UUID_7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  const timeOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);

  test('is a UUID of version 7 with the present time, and no two are the same', () => {
    const before = Date.now();
    const ids = Array.from({ length: 20_000 }, newId);
    expect(ids.every((id) => UUID_7.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(20_000);
    expect(timeOf(ids[0] ?? '')).toBeGreaterThanOrEqual(before);
  });

  test('is greater than the one before, also past 4,096 in one millisecond and with a clock that goes back', () => {
    const frozen = Date.now() + 60_000;
    jest.spyOn(Date, 'now').mockReturnValue(frozen);
    const ids = Array.from({ length: 9_000 }, newId);
    jest.spyOn(Date, 'now').mockReturnValue(frozen - 30_000);
    ids.push(...Array.from({ length: 100 }, newId));
    expect(ids).toEqual(ids.toSorted());
    expect(timeOf(ids[4_095] ?? '')).toBe(frozen);
    expect(timeOf(ids[4_096] ?? '')).toBe(frozen + 1);
  });
});
