import { applicationContracts, objectionContracts, roles } from '@jiqun/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { NoticeBed, programmes } from '../../test/notice-bed.js';

const { amc, sme, xj } = programmes;
let bed: NoticeBed;

beforeAll(async () => {
  bed = await NoticeBed.open('2025-11-03');
}, 60_000);

afterAll(async () => {
  await bed.close();
});

const official = (programme: (typeof programmes)[keyof typeof programmes] = amc) => bed.department(programme, 'verifier');

describe('raising an objection', () => {
  it('AMC-7-3: an objection names its objector by an opaque id; only the industry department learns how to reach them', async () => {
    const { notice, ids } = await bed.published(amc);
    const raised = await bed.objected(notice.id, ids[0] ?? '');
    expect(raised).toMatchObject({ state: 'raised', isOwn: true, identity: { kind: 'person' }, possible: ['objection.verify', 'objection.withdraw'] });
    expect(raised.identity).not.toHaveProperty('contact');
    expect((await bed.objections.get(raised.id, official())).identity).toEqual({ kind: 'person', person: 'objector', contact: '0431-0000（样例）' });
    expect((await bed.objections.get(raised.id, bed.department(amc, 'auditor', 'auditor'))).identity).toEqual({ kind: 'person' });
    const told: { text: string }[] = await bed.bed.source.query(
      `SELECT payload AS text FROM outbox UNION ALL SELECT coalesce(detail::text, '') || coalesce(reason, '') FROM audit_entry`,
    );
    expect(told.filter(({ text }) => /0431|统计公报|产值与统计/.test(text))).toEqual([]);
    expect(told.length).toBeGreaterThan(2);
  });

  it('AMC-7-3: others see how many there are and where they stand, and nothing else; an objector sees their own', async () => {
    const { notice, ids } = await bed.published(amc, 2);
    const [first = '', second = ''] = ids;
    const mine = await bed.objected(notice.id, first, bed.objector('one'));
    const theirs = await bed.objected(notice.id, first, bed.objector('two'));
    await bed.objected(notice.id, second, bed.objector('two'));
    const one = bed.objector('one');
    await expect(bed.objections.get(theirs.id, one)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await bed.objections.list({ noticeId: notice.id }, one)).items.map(({ id }) => id)).toEqual([mine.id]);
    expect((await bed.objections.list({ noticeId: notice.id }, official())).items).toHaveLength(3);
    const tally = await bed.objections.tally(notice.id, bed.objector('anybody', '220100', 'promotion-organisation'));
    expect(tally.items.toSorted((a, b) => b.count - a.count)).toEqual([{ applicationId: first, state: 'raised', count: 2 }, { applicationId: second, state: 'raised', count: 1 }]);
    expect((await bed.objections.tally(notice.id, bed.objector('other', '650100'))).items).toEqual([]);
    await expect(bed.objections.get(mine.id, bed.department(xj))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('INT-12: an objection is taken through 24:00 of the last day and refused on the day after, also before the notice has been ended', async () => {
    const { notice, ids } = await bed.published(amc, 2);
    await bed.bed.moveTo(notice.dueOn);
    await bed.objected(notice.id, ids[0] ?? '');
    // The deadline is late: the clock alone is moved.
    const gateway = await bed.bed.bed.open('gateway');
    await gateway.query('SELECT installation.move_clock($1)', [new Date(`${notice.firstDayAfter}T00:00:00+08:00`)]);
    expect((await bed.notices.get(notice.id, official())).state).toBe('open');
    const late = bed.objected(notice.id, ids[1] ?? '');
    await expect(late).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'ended' }, clause: 'AMC-7-3' });
    await bed.bed.moveTo(notice.firstDayAfter);
    await expect(bed.objected(notice.id, ids[1] ?? '')).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'ended' } });
    expect(await bed.itemStates(notice.id)).toEqual(['held', 'passed']);
  });

  it('AMC-7-3: one person has one open objection to an application; what is not on the notice, or another province, is not objected to', async () => {
    const { notice, ids } = await bed.published(amc);
    const [id = ''] = ids;
    const both = await Promise.allSettled([bed.objected(notice.id, id), bed.objected(notice.id, id)]);
    expect(both.flatMap((one) => (one.status === 'rejected' ? [(one.reason as { code: string }).code] : []))).toEqual(['ALREADY_EXISTS']);
    const { ids: elsewhere } = await bed.published(amc);
    await expect(bed.objected(notice.id, elsewhere[0] ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND', params: { noun: 'application' } });
    const { version } = await bed.notices.get(notice.id, official());
    await bed.notices.correct({ id: notice.id, version, applicationId: id, reason: 'x' }, official());
    await expect(bed.objected(notice.id, id, bed.objector('late'))).rejects.toMatchObject({ code: 'NOT_FOUND', params: { noun: 'application' } });
    await expect(bed.objected(notice.id, id, bed.objector('western', '650100'))).rejects.toMatchObject({ code: 'NOT_FOUND', params: { noun: 'public-notice' } });
  });

  it('AMC-7-3: evidence that is enclosed must be stored', async () => {
    const { notice, ids } = await bed.published(amc);
    const raise = {
      noticeId: notice.id, applicationId: ids[0] ?? '', identity: { kind: 'organisation' as const }, grounds: 'x', evidence: { text: 'x', attachments: ['a'.repeat(64)] },
    };
    await expect(bed.objections.raise(raise, bed.objector())).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'evidence.attachments', code: 'ATTACHMENT_UNKNOWN' }] });
  });

  it('AMC-7-3: everybody signed in may object, but not who runs the notice, nor an administrator or a machine', () => {
    const { permission } = objectionContracts.raise;
    expect(roles.filter((role) => !permission.roles.includes(role))).toEqual([
      'province-industry', 'province-finance', 'province-development-commission', 'auditor', 'finance-system', 'public', 'system-administrator', 'security-administrator', 'audit-administrator',
    ]);
  });
});

describe('an objection holds up only what it concerns', () => {
  it('AMC-7-3: at the end of the notice the others go on; what was held goes on when its last objection is closed', async () => {
    const { notice, ids } = await bed.published(amc, 2);
    const [held = '', free = ''] = ids;
    const one = await bed.objected(notice.id, held, bed.objector('one'));
    const two = await bed.objected(notice.id, held, bed.objector('two'));
    await bed.bed.moveTo(notice.firstDayAfter);
    expect([await bed.standing(held), await bed.standing(free)]).toEqual(['under-review public-notice', 'under-review recognition']);
    expect((await bed.notices.get(notice.id, official())).items).toMatchObject([{ state: 'held', openObjections: 2 }, { state: 'passed', openObjections: 0 }]);
    await bed.answered(one, 'not-upheld', official);
    expect([await bed.standing(held), await bed.itemStates(notice.id)]).toEqual(['under-review public-notice', ['held', 'passed']]);
    const request = { id: notice.id, version: (await bed.notices.get(notice.id, official())).version, applicationId: held };
    await expect(bed.notices.resume(request, official())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'objections-closed' }, clause: 'AMC-7-3' });
    await bed.objections.withdraw({ id: two.id, version: two.version, reason: '已核对无误（样例）' }, bed.objector('two'));
    expect([await bed.standing(held), await bed.itemStates(notice.id)]).toEqual(['under-review recognition', ['passed', 'passed']]);
    const entries = await bed.bed.reviewRows.entries(held);
    expect(entries.map(({ person }) => person)).not.toContain('two');
  });

  it('SME-11: an objection answered before the end holds nothing up', async () => {
    const { notice, ids } = await bed.published(sme);
    await bed.answered(await bed.objected(notice.id, ids[0] ?? ''), 'not-upheld', () => official(sme));
    expect(await bed.standing(ids[0] ?? '')).toBe('under-review public-notice');
    await bed.bed.moveTo(notice.firstDayAfter);
    expect([await bed.standing(ids[0] ?? ''), await bed.itemStates(notice.id)]).toEqual(['under-review recognition', ['passed']]);
  });

  it.each(['during the notice', 'after its end'])('AMC-7-3: upheld %s, what it concerns falls, the applicant is told why, and the others go on', async (when) => {
    const { notice, ids } = await bed.published(amc, 2);
    const [bad = '', good = ''] = ids;
    const raised = await bed.objected(notice.id, bad);
    const second = await bed.objected(notice.id, bad, bed.objector('second'));
    if (when === 'after its end') await bed.bed.moveTo(notice.firstDayAfter);
    await bed.answered(raised, 'upheld', official);
    expect(await bed.standing(bad)).toBe('rejected -');
    await bed.bed.moveTo(notice.firstDayAfter);
    expect([await bed.itemStates(notice.id), await bed.standing(good)]).toEqual([['fallen', 'passed'], 'under-review recognition']);
    const rejection = (await bed.bed.reviewRows.entries(bad)).find(({ kind }) => kind === 'rejected');
    expect(rejection).toMatchObject({ text: '核实结论（样例）', clause: 'AMC-7-3', person: 'verifier', detail: { objectionId: raised.id } });
    expect((await bed.bed.events(applicationContracts.rejected)).filter(({ applicationId }) => applicationId === bad)).toHaveLength(1);
    // Every objection is answered, also when it no longer matters.
    await bed.answered(second, 'not-upheld', official);
    expect(await bed.standing(bad)).toBe('rejected -');
  });

  it('AMC-7-3: an objection outlives the correction of its notice and holds the application on the next one', async () => {
    const { notice, ids } = await bed.published(amc);
    const [id = ''] = ids;
    const raised = await bed.objected(notice.id, id);
    const corrected = await bed.notices.correct({ id: notice.id, version: notice.version, applicationId: id, reason: 'x' }, official());
    expect(corrected.items).toMatchObject([{ state: 'removed', openObjections: 1 }]);
    const next = await bed.publications.publish({ callId: notice.callId, applicationIds: [id] }, official());
    await bed.bed.moveTo(next.firstDayAfter);
    expect(await bed.itemStates(next.id)).toEqual(['held']);
    await bed.answered(raised, 'not-upheld', official);
    expect([await bed.itemStates(next.id), await bed.standing(id)]).toEqual([['passed'], 'under-review recognition']);
  });

  it('XJ-7-3.a: what a gate holds at the end of the notice goes on once the gate is met', async () => {
    const callId = await bed.call(xj);
    const id = await bed.application(xj, callId);
    await bed.recorded(id, 'party-group-meeting');
    const notice = await bed.publications.publish({ callId, applicationIds: [id] }, official(xj));
    // A record cannot be taken away by the service; an intruder's hand stands for any gate that is no longer met.
    await (await bed.bed.asOwner()).query(`UPDATE review_entry SET outcome = 'verification' WHERE application_id = $1`, [id]);
    await bed.bed.moveTo(notice.firstDayAfter);
    const held = await bed.notices.get(notice.id, official(xj));
    expect(held).toMatchObject({ state: 'ended', items: [{ state: 'held', reason: expect.stringContaining('XJ-7-3.a') }] });
    const resume = { id: notice.id, version: held.version, applicationId: id };
    await expect(bed.notices.resume(resume, official(xj))).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
    await bed.recorded(id, 'party-group-meeting');
    expect((await bed.notices.resume(resume, official(xj))).items).toMatchObject([{ state: 'passed' }]);
    expect(await bed.standing(id)).toBe('under-review recognition');
    await expect(bed.notices.resume({ ...resume, version: held.version + 1 }, official(xj))).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'passed' } });
  });
});

describe('verifying and answering', () => {
  it('AMC-7-3: nothing is answered before it was verified, nothing twice, and nothing is taken back after the answer', async () => {
    const { notice, ids } = await bed.published(amc);
    const { id, version } = await bed.objected(notice.id, ids[0] ?? '');
    const answer = { outcome: 'not-upheld' as const, reasons: 'x', evidence: [] };
    await expect(bed.objections.answer({ id, version, ...answer }, official())).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { action: 'objection.answer', state: 'raised' } });
    const verified = await bed.objections.verify({ id, version, note: 'x' }, official());
    expect([verified.state, verified.possible]).toEqual(['under-verification', ['objection.answer', 'objection.withdraw']]);
    const answered = await bed.objections.answer({ id, version: verified.version, ...answer }, official());
    expect(answered).toMatchObject({ state: 'answered', outcome: 'not-upheld', answer: { reasons: 'x' }, possible: [] });
    expect((await bed.objections.get(id, bed.objector())).answer).toMatchObject({ outcome: 'not-upheld', reasons: 'x' });
    await expect(bed.objections.answer({ id, version: answered.version, ...answer }, official())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    await expect(bed.objections.withdraw({ id, version: answered.version, reason: 'x' }, bed.objector())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    expect((await bed.bed.events(objectionContracts.answered)).find(({ objectionId }) => objectionId === id)).toEqual({ objectionId: id, noticeId: notice.id, applicationId: ids[0], state: 'answered', outcome: 'not-upheld' });
  });

  it('AMC-7-3: neither who raised it nor who chose the shortlist verifies or answers it', async () => {
    const { notice, ids } = await bed.published(amc);
    const [id = ''] = ids;
    await bed.recorded(id, '', 'completed', { step: 'shortlist', person: 'chooser' });
    const raised = await bed.objected(notice.id, id, bed.objector('both'));
    const verify = { id: raised.id, version: raised.version, note: 'x' };
    for (const person of ['both', 'chooser']) await expect(bed.objections.verify(verify, bed.department(amc, person))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    const { version } = await bed.objections.verify(verify, official());
    const answer = { id: raised.id, version, outcome: 'upheld' as const, reasons: 'x', evidence: [] };
    for (const person of ['both', 'chooser']) await expect(bed.objections.answer(answer, bed.department(amc, person))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    const owner = await bed.bed.asOwner();
    await expect(owner.query(`UPDATE objection SET verified_by = raised_by WHERE id = $1`, [raised.id])).rejects.toThrow(/check constraint/);
  });

  it('AMC-7-3: only an actor of the step answers; another province finds nothing; nobody takes back what another raised', async () => {
    const { notice, ids } = await bed.published(amc);
    const { id, version } = await bed.objected(notice.id, ids[0] ?? '');
    await expect(bed.objections.verify({ id, version, note: 'x' }, bed.department(amc, 'x', 'province-development-commission'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(bed.objections.verify({ id, version, note: 'x' }, bed.department(xj))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.objections.withdraw({ id, version, reason: 'x' }, bed.objector('another'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(bed.objections.withdraw({ id, version, reason: 'x' }, official())).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it('AMC-7-3: of two who answer at once one has a conflict, and the first answer stands', async () => {
    const { notice, ids } = await bed.published(amc);
    const raised = await bed.objected(notice.id, ids[0] ?? '');
    const { id, version } = await bed.objections.verify({ id: raised.id, version: raised.version, note: 'x' }, official());
    const outcomes = ['upheld', 'not-upheld'] as const;
    const both = await Promise.allSettled(outcomes.map(async (outcome) => await bed.objections.answer({ id, version, outcome, reasons: outcome, evidence: [] }, official())));
    const winner = both.findIndex(({ status }) => status === 'fulfilled');
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await bed.objections.get(id, official())).toMatchObject({ outcome: outcomes[winner], answer: { reasons: outcomes[winner] } });
    expect(await bed.standing(ids[0] ?? '')).toBe(outcomes[winner] === 'upheld' ? 'rejected -' : 'under-review public-notice');
  });

  it('AMC-7-3: an older version is refused and says which one counts', async () => {
    const { notice, ids } = await bed.published(amc);
    const { id, version } = await bed.objected(notice.id, ids[0] ?? '');
    await expect(bed.objections.withdraw({ id, version: version + 1, reason: 'x' }, bed.objector())).rejects.toMatchObject({ code: 'VERSION_CONFLICT', params: { expected: '2', actual: '1' } });
  });
});
