import { publicNoticeContracts } from '@jiqun/contracts';
import { installedCalendar } from '@jiqun/policy-core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { arrangement2028, NoticeBed, programmes } from '../../test/notice-bed.js';

const { amc, sme, xj } = programmes;
const reason = '国务院办公厅已印发（样例）';
let bed: NoticeBed;

beforeAll(async () => {
  bed = await NoticeBed.open('2026-09-28');
}, 60_000);

afterAll(async () => {
  await bed.close();
});

describe('notices and the holiday arrangement, year by year', () => {
  it('INT-12: five working days from 2026-09-28 run over the National Day holiday and the make-up Saturday through 2026-10-10', async () => {
    const { notice } = await bed.published(amc);
    expect(notice).toMatchObject({ dueOn: '2026-10-10', firstDayAfter: '2026-10-11', provisional: false, calendarVersion: installedCalendar.version });
    expect(notice.reckonings).toMatchObject([{ dueOn: '2026-10-10', provisional: false }]);
  });

  it('INT-14: a notice whose arrangement is still missing at its end ends as computed, and the record says that it was provisional', async () => {
    await bed.bed.moveTo('2027-09-27');
    const { notice, ids } = await bed.published(sme);
    expect(notice).toMatchObject({ dueOn: '2027-10-04', provisional: true });
    await bed.bed.moveTo('2027-10-05');
    const ended = await bed.notices.get(notice.id, bed.department(sme));
    expect(ended).toMatchObject({ state: 'ended', provisional: true, dueOn: '2027-10-04' });
    const [entry] = (await bed.bed.reviewRows.entries(ids[0] ?? '')).filter(({ kind }) => kind === 'completed');
    expect(entry).toMatchObject({ detail: { provisional: true, calendarVersion: installedCalendar.version } });
    expect(entry?.text).toContain('暂定');
    const events = await bed.bed.events(publicNoticeContracts.ended);
    expect(events.find(({ noticeId }) => noticeId === notice.id)).toMatchObject({ provisional: true, dueOn: '2027-10-04' });
    const rows: { detail: unknown }[] = await bed.bed.source.query(`SELECT detail FROM audit_entry WHERE action = 'public-notice.end' AND object_id = $1`, [notice.id]);
    expect(rows).toMatchObject([{ detail: { provisional: true } }]);
  });

  it('INT-14: provisional notices of 2028, of both provinces, are reckoned anew when the arrangement is installed, with their history, and end by it', async () => {
    await bed.bed.moveTo('2028-09-28');
    const { notice } = await bed.published(amc);
    const callId = await bed.call(xj);
    const western = await bed.application(xj, callId);
    await bed.recorded(western, 'party-group-meeting');
    const foreign = await bed.publications.publish({ callId, applicationIds: [western] }, bed.department(xj));
    expect([notice.dueOn, notice.provisional, foreign.dueOn]).toEqual(['2028-10-05', true, '2028-10-05']);
    const ended = (await bed.notices.listPublic({ state: 'ended' })).items[0];
    const installed = await bed.calendars.install({ arrangement: arrangement2028, reason }, bed.administrator());
    expect(installed.recomputed).toBe(2);
    const after = await bed.notices.get(notice.id, bed.department(amc));
    expect(after).toMatchObject({ dueOn: '2028-10-11', firstDayAfter: '2028-10-12', provisional: false, calendarVersion: installed.version, version: notice.version + 1 });
    expect(after.reckonings).toMatchObject([{ dueOn: '2028-10-05', provisional: true }, { dueOn: '2028-10-11', provisional: false, arrangementId: installed.arrangementId }]);
    const recorded: unknown[] = await bed.bed.source.query(`SELECT tenant, object_id AS id, detail ->> 'dueOn' AS on FROM audit_entry WHERE action = 'public-notice.recompute'`);
    expect(recorded).toEqual([{ tenant: 'CN-22', id: notice.id, on: '2028-10-11' }]);
    const deadlines: unknown[] = await bed.bed.source.query('SELECT tenant, due_at AS at FROM deadline WHERE subject = ANY($1) ORDER BY tenant', [[notice.id, foreign.id]]);
    const at = new Date('2028-10-12T00:00:00+08:00');
    expect(deadlines).toEqual([{ tenant: 'CN-22', at }, { tenant: 'CN-65', at }]);
    await bed.bed.moveTo('2028-10-11');
    expect([await bed.itemStates(notice.id), await bed.itemStates(foreign.id)]).toEqual([['open'], ['open']]);
    await bed.bed.moveTo('2028-10-12');
    expect([await bed.itemStates(notice.id), await bed.itemStates(foreign.id)]).toEqual([['passed'], ['passed']]);
    expect((await bed.notices.listPublic({ state: 'ended' })).items.find(({ id }) => id === ended?.id)).toEqual(ended);
  });

  it('INT-14: an arrangement that would have ended a notice already leaves people the rest of the day', async () => {
    await bed.bed.moveTo('2029-09-28');
    const { notice } = await bed.published(amc);
    expect(notice.dueOn).toBe('2029-10-05');
    await bed.bed.moveTo('2029-10-04');
    const days = ['2029-09-29', '2029-09-30'].map((date) => ({ date: date as never, name: '国庆节', kind: 'working' as const }));
    await bed.calendars.install({ arrangement: { ...arrangement2028, year: 2029, days }, reason }, bed.administrator());
    const after = await bed.notices.get(notice.id, bed.department(amc));
    expect([after.dueOn, after.firstDayAfter, after.provisional]).toEqual(['2029-10-04', '2029-10-05', false]);
    await bed.bed.moveTo('2029-10-05');
    expect(await bed.itemStates(notice.id)).toEqual(['passed']);
  });

  it('INT-14: an arrangement that does not settle the year leaves the notice provisional, and a notice published with it counts by it', async () => {
    await bed.bed.moveTo('2030-09-26');
    const { notice } = await bed.published(amc);
    await bed.calendars.install({ arrangement: { ...arrangement2028, year: 2040, days: [] }, reason }, bed.administrator());
    expect(await bed.notices.get(notice.id, bed.department(amc))).toMatchObject({ dueOn: notice.dueOn, provisional: true, reckonings: [{ provisional: true }, { provisional: true }] });
    const days = [{ date: '2030-09-27' as never, name: '国庆节', kind: 'off' as const }];
    const [installed, { notice: together }] = await Promise.all([
      bed.calendars.install({ arrangement: { ...arrangement2028, year: 2030, days }, reason }, bed.administrator()),
      bed.published(amc),
    ]);
    // Whichever came first: what was published is counted by the arrangement, at once or anew.
    expect(await bed.notices.get(together.id, bed.department(amc))).toMatchObject({ dueOn: '2030-10-04', provisional: false, calendarVersion: installed.version });
  });
});
