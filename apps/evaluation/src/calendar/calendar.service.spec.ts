import { calendarContracts } from '@jiqun/contracts';
import { installedCalendar, period } from '@jiqun/policy-core';
import { CommandRunner } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { arrangement2028, NoticeBed } from '../../test/notice-bed.js';
import { CalendarCatalogue } from './calendar-catalogue.js';
import { CalendarService } from './calendar.service.js';
import { ProvisionalPeriods } from './provisional-periods.js';

let bed: NoticeBed;

beforeAll(async () => {
  bed = await NoticeBed.open('2027-01-04');
}, 60_000);

afterAll(async () => {
  await bed.close();
});

const reason = '国务院办公厅已印发（样例）';
const nationalDay = { from: '2028-09-28' as never, workingDays: 5 };

describe('holiday arrangements', () => {
  it('INT-14: a period in a year without arrangement is counted with weekends alone and says so, until the arrangement is installed', async () => {
    const version = installedCalendar.version;
    expect(await bed.calendars.period(nationalDay)).toEqual({ ends: '2028-10-05', firstDayAfter: '2028-10-06', provisional: true, version });
    const installed = await bed.calendars.install({ arrangement: arrangement2028, reason }, bed.administrator());
    expect(installed).toMatchObject({ year: 2028, version: `${version},2028#1`, recomputed: 0 });
    expect(await bed.calendars.period(nationalDay)).toEqual({ ends: '2028-10-11', firstDayAfter: '2028-10-12', provisional: false, version: `${version},2028#1` });
    expect(await bed.calendars.get()).toMatchObject({ version: `${version},2028#1`, years: [...installedCalendar.years, 2028], installed: [{ year: 2028, sha256: installed.sha256 }] });
    expect(await bed.bed.events(calendarContracts.installed)).toEqual([{ arrangementId: installed.arrangementId, year: 2028, sha256: installed.sha256, version: `${version},2028#1` }]);
  });

  it('INT-12: of several arrangements of one year the last counts, and the versions of the calendar differ', async () => {
    const longer = { ...arrangement2028, days: [...arrangement2028.days.slice(0, 7), { date: '2028-10-08' as never, name: '国庆节', kind: 'off' as const }, { date: '2028-10-09' as never, name: '国庆节', kind: 'off' as const }] };
    const before = await bed.catalogue.current();
    const { version } = await bed.calendars.install({ arrangement: longer, reason: '调整（样例）' }, bed.administrator());
    const after = await bed.catalogue.current();
    expect([before.version === version, after.version]).toEqual([false, version]);
    expect((await bed.calendars.period(nationalDay)).ends).toBe('2028-10-13');
    expect(period(nationalDay, before.calendar).ends).toBe('2028-10-11');
  });

  it('INT-12: the arrangement of one jurisdiction counts for all, in every replica', async () => {
    const other = new CalendarCatalogue(bed.calendarRows);
    await other.current();
    const arrangement = { ...arrangement2028, year: 2027, days: [] };
    await bed.calendars.install({ arrangement, reason }, bed.administrator('650000'));
    expect((await other.current()).calendar.years).toContain(2027);
    expect((await other.current()).version).toBe((await bed.catalogue.current()).version);
  });

  it('INT-12: the same arrangement twice is refused, and so is one that names a day twice; who installed it is on record', async () => {
    const arrangement = { ...arrangement2028, year: 2029, days: [{ date: '2029-01-01' as never, name: '元旦', kind: 'off' as const }] };
    const { arrangementId } = await bed.calendars.install({ arrangement, reason }, bed.administrator());
    await expect(bed.calendars.install({ arrangement, reason }, bed.administrator())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    const newYear = { date: '2030-01-01' as never, name: '元旦', kind: 'off' as const };
    const doubled = { ...arrangement, year: 2030, days: [newYear, newYear] };
    await expect(bed.calendars.install({ arrangement: doubled, reason }, bed.administrator())).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'days.1.date' }] });
    const rows: unknown[] = await bed.bed.source.query(`SELECT person, action, reason FROM audit_entry WHERE object_id = $1`, [arrangementId]);
    expect(rows).toEqual([{ person: 'administrator', action: 'calendar.install', reason }]);
  });

  it('INT-14: two arrangements installed at once both count, one after the other', async () => {
    const of = (year: number) => ({ arrangement: { ...arrangement2028, year, days: [] }, reason });
    const before = (await bed.calendarRows.all()).length;
    // A runner each, as replicas have: one runner would put them into one transaction.
    const replicas = [2031, 2032, 2033].map((year) => ({
      year,
      calendars: new CalendarService(new CommandRunner(bed.bed.source, { service: 'evaluation', lanes: 1, groupSize: 1 }), bed.calendarRows, bed.catalogue, new ProvisionalPeriods()),
    }));
    await Promise.all(replicas.map(async ({ year, calendars }) => await calendars.install(of(year), bed.administrator())));
    const rows = await bed.calendarRows.all();
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: before + 3 }, (_, at) => at + 1));
    expect((await bed.catalogue.current()).calendar.years).toEqual(expect.arrayContaining([2031, 2032, 2033]));
  });

  it('INT-14: an arrangement that was installed cannot be changed or taken back by the service', async () => {
    await expect(bed.bed.source.query(`UPDATE arrangement SET source = '{}'`)).rejects.toThrow(/permission denied/);
    await expect(bed.bed.source.query(`DELETE FROM arrangement`)).rejects.toThrow(/permission denied/);
  });

  it('INT-27: a period for an act that ends on a rest day moves when asked so; two lengths are refused', async () => {
    const fromFriday = { from: '2026-11-13' as never, days: 1 };
    expect((await bed.calendars.period(fromFriday)).ends).toBe('2026-11-14');
    expect((await bed.calendars.period({ ...fromFriday, restDay: 'moves' })).ends).toBe('2026-11-16');
    await expect(bed.calendars.period({ ...fromFriday, months: 1 })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('INT-12: only the system administrator installs arrangements', () => {
    expect(calendarContracts.install.permission).toMatchObject({ roles: ['system-administrator'], reach: 'tenant' });
  });
});
