import { describe, expect, test } from '@jest/globals';
import { installedCalendar } from '../calendar/installed.js';
import { dayOfWeek } from '../calendar/local-date.js';
import { calendarDeadline, type Deadline, periodDeadline, termOf } from './deadline.js';
import { installedPolicies } from './installed.js';
import type { Policy } from './policy.js';
import { refusalOf } from '../../test/refusal.js';

const policy = (id: string): Policy => installedPolicies.find(id, '2025-06-20');
const [amc, subsidy, sei, sme, xj] = ['jl-amc-2024', 'jl-amc-subsidy-2024', 'jl-sei-2020', 'jl-sme-2024', 'xj-amc'].map(policy) as [Policy, Policy, Policy, Policy, Policy];

function due(of: Policy, clause: string, from: string, options: Parameters<typeof periodDeadline>[4] = {}): Deadline {
  return periodDeadline(of, clause, from, installedCalendar, options);
}

describe('deadlines of the calendar', () => {
  test.each<[string, Policy, number, string, number]>([
    ['AMC-10.a', amc, 2026, '2026-04-30', 4],
    ['AMC-10.a', amc, 2028, '2028-04-30', 7],
    ['SME-13', sme, 2026, '2026-03-31', 2],
    ['SME-13', sme, 2024, '2024-03-31', 7],
    ['SUB-7.a', subsidy, 2025, '2025-06-30', 1],
    ['SUB-7.a', subsidy, 2024, '2024-06-30', 7],
    ['SUB-10.b', subsidy, 2025, '2025-09-30', 2],
    ['SUB-10.b', subsidy, 2028, '2028-09-30', 6],
  ])('INT-15: the deadline of %s does not move for rest days (%#)', (clause, of, year, day, weekday) => {
    expect(calendarDeadline(of, clause, year)).toBe(day);
    expect(dayOfWeek(day)).toBe(weekday);
  });

  test('AMC-10.a: the report is due by the end of April', () => {
    expect([2025, 2026, 2027].map((year) => calendarDeadline(amc, 'AMC-10.a', year))).toEqual(['2025-04-30', '2026-04-30', '2027-04-30']);
  });

  test('SME-13, INT-15: a report due on a Sunday is due on that Sunday', () => {
    expect([calendarDeadline(sme, 'SME-13', 2024), installedCalendar.day('2024-03-31').working]).toEqual(['2024-03-31', false]);
  });

  test('SUB-7.a: the notice is due by 30 June', () => {
    expect(calendarDeadline(subsidy, 'SUB-7.a', 2026)).toBe('2026-06-30');
  });

  test('SUB-10.b: the reserve is complete by 30 September', () => {
    expect(calendarDeadline(subsidy, 'SUB-10.b', 2026)).toBe('2026-09-30');
  });

  test('SEI-5-2: applications were due by 2020-05-15, whatever year is asked about', () => {
    expect([2020, 2026].map((year) => calendarDeadline(sei, 'SEI-5-2', year))).toEqual(['2020-05-15', '2020-05-15']);
  });

  test.each<[Policy, string]>([[sme, 'SME-11'], [sme, 'SME-12'], [xj, 'AMC-10.a'], [xj, 'XJ-7-3.b'], [amc, 'constructor']])('a clause that sets none is refused (%#)', (of, clause) => {
    const refusal = refusalOf(() => calendarDeadline(of, clause, 2026));
    expect([refusal.code, refusal.clause]).toEqual(['UNKNOWN_CLAUSE', clause]);
    expect(refusal.message).toContain(of.source.deadlines[0]!.clause);
  });
});

describe('periods that begin with an event', () => {
  test('XJ-7-3.b: a notice runs for five working days, by the arrangement with its make-up days', () => {
    expect(due(xj, 'XJ-7-3.b', '2026-09-28')).toEqual({ dueOn: '2026-10-10', firstDayAfter: '2026-10-11', provisional: false });
  });

  test('XJ-7-3.b, INT-12: its five days are never shortened nor set otherwise', () => {
    for (const options of [{ length: 4 }, { length: 5 }, { length: 10 }, { startDay: 'included' }] as const) {
      const refusal = refusalOf(() => due(xj, 'XJ-7-3.b', '2026-09-28', options));
      expect([refusal.code, refusal.clause, refusal.message]).toEqual(['INVALID_REQUEST', 'XJ-7-3.b', 'XJ-7-3.b of xj-amc fixes 5 working days: no other length, and the first day does not count.']);
      expect(refusal.sentence.zh).toBe('xj-amc 的 XJ-7-3.b 已定为 5个工作日，不得另定长度或将起始日计入。');
    }
    expect(due(xj, 'XJ-7-3.b', '2026-09-28', { startDay: 'excluded' }).dueOn).toBe('2026-10-10');
  });

  test.each<[string, Policy]>([['AMC-7-3', amc], ['SME-11', sme], ['SUB-10.a', subsidy]])('INT-11, AMC-7-3, SME-11, SUB-10.a: five working days unless the call sets its own length (%s)', (clause, of) => {
    expect(due(of, clause, '2025-03-03').dueOn).toBe('2025-03-10');
    expect(due(of, clause, '2025-03-03', { length: 7 }).dueOn).toBe('2025-03-12');
    expect(due(of, clause, '2025-03-03', { length: 1 }).dueOn).toBe('2025-03-04');
    expect(due(of, clause, '2025-03-03', { startDay: 'included' }).dueOn).toBe('2025-03-07');
  });

  test('AMC-7-3, SME-11, SME-14-4, SUB-10.a, SUB-12.b, XJ-7-3.b: these are all the periods that the programmes set', () => {
    expect([amc, sme, subsidy, xj, sei].map((of) => of.source.deadlines.filter(({ kind }) => kind === 'period').map(({ clause }) => clause))).toEqual([
      ['AMC-7-3'], ['SME-11', 'SME-14-4'], ['SUB-10.a', 'SUB-12.b'], ['XJ-7-3.b'], [],
    ]);
  });

  test('INT-14: in a year without an arrangement the end is provisional', () => {
    expect(due(sme, 'SME-11', '2031-01-02')).toEqual({ dueOn: '2031-01-09', firstDayAfter: '2031-01-10', provisional: true });
  });

  test('SUB-12.b, INT-33: local pay-out within thirty calendar days, or what the issue of funds sets', () => {
    expect(due(subsidy, 'SUB-12.b', '2026-01-15')).toEqual({ dueOn: '2026-02-14', firstDayAfter: '2026-02-15', provisional: false });
    expect(due(subsidy, 'SUB-12.b', '2026-01-15', { length: 10 }).dueOn).toBe('2026-01-25');
  });

  test('SME-14-4, INT-34: a change is reported within thirty calendar days, which nobody sets otherwise', () => {
    expect(due(sme, 'SME-14-4', '2026-06-01')).toEqual({ dueOn: '2026-07-01', firstDayAfter: '2026-07-02', provisional: false });
    expect(refusalOf(() => due(sme, 'SME-14-4', '2026-06-01', { length: 60 }))).toMatchObject({ code: 'INVALID_REQUEST', clause: 'SME-14-4' });
  });

  test('SME-14-4: thirty days that end on a Sunday end on that Sunday', () => {
    expect([due(sme, 'SME-14-4', '2025-03-07').dueOn, dayOfWeek('2025-04-06')]).toEqual(['2025-04-06', 7]);
  });

  test.each([0, -1, 1.5, Number.NaN, 1e9])('a length of %s is refused', (length) => {
    expect(refusalOf(() => due(sme, 'SME-11', '2025-03-03', { length })).code).toBe('INVALID_REQUEST');
  });

  test.each<[Policy, string]>([[sme, 'SME-13'], [sei, 'SEI-5-2'], [amc, 'SME-11']])('a clause that begins no period is refused (%#)', (of, clause) => {
    expect(refusalOf(() => due(of, clause, '2025-03-03')).code).toBe('UNKNOWN_CLAUSE');
  });
});

describe('terms', () => {
  test('INT-13, SME-12: a title recognised on 2025-08-15 is valid through 2028-08-15 and ends with its term', () => {
    expect(termOf(sme, '2025-08-15')).toEqual({ validThrough: '2028-08-15', reReviewFrom: '2028-08-16', endsTitle: true });
  });

  test('INT-13, AMC-11.a: the re-review is due after three years; the title does not end by itself', () => {
    expect(termOf(amc, '2025-08-15')).toEqual({ validThrough: '2028-08-15', reReviewFrom: '2028-08-16', endsTitle: false });
  });

  test('INT-13, SME-12: where the last year has no such day, through the last day of the month', () => {
    expect(termOf(sme, '2024-02-29').validThrough).toBe('2027-02-28');
    expect(termOf(sme, '2025-02-28').validThrough).toBe('2028-02-28');
  });

  test('INT-28, XJ-7-3.c: a title of Xinjiang has no term', () => {
    expect(termOf(xj, '2025-08-15')).toEqual({ validThrough: null, reReviewFrom: null, endsTitle: false });
  });

  test('a notice of one year and a subsidy give no term either', () => {
    expect([sei, subsidy].map((of) => termOf(of, '2025-08-15').validThrough)).toEqual([null, null]);
  });
});
