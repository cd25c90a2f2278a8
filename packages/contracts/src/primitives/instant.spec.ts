import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { instantOf, instantSchema } from './instant.js';

function accepted(value: unknown): boolean {
  return instantSchema.safeParse(value).success;
}

describe('which texts are instants', () => {
  test.each([
    '2026-03-01T09:00:00+08:00', '2026-03-01T01:00:00Z', '2026-03-01T01:00:00.123Z', '2026-03-01T01:00:00.123456+08:00', '2024-02-29T23:59:59-12:00',
    '2026-03-01T15:00:00+14:00', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999Z',
  ])('%s is an instant', (text) => {
    expect(accepted(text)).toBe(true);
  });

  test.each([
    ['2026-03-01T09:00:00', 'no offset'],
    ['2026-03-01T09:00+08:00', 'no seconds'],
    ['2026-03-01', 'a day'],
    ['2026-03-01 09:00:00+08:00', 'a space'],
    ['2026-03-01t09:00:00z', 'lower case'],
    ['2026-02-29T09:00:00Z', 'no such day'],
    ['0000-01-01T00:00:00Z', 'no year 0'],
    ['2026-03-01T24:00:00Z', 'hour 24'],
    ['2026-03-01T09:60:00Z', 'minute 60'],
    ['2016-12-31T23:59:60Z', 'a leap second'],
    ['2026-03-01T09:00:00.1234567Z', 'a seventh decimal, which the database would round'],
    ['2026-03-01T09:00:00.Z', 'a point without decimals'],
    ['2026-03-01T09:00:00+0800', 'offset without colon'],
    ['2026-03-01T09:00:00+08', 'offset without minutes'],
    ['2026-03-01T09:00:00+14:01', 'an offset beyond 14 hours'],
    ['2026-03-01T09:00:00+23:59', 'an offset that the database refuses'],
    ['2026-03-01T09:00:00Z\n', 'a line end'],
    ['', 'nothing'],
  ])('%j is none: %s', (text) => {
    expect(accepted(text)).toBe(false);
  });

  test.each([[1_772_326_800_000], [null], [undefined], [new Date(0)]])('%p is none', (value) => {
    expect(accepted(value)).toBe(false);
  });

  test('every instant a Date can write from year 1 to 9999 is accepted, in UTC and with the offset of China', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true }), (date) => {
        const utc = date.toISOString();
        const china = `${new Date(date.getTime() + 28_800_000).toISOString().slice(0, -1)}+08:00`;
        expect(accepted(utc)).toBe(true);
        expect(instantOf(date)).toBe(utc);
        expect(accepted(china)).toBe(true);
        expect(Date.parse(china)).toBe(date.getTime());
      }),
    );
  });

  test.each([new Date('invalid'), new Date(Date.UTC(10_000, 0, 1)), new Date('0000-12-31T23:59:59.999Z'), new Date(-8.64e15)])('%p cannot be written as one', (date) => {
    expect(() => instantOf(date)).toThrow(RangeError);
  });

  test('what is accepted is an instant to an independent reader too', () => {
    const two = fc.integer({ min: 0, max: 70 }).map((value) => String(value).padStart(2, '0'));
    fc.assert(
      fc.property(two, two, two, two, two, (month, day, hour, minute, second) => {
        const text = `2026-${month}-${day}T${hour}:${minute}:${second}+08:00`;
        if (accepted(text)) expect(Number.isNaN(Date.parse(text))).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });
});
