import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { groupNoticeContracts } from '@jiqun/contracts';
import { installedCalendar } from '@jiqun/policy-core';
import { newId, systemCaller, type Call } from '@jiqun/service-kit';

import { creditCode, threeProjects } from '../../test/group-bed.js';
import { refusalOf, ReviewBed } from '../../test/review-bed.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';
import { noticeLength } from './notice-length.js';

let bed: ReviewBed;
let year: ProgrammeYear;

beforeAll(async () => {
  bed = await ReviewBed.open('2025-09-26');
  year = await bed.bed.publishedYear();
}, 60_000);

afterAll(async () => {
  await bed.close();
});

const listed = [{ kind: 'credit-listing', clause: 'SUB-6-2', list: 'abnormal-operation', id: newId(), from: '2025-09-01' }] as never;
/** A group that stands at the notice's step without having gone the way there. */
const waiting = async (changes = {}) => await bed.bed.verifiedGroup(year, { step: 'public-notice', ...changes });
const system = (): Call => ({ caller: systemCaller('CN-22', 'event'), identity: { kind: 'event', consumer: 'test', eventId: newId() } });

describe('how long a notice stands', () => {
  it('INT-12: five working days from Friday 2025-09-26 run over the make-up Sunday and the National Day holiday through 2025-10-10', async () => {
    const { notice } = await bed.published(year, [await waiting()]);
    expect(notice).toMatchObject({
      publishedOn: '2025-09-26', dueOn: '2025-10-10', firstDayAfter: '2025-10-11', provisional: false, length: { count: 5, unit: 'workingDays' }, clause: 'SUB-10.a',
      calendarVersion: installedCalendar.version, reckonings: [{ dueOn: '2025-10-10', provisional: false }],
    });
    const [item] = notice.items;
    await bed.moveTo('2025-10-10');
    expect(await bed.where(item?.groupId ?? '')).toBe('under-review public-notice');
    await bed.moveTo('2025-10-11');
    expect(await bed.where(item?.groupId ?? '')).toBe('under-review project-reserve');
    expect(await bed.bed.events(groupNoticeContracts.ended)).toMatchObject([{ noticeId: notice.id, state: 'ended', items: [{ state: 'passed' }] }]);
  });

  it('INT-11: the year\'s notice sets the length; the policy\'s own number holds where it is silent', async () => {
    const ten = await bed.bed.publishedYear({ noticeWorkingDays: 10 }, 2027);
    const group = await bed.bed.verifiedGroup(ten, { step: 'public-notice' });
    const { notice } = await bed.published(ten, [group]);
    expect(notice.length).toEqual({ count: 10, unit: 'workingDays' });
    const policy = await bed.catalogue.policyOf(ten.programme, ten.policyVersion);
    const step = policy.source.procedure.find(({ result }) => result === 'noticed');
    expect(noticeLength(policy, step as never, undefined)).toEqual({ length: 5, unit: 'workingDays', isLengthOfYear: false });
    const silent = policy.source.procedure.find((each) => each.step === 're-review');
    expect(() => noticeLength(policy, silent as never, 5)).toThrow('CLAUSE_FORBIDS');
  });

  it('INT-14: a notice in a year without an arrangement is provisional, and is reckoned anew when it is installed', async () => {
    await bed.moveTo('2028-09-28');
    const later = await bed.bed.publishedYear({}, 2031);
    const group = await bed.bed.verifiedGroup(later, { step: 'public-notice' });
    const { notice } = await bed.published(later, [group]);
    expect([notice.dueOn, notice.provisional]).toEqual(['2028-10-05', true]);
    const off = Array.from({ length: 7 }, (_, at) => ({ date: `2028-10-0${at + 1}`, name: '国庆节', kind: 'off' }));
    bed.calendar = installedCalendar.install({ year: 2028, document: { title: '2028年部分节假日安排（样例）', source: 'https://example.org/2028' }, days: [...off, { date: '2028-10-08', name: '国庆节', kind: 'working' }] });
    await bed.bed.runner.run(system(), async (transaction) => await bed.notices.reckonAnew(transaction));
    await bed.moveTo('2028-09-29');
    const after = await bed.notices.get(notice.id, bed.province());
    expect([after.dueOn, after.provisional, after.version]).toEqual(['2028-10-11', false, notice.version + 1]);
    expect(after.reckonings).toMatchObject([{ dueOn: '2028-10-05', provisional: true }, { dueOn: '2028-10-11', provisional: false, calendarVersion: bed.calendar.version }]);
    await bed.moveTo('2028-10-11');
    expect(await bed.where(group.id)).toBe('under-review public-notice');
    await bed.moveTo('2028-10-12');
    expect(await bed.where(group.id)).toBe('under-review project-reserve');
    bed.calendar = installedCalendar;
  });

  it('INT-14: an arrangement that would have ended a notice already leaves people the rest of the day', async () => {
    await bed.moveTo('2029-02-22');
    const later = await bed.bed.publishedYear({}, 2032);
    const group = await bed.bed.verifiedGroup(later, { step: 'public-notice' });
    const { notice } = await bed.published(later, [group]);
    expect([notice.dueOn, notice.provisional]).toEqual(['2029-03-01', true]);
    await bed.moveTo('2029-03-01');
    const days = [{ date: '2029-02-24', name: '春节', kind: 'working' }, { date: '2029-02-25', name: '春节', kind: 'working' }];
    bed.calendar = installedCalendar.install({ year: 2029, document: { title: '2029年部分节假日安排（样例）', source: 'https://example.org/2029' }, days });
    await bed.bed.runner.run(system(), async (transaction) => await bed.notices.reckonAnew(transaction));
    await bed.notices.recompute(notice.id, system());
    const after = await bed.notices.get(notice.id, bed.province());
    expect([after.dueOn, after.provisional, after.state]).toEqual(['2029-03-01', false, 'open']);
    await bed.moveTo('2029-03-02');
    expect(await bed.where(group.id)).toBe('under-review project-reserve');
    bed.calendar = installedCalendar;
  });

  it('SUB-10.a: more than one message holds is published in several notices', async () => {
    const name = '项'.repeat(200);
    const groups = [];
    for (let at = 0; at < 5; at += 1) {
      const projects = Array.from({ length: 180 }, () => ({ ...threeProjects()[0], id: newId(), name }) as never);
      const group = await waiting({ projects });
      await bed.bed.source.query(
        `INSERT INTO proposed_project (group_id, project_id, tenant, year_id, name, state, decided_by, decided_at)
         SELECT group_id, id, tenant, $2, name, 'proposed', 'x', now() FROM project WHERE group_id = $1`, [group.id, year.id]);
      groups.push(group);
    }
    expect((await refusalOf(bed.published(year, groups))).code).toBe('INVALID_REQUEST');
    expect((await bed.published(year, groups.slice(0, 4))).notice.items).toHaveLength(4);
  });

  it('INT-14: a notice that ends while the arrangement is missing says on record that it was provisional', async () => {
    await bed.moveTo('2029-09-03');
    const later = await bed.bed.publishedYear({}, 2033);
    const group = await bed.bed.verifiedGroup(later, { step: 'public-notice' });
    const { notice } = await bed.published(later, [group]);
    await bed.moveTo(notice.firstDayAfter);
    const entry = (await bed.reviewRows.page(group.id, undefined, 10)).at(-1);
    expect(entry).toMatchObject({ kind: 'completed', person: 'system:public-notice', detail: { provisional: true } });
    expect(entry?.text).toContain('暂定');
  });

  it('INT-12: what was reckoned for yesterday is not published today', async () => {
    const group = await waiting();
    bed.today = '2029-09-10';
    expect((await refusalOf(bed.published(year, [group]))).code).toBe('TRANSACTION_CONFLICT');
    await bed.moveTo('2029-09-12');
  });
});

describe('who is on a notice', () => {
  it('SUB-6-2: a group whose lead or participant is listed today is left off with the reason and stays at the step; the others are published', async () => {
    const partner = creditCode();
    const clean = await waiting();
    const byLead = await waiting({ leadCreditCode: creditCode() });
    const byPartner = await waiting({ projects: threeProjects().map((project) => ({ ...project, participants: [partner as never] })) });
    for (const code of [byLead.leadCreditCode, partner]) bed.bed.barred.set(code, listed);
    const { notice, leftOff } = await bed.published(year, [clean, byLead, byPartner]);
    expect(notice.items.map(({ groupId }) => groupId as string)).toEqual([clean.id]);
    expect(leftOff).toMatchObject([{ groupId: byLead.id, creditCodes: [byLead.leadCreditCode] }, { groupId: byPartner.id, creditCodes: [partner] }]);
    expect(leftOff[0]?.reason).toContain('经营异常名录');
    expect([await bed.where(byLead.id), await bed.where(byPartner.id)]).toEqual(['under-review public-notice', 'under-review public-notice']);
    const [check] = (await bed.checks.list({ noun: 'project-group', id: byLead.id as never }, bed.province())).items;
    expect(check).toMatchObject({ gate: 'public-notice', isClear: false, clause: 'SUB-6-2' });
    expect((await bed.readings.history({ id: byLead.id as never }, bed.province())).items).toMatchObject([{ kind: 'left-off-notice', clause: 'SUB-6-2' }]);
    const alone = await refusalOf(bed.published(year, [await bed.known(byLead.id)]));
    expect([alone.code, alone.clause]).toEqual(['CLAUSE_FORBIDS', 'SUB-6-2']);
    bed.bed.barred.clear();
    expect((await bed.published(year, [await bed.known(byLead.id)])).leftOff).toEqual([]);
  });

  it('SUB-10.a: a group stands on one notice at a time; of two notices at once with the same group one is refused', async () => {
    const group = await waiting();
    const outcomes = await Promise.allSettled([bed.published(year, [group]), bed.published(year, [group])]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'ALREADY_EXISTS' } });
  });

  it('SUB-10.a: only what was proposed is put to notice, with its names and the amounts recommended', async () => {
    const own = await bed.bed.publishedYear({}, 2035);
    const early = await bed.jointlySubmitted(own);
    expect((await refusalOf(bed.published(own, [{ id: early.groupId, version: early.version }]))).code).toBe('CLAUSE_FORBIDS');
    const group = await bed.proposed(own, { leadName: '某某制造有限公司（样例）' });
    expect((await bed.readings.worklist({ yearId: own.id as never }, bed.province())).items.map(({ groupId }) => groupId as string)).toContain(group.id);
    const { notice } = await bed.published(own, [group]);
    // While it stands on notice it waits for nobody.
    expect((await bed.readings.worklist({ yearId: own.id as never }, bed.province())).items.map(({ groupId }) => groupId as string)).not.toContain(group.id);
    const seen = await bed.notices.getPublic(notice.id);
    expect(seen.items).toMatchObject([{ groupId: group.id, leadName: '某某制造有限公司（样例）' }]);
    expect(seen.items[0]?.projects.map(({ recommended }) => recommended)).toEqual(['100000.00', '100000.00', '100000.00']);
    expect(JSON.stringify(seen)).not.toContain('proposer');
    expect((await bed.notices.listPublic({ programme: own.programme as never, limit: 1 })).items).toMatchObject([{ id: notice.id, fundYear: 2035 }]);
  });
});

describe('a notice that was wrong', () => {
  it('SUB-10.a: a group taken off a notice stays at the step and can be put on another one', async () => {
    const [one, two] = [await waiting(), await waiting()];
    const { notice } = await bed.published(year, [one, two]);
    const correct = { id: notice.id, version: notice.version, groupId: one.id as never, reason: '名称有误（样例）' };
    expect((await refusalOf(bed.notices.correct({ ...correct, version: 9 }, bed.province()))).code).toBe('VERSION_CONFLICT');
    expect((await refusalOf(bed.notices.correct(correct, bed.as('province-finance', '220000')))).code).toBe('NOT_PERMITTED');
    const corrected = await bed.notices.correct(correct, bed.province());
    expect(corrected.items.map(({ state }) => state)).toEqual(['removed', 'open']);
    expect((await bed.notices.getPublic(notice.id)).items.map(({ groupId }) => groupId as string)).toEqual([two.id]);
    expect(await bed.where(one.id)).toBe('under-review public-notice');
    expect((await bed.published(year, [one])).notice.items).toHaveLength(1);
  });

  it('SUB-10.a: a notice that was withdrawn does not end, and what stood on it can be published anew', async () => {
    const group = await waiting();
    const { notice } = await bed.published(year, [group]);
    const { state, version } = await bed.notices.withdraw({ id: notice.id, version: notice.version, reason: '附件有误（样例）' }, bed.province());
    expect(state).toBe('withdrawn');
    expect((await refusalOf(bed.notices.withdraw({ id: notice.id, version, reason: 'x' }, bed.province()))).code).toBe('STATE_FORBIDS');
    const again = await bed.published(year, [group]);
    await bed.moveTo(again.notice.firstDayAfter);
    expect(await bed.where(group.id)).toBe('under-review project-reserve');
    expect((await bed.notices.get(notice.id, bed.province())).state).toBe('withdrawn');
    await bed.notices.end(again.notice.id, system());
    expect((await bed.notices.get(again.notice.id, bed.province())).version).toBe(again.notice.version + 1);
  });

  it('SUB-10.a: another jurisdiction sees no notice of this one as its own', async () => {
    const { notice } = await bed.published(year, [await waiting()]);
    expect((await refusalOf(bed.notices.get(notice.id, bed.bed.as('province-industry', '650000')))).code).toBe('NOT_FOUND');
    expect((await bed.notices.list({}, bed.bed.as('province-industry', '650000'))).items).toEqual([]);
    expect((await bed.notices.list({ yearId: year.id as never, state: 'open', limit: 1 }, bed.province())).items).toMatchObject([{ id: notice.id }]);
  });
});
