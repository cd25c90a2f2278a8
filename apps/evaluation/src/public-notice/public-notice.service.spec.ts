import { publicNoticeContracts } from '@jiqun/contracts';
import { newId, systemCaller, type Call } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { NoticeBed, programmes } from '../../test/notice-bed.js';

const { amc, sme, xj, sei } = programmes;
let bed: NoticeBed;

beforeAll(async () => {
  bed = await NoticeBed.open('2025-09-29');
}, 60_000);

afterAll(async () => {
  await bed.close();
});

const at = ({ id, version }: { id: string; version: number }) => ({ id, version });

describe('the end of a notice', () => {
  it('INT-12: five working days from 2025-09-29 run over the National Day holiday and both make-up days through 2025-10-13', async () => {
    const { notice } = await bed.published(amc);
    expect(notice).toMatchObject({ publishedOn: '2025-09-29', dueOn: '2025-10-13', firstDayAfter: '2025-10-14', provisional: false, clause: 'AMC-7-3', length: { count: 5, unit: 'workingDays' } });
  });

  it('INT-11: the call sets the length for AMC and SME; the day of publication counts when the department says so', async () => {
    const callId = await bed.call(sme, { noticeWorkingDays: 3 });
    const [first, second] = [await bed.application(sme, callId), await bed.application(sme, callId)];
    const three = await bed.publications.publish({ callId, applicationIds: [first] }, bed.department(sme));
    expect(three).toMatchObject({ clause: 'SME-11', dueOn: '2025-10-10', length: { count: 3 } });
    const included = await bed.publications.publish({ callId, applicationIds: [second], startDay: 'included' }, bed.department(sme));
    expect(included).toMatchObject({ dueOn: '2025-10-09', startDay: 'included' });
  });

  it('XJ-7-3.b: the five working days of Xinjiang are neither shortened nor begun a day early', async () => {
    const callId = await bed.call(xj);
    const id = await bed.application(xj, callId);
    await bed.recorded(id, 'party-group-meeting');
    const publish = { callId, applicationIds: [id] };
    await expect(bed.publications.publish({ ...publish, startDay: 'included' }, bed.department(xj))).rejects.toMatchObject({ code: 'INVALID_REQUEST', clause: 'XJ-7-3.b' });
    const shortCall = await bed.call(xj, { noticeWorkingDays: 3 });
    const other = await bed.application(xj, shortCall);
    await bed.recorded(other, 'party-group-meeting');
    await expect(bed.publications.publish({ callId: shortCall, applicationIds: [other] }, bed.department(xj))).rejects.toMatchObject({ code: 'INVALID_REQUEST', clause: 'XJ-7-3.b' });
    expect(await bed.publications.publish(publish, bed.department(xj))).toMatchObject({ dueOn: '2025-10-13', length: { count: 5 } });
  });

  it('INT-12: a notice stands through 24:00 of its last day, and ends with the first moment after it', async () => {
    const { notice, ids } = await bed.published(sme, 2);
    await bed.bed.moveTo('2025-10-13');
    expect([(await bed.notices.get(notice.id, bed.department(sme))).state, await bed.standing(ids[0] ?? '')]).toEqual(['open', 'under-review public-notice']);
    await bed.bed.moveTo('2025-10-14');
    const ended = await bed.notices.get(notice.id, bed.department(sme));
    expect(ended).toMatchObject({ state: 'ended', provisional: false, items: [{ state: 'passed' }, { state: 'passed' }] });
    expect(await bed.standing(ids[0] ?? '')).toBe('under-review recognition');
    const rows: { at: Date }[] = await bed.bed.source.query('SELECT fired_at AS at FROM deadline WHERE subject = $1', [notice.id]);
    expect(rows).toHaveLength(1);
    const [entry] = (await bed.bed.reviewRows.entries(ids[0] ?? '')).filter(({ kind }) => kind === 'completed');
    expect(entry).toMatchObject({ step: 'public-notice', clause: 'SME-11', detail: { noticeId: notice.id, dueOn: '2025-10-13', provisional: false } });
  });

  it('SME-11: the end of a notice that has ended or was withdrawn does nothing', async () => {
    const { notice, ids } = await bed.published(sme);
    const reader = bed.department(sme);
    const early = (): Call => ({ caller: systemCaller('CN-22', 'deadline'), identity: { kind: 'event', consumer: 'early', eventId: newId() } });
    await bed.notices.end(notice.id, early());
    expect((await bed.notices.get(notice.id, reader)).state).toBe('open');
    await bed.notices.withdraw({ ...at(notice), reason: '名单有误（样例）' }, bed.department(sme));
    const pending: { state: string }[] = await bed.bed.source.query('SELECT state FROM deadline WHERE subject = $1', [notice.id]);
    expect(pending).toEqual([{ state: 'cancelled' }]);
    await bed.notices.end(notice.id, early());
    expect([(await bed.notices.get(notice.id, reader)).state, await bed.standing(ids[0] ?? '')]).toEqual(['withdrawn', 'under-review public-notice']);
  });
});

describe('who is put to notice, and by whom', () => {
  it('XJ-7-3.a: nothing is published before the party group meeting is on record', async () => {
    const callId = await bed.call(xj);
    const [passed, notYet] = [await bed.application(xj, callId), await bed.application(xj, callId)];
    await bed.recorded(passed, 'party-group-meeting');
    await expect(bed.publications.publish({ callId, applicationIds: [passed, notYet] }, bed.department(xj))).rejects.toMatchObject({
      code: 'CLAUSE_FORBIDS', clause: 'XJ-7-3.a', params: { action: 'public-notice.publish', what: 'party-group-meeting' },
    });
    expect((await bed.publications.publish({ callId, applicationIds: [passed] }, bed.department(xj))).items).toMatchObject([{ applicationId: passed, state: 'open' }]);
    await bed.recorded(notYet, 'party-group-meeting');
    expect((await bed.publications.publish({ callId, applicationIds: [notYet] }, bed.department(xj))).items).toMatchObject([{ applicationId: notYet }]);
  });

  it('AMC-7-3: what stands at another step, on another notice already, or twice in the list is not published', async () => {
    const callId = await bed.call(amc);
    const [here, elsewhere] = [await bed.application(amc, callId), await bed.application(amc, callId, 'shortlist')];
    const publish = async (...applicationIds: string[]) => await bed.publications.publish({ callId, applicationIds }, bed.department(amc));
    await expect(publish(here, elsewhere)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-7-3', params: { what: elsewhere } });
    await expect(publish(here, here)).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'applicationIds[1]' }] });
    await publish(here);
    await expect(publish(here)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('AMC-7-3: of two who publish the same at once one succeeds, and there is one notice', async () => {
    const callId = await bed.call(amc);
    const id = await bed.application(amc, callId);
    const both = await Promise.allSettled(['a', 'b'].map(async (person) => await bed.publications.publish({ callId, applicationIds: [id] }, bed.department(amc, person))));
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((await bed.notices.list({ callId }, bed.department(amc))).items).toHaveLength(1);
  });

  it('SEI-3-2: where the document prescribes no notice there is none to publish', async () => {
    const callId = await bed.call(sei);
    const id = await bed.application(sei, callId, 'listing');
    await expect(bed.publications.publish({ callId, applicationIds: [id] }, bed.department(sei, 'commission', 'province-development-commission'))).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
  });

  it("SME-11: another province, another role and a prefecture's department publish nothing; a foreign call is not even found", async () => {
    const callId = await bed.call(sme);
    const publish = { callId, applicationIds: [await bed.application(sme, callId)] };
    await expect(bed.publications.publish(publish, bed.department(xj))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.publications.publish(publish, bed.department(sme, 'x', 'province-development-commission'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.publications.publish(publish, bed.bed.as('province-industry', '220200'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    expect(publicNoticeContracts.publish.permission.roles).toEqual(['province-industry', 'province-development-commission']);
  });
});

describe('a notice that was wrong', () => {
  it('AMC-7-3: an item taken off stays at the step and can be published again; the others run on', async () => {
    const { notice, ids } = await bed.published(amc, 2);
    const [wrong = '', right = ''] = ids;
    const corrected = await bed.notices.correct({ ...at(notice), applicationId: wrong, reason: '名称有误（样例）' }, bed.department(amc));
    expect(corrected.items).toMatchObject([{ state: 'removed', reason: '名称有误（样例）' }, { applicationId: right, state: 'open' }]);
    expect(await bed.standing(wrong)).toBe('under-review public-notice');
    expect((await bed.notices.getPublic(notice.id)).items.map(({ applicationId }) => applicationId)).toEqual([right]);
    await expect(bed.notices.correct({ ...at(corrected), applicationId: wrong, reason: 'x' }, bed.department(amc))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    const again = await bed.publications.publish({ callId: notice.callId, applicationIds: [wrong] }, bed.department(amc));
    expect(again.items).toMatchObject([{ applicationId: wrong, state: 'open' }]);
  });

  it('AMC-7-3: of two who change a notice at once the second has a conflict; what is over cannot be corrected', async () => {
    const { notice, ids } = await bed.published(amc, 2);
    const both = await Promise.allSettled(ids.map(async (applicationId) => await bed.notices.correct({ ...at(notice), applicationId, reason: 'x' }, bed.department(amc))));
    expect(both.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []))).toEqual(['VERSION_CONFLICT']);
    expect((await bed.itemStates(notice.id)).toSorted()).toEqual(['open', 'removed']);
    const now = await bed.notices.get(notice.id, bed.department(amc));
    await expect(bed.notices.withdraw({ ...at(now), reason: 'x' }, bed.department(xj))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const withdrawn = await bed.notices.withdraw({ ...at(now), reason: 'x' }, bed.department(amc));
    expect(withdrawn.possible).toEqual([]);
    await expect(bed.notices.correct({ ...at(withdrawn), applicationId: ids[0] ?? '', reason: 'x' }, bed.department(amc))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  });

  it('AMC-7-3: an application that was withdrawn during its notice leaves it, and the rest goes on', async () => {
    const { notice, ids } = await bed.published(amc, 2);
    await bed.bed.source.query(`UPDATE application SET state = 'withdrawn', step = NULL WHERE id = $1`, [ids[0]]);
    expect((await bed.notices.getPublic(notice.id)).items.map(({ applicationId }) => applicationId)).toEqual([ids[1]]);
    await bed.bed.moveTo(notice.firstDayAfter);
    expect(await bed.itemStates(notice.id)).toEqual(['removed', 'passed']);
  });
});

describe('what everybody sees', () => {
  it('AMC-7-3: names, days and how to object; nobody is told what became of whom', async () => {
    const { notice, ids } = await bed.published(amc, 1);
    const shown = await bed.notices.getPublic(notice.id);
    expect(Object.keys(shown).toSorted()).toEqual(['callTitle', 'dueOn', 'howToObject', 'id', 'items', 'programme', 'provisional', 'publishedOn', 'state', 'tenant']);
    expect(shown.items.map((item) => Object.keys(item).toSorted())).toEqual([['applicationId', 'clusterName']]);
    expect(shown.items[0]?.applicationId).toBe(ids[0]);
    expect(publicNoticeContracts.getPublic.permission.reach).toBe('public');
  });

  it('AMC-7-3: lists come by pages, newest first; officials list their own province alone', async () => {
    const first = await bed.notices.listPublic({ limit: 2 });
    const second = await bed.notices.listPublic({ limit: 2, cursor: first.next as never });
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect(ids).toEqual([...ids].toSorted().toReversed());
    expect(new Set(ids).size).toBe(4);
    const own = await bed.notices.list({}, bed.department(xj));
    expect(own.items.length).toBeGreaterThan(0);
    expect([...new Set(own.items.map(({ programme }) => programme))]).toEqual([xj.id]);
    expect((await bed.notices.listPublic({ tenant: 'CN-65' as never })).items.map(({ id }) => id)).toEqual(own.items.map(({ id }) => id));
    await expect(bed.notices.get(own.items[0]?.id ?? '', bed.department(amc))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('AMC-7-3: a reckoning is never changed, and an application stands on one notice at a time, whoever writes', async () => {
    const { notice, ids } = await bed.published(amc);
    await expect(bed.bed.source.query('UPDATE public_notice_reckoning SET due_on = due_on')).rejects.toThrow(/permission denied/);
    await expect(bed.bed.source.query('UPDATE public_notice SET published_on = published_on')).rejects.toThrow(/permission denied/);
    const { notice: other } = await bed.published(amc);
    const owner = await bed.bed.asOwner();
    const twice = owner.query(`INSERT INTO public_notice_item (notice_id, application_id, place, cluster_name, region, state) VALUES ($1, $2, 9, 'x', '220100', 'open')`, [other.id, ids[0]]);
    await expect(twice).rejects.toThrow(/public_notice_item_standing/);
    await expect(owner.query('UPDATE public_notice SET first_day_after = due_on WHERE id = $1', [notice.id])).rejects.toThrow(/check constraint/);
  });
});
