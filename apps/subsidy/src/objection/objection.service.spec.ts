import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { groupObjectionContracts, type GroupNotice, type RaiseGroupObjection } from '@jiqun/contracts';
import { publicCaller, type Request } from '@jiqun/service-kit';

import { threeProjects } from '../../test/group-bed.js';
import { HASH, refusalOf, ReviewBed } from '../../test/review-bed.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';

let bed: ReviewBed;
let year: ProgrammeYear;

beforeAll(async () => {
  bed = await ReviewBed.open('2025-06-03');
  year = await bed.bed.publishedYear();
}, 60_000);

afterAll(async () => {
  await bed.close();
});

/** Somebody who has not signed in. */
function anybody(): Request {
  const { call } = bed.bed.again(bed.province());
  // As the messages of who has no context come: of no jurisdiction, the key too.
  const identity = { ...call.identity, tenant: publicCaller.tenant } as typeof call.identity;
  return { caller: publicCaller, call: { caller: publicCaller, identity } };
}

const verifier = () => bed.province('verifier');
const more = (projects = threeProjects()) => ({ projects: [...projects, ...threeProjects().slice(0, 1)] });

async function onNotice(changes: readonly object[]): Promise<GroupNotice> {
  const groups = [];
  for (const change of changes) groups.push(await bed.proposed(year, change));
  return (await bed.published(year, groups)).notice;
}

async function raise(notice: GroupNotice, at = 0, changes: Partial<RaiseGroupObjection> = {}, who: Request = anybody()) {
  const groupId = notice.items[at]?.groupId as never;
  return await bed.objections.raise({ noticeId: notice.id, groupId, grounds: '发票与他项重复（样例）', evidence: [HASH], ...changes }, who);
}

async function answer({ id, version }: { id: string; version: number }, outcome: 'upheld' | 'not-upheld', who = verifier()) {
  const verified = await bed.objections.verify({ id: id as never, version, note: '调取发票核对（样例）' }, bed.bed.again(who));
  return await bed.objections.answer({ id: id as never, version: verified.version, outcome, reasons: '核实结论（样例）', evidence: [] }, bed.bed.again(who));
}

const where = async (notice: GroupNotice) => await Promise.all(notice.items.map(async ({ groupId }) => await bed.where(groupId)));

describe('objections to proposed projects', () => {
  it('SUB-10.a: anybody objects without signing in; how to reach them is kept apart, for those who verify alone', async () => {
    const notice = await onNotice([{}]);
    const raised = await raise(notice, 0, { contact: { kind: 'person', text: '0431-0000（样例）' } });
    expect(raised).toMatchObject({ state: 'raised', version: 1 });
    expect(raised).not.toHaveProperty('contact');
    expect((await bed.objections.get(raised.id, verifier())).contact).toEqual({ kind: 'person', text: '0431-0000（样例）' });
    expect(await bed.objections.get(raised.id, bed.as('auditor', '220000'))).not.toHaveProperty('contact');
    expect((await refusalOf(bed.objections.get(raised.id, bed.as('enterprise')))).code).toBe('NOT_FOUND');
    const audit: { tenant: string; person: string }[] = await bed.bed.source.query(`SELECT tenant, person FROM audit_entry WHERE object_id = $1`, [raised.id]);
    expect(audit).toEqual([{ tenant: 'CN-22', person: 'public' }]);
    const [event] = (await bed.bed.events(groupObjectionContracts.raised)).filter(({ objectionId }) => objectionId === raised.id);
    expect(JSON.stringify(event)).not.toContain('0431');
    expect(event).not.toHaveProperty('grounds');
    const other = await raise(notice);
    expect(other.id).not.toBe(raised.id);
  });

  it('SUB-10.a: an objection holds up only the group that it concerns, until it is answered', async () => {
    const notice = await onNotice([{}, {}]);
    const raised = await raise(notice);
    await bed.moveTo(notice.firstDayAfter);
    expect(await where(notice)).toEqual(['under-review public-notice', 'under-review project-reserve']);
    const held = await bed.notices.get(notice.id, bed.province());
    expect(held.items).toMatchObject([{ state: 'held', openObjections: 1 }, { state: 'passed', openObjections: 0 }]);
    await answer(raised, 'not-upheld');
    expect(await where(notice)).toEqual(['under-review project-reserve', 'under-review project-reserve']);
  });

  it('SUB-10.a: of two objections the first that is answered does not set the group free', async () => {
    const notice = await onNotice([{}]);
    const [one, two] = [await raise(notice), await raise(notice)];
    await bed.moveTo(notice.firstDayAfter);
    await answer(one, 'not-upheld');
    expect(await where(notice)).toEqual(['under-review public-notice']);
    await answer(two, 'not-upheld');
    expect(await where(notice)).toEqual(['under-review project-reserve']);
  });

  it('SUB-10.a: upheld against a group it falls at once, with its projects; the others stand', async () => {
    const notice = await onNotice([{}, {}]);
    await answer(await raise(notice), 'upheld');
    expect(await where(notice)).toEqual(['fallen -', 'under-review public-notice']);
    const fallen = notice.items[0]?.groupId ?? '';
    expect((await bed.proposedRows.ofGroup(fallen)).map(({ state }) => state)).toEqual(['fallen', 'fallen', 'fallen']);
    expect((await bed.notices.get(notice.id, bed.province())).items.map(({ state }) => state)).toEqual(['fallen', 'open']);
    expect((await bed.readings.history({ id: fallen as never }, bed.province())).items.at(-1)).toMatchObject({ kind: 'fallen', clause: 'SUB-10.a', text: '核实结论（样例）' });
  });

  it('SUB-5.a: upheld against one project of four the group goes on with three; of three it falls', async () => {
    const notice = await onNotice([more(), {}]);
    const [four, three] = await Promise.all(notice.items.map(async ({ groupId }) => (await bed.proposedRows.ofGroup(groupId))[0]?.projectId as never));
    const [first, second] = [await raise(notice, 0, { projectId: four as never }), await raise(notice, 1, { projectId: three as never })];
    await bed.moveTo(notice.firstDayAfter);
    await answer(first, 'upheld');
    await answer(second, 'upheld');
    expect(await where(notice)).toEqual(['under-review project-reserve', 'fallen -']);
    expect((await bed.proposedRows.ofGroup(notice.items[0]?.groupId ?? '')).map(({ state }) => state).toSorted()).toEqual(['fallen', 'proposed', 'proposed', 'proposed']);
    expect((await bed.notices.getPublic(notice.id)).items[0]?.projects).toHaveLength(3);
    expect((await bed.readings.history({ id: notice.items[1]?.groupId as never }, bed.province())).items.at(-1)).toMatchObject({ kind: 'fallen', clause: 'SUB-5.a' });
  });

  it('SUB-10.a: who proposed the list and who objected do not settle the objection; finance does not either', async () => {
    const notice = await onNotice([{}]);
    const { id, version } = await raise(notice, 0, {}, bed.province('objector'));
    const verify = async (who: Request) => await refusalOf(bed.objections.verify({ id, version, note: 'x' }, bed.bed.again(who)));
    expect((await verify(bed.province('proposer'))).code).toBe('FOUR_EYES');
    expect((await verify(bed.province('objector'))).code).toBe('FOUR_EYES');
    expect((await verify(bed.as('province-finance', '220000'))).code).toBe('NOT_FOUND');
    expect((await verify(bed.bed.as('province-industry', '650000'))).code).toBe('NOT_FOUND');
    const verified = await bed.objections.verify({ id, version, note: 'x' }, verifier());
    const decide = { id, version: verified.version, outcome: 'upheld' as const, reasons: 'x', evidence: [] };
    expect((await refusalOf(bed.objections.answer(decide, bed.province('proposer')))).code).toBe('FOUR_EYES');
    expect((await refusalOf(bed.objections.answer({ ...decide, version }, verifier()))).code).toBe('VERSION_CONFLICT');
    const row = bed.bed.asOwner().then(async (owner) => await owner.query(`UPDATE objection SET verified_by = raised_by WHERE id = $1`, [id]));
    await expect(row).rejects.toThrow('objection_settled_by_another');
  });

  it('SUB-10.a: who writes at the group does not settle the objection to it, whatever office they hold as well', async () => {
    const notice = await onNotice([{}]);
    const { id, version } = await raise(notice);
    const [{ editors }] = await bed.bed.source.query(`SELECT editors FROM project_group WHERE id = $1`, [notice.items[0]?.groupId]);
    const applicant = () => bed.province(editors[0]);
    expect((await refusalOf(bed.objections.verify({ id, version, note: 'x' }, applicant()))).code).toBe('FOUR_EYES');
    const verified = await bed.objections.verify({ id, version, note: 'x' }, verifier());
    const decide = { id, version: verified.version, outcome: 'not-upheld' as const, reasons: 'x', evidence: [] };
    expect((await refusalOf(bed.objections.answer(decide, applicant()))).code).toBe('FOUR_EYES');
  });

  it('SUB-10.a: its objector takes an objection back, nobody else does; a person objects to the same once', async () => {
    const notice = await onNotice([{}]);
    const who = bed.as('enterprise', '220182', 'rival');
    const { id, version } = await raise(notice, 0, {}, who);
    expect((await refusalOf(raise(notice, 0, {}, bed.bed.again(who)))).code).toBe('ALREADY_EXISTS');
    const back = { id, version, reason: '已了解情况（样例）' };
    expect((await refusalOf(bed.objections.withdraw(back, bed.as('enterprise', '220182', 'other')))).code).toBe('NOT_FOUND');
    expect((await bed.objections.withdraw(back, bed.bed.again(who))).state).toBe('withdrawn');
    expect((await refusalOf(bed.objections.verify({ id, version: version + 1, note: 'x' }, verifier()))).code).toBe('STATE_FORBIDS');
    expect((await bed.objections.list({ noticeId: notice.id }, who)).items).toMatchObject([{ id, isOwn: true }]);
    expect((await bed.objections.list({ noticeId: notice.id }, bed.as('enterprise', '220182', 'other'))).items).toEqual([]);
    await bed.moveTo(notice.firstDayAfter);
    expect(await where(notice)).toEqual(['under-review project-reserve']);
  });

  it('SUB-10.a: nobody objects after the last day, nor to what does not stand on the notice', async () => {
    const notice = await onNotice([{}]);
    const stranger = await bed.proposed(year);
    expect((await refusalOf(raise(notice, 0, { groupId: stranger.id as never }))).code).toBe('NOT_FOUND');
    expect((await refusalOf(raise(notice, 0, { projectId: stranger.id as never }))).code).toBe('NOT_FOUND');
    await bed.moveTo(notice.dueOn);
    expect((await raise(notice)).state).toBe('raised');
    await bed.moveTo(notice.firstDayAfter);
    expect((await refusalOf(raise(notice))).code).toBe('STATE_FORBIDS');
  });

  it('SUB-10.a: an objection raised at the very end of the notice is either counted by it or too late, never lost', async () => {
    const notice = await onNotice([{}]);
    await bed.moveTo(notice.dueOn);
    const [objected] = await Promise.allSettled([raise(notice), bed.moveTo(notice.firstDayAfter)]);
    expect(await where(notice)).toEqual([objected.status === 'fulfilled' ? 'under-review public-notice' : 'under-review project-reserve']);
  });
});
