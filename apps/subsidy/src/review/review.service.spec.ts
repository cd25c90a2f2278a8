import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { groupReviewContracts, roles, type Role } from '@jiqun/contracts';
import { installedPolicies, type Policy } from '@jiqun/policy-core';
import { newId } from '@jiqun/service-kit';

import { creditCode } from '../../test/group-bed.js';
import { refusalOf, ReviewBed } from '../../test/review-bed.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';

let bed: ReviewBed;
let year: ProgrammeYear;

beforeAll(async () => {
  bed = await ReviewBed.open();
  year = await bed.bed.publishedYear();
}, 60_000);

afterAll(async () => {
  await bed.close();
});

const industry = () => bed.as('county-industry');
const finance = () => bed.as('county-finance');
/** A region in which a role would hold Yushu, so that its region is no reason to refuse it. */
const placeOf = (role: Role) => (role.startsWith('county-') ? '220182' : role.startsWith('prefecture-') ? '220100' : '220000');

describe('the joint review', () => {
  it('SUB-8: industry and finance both sign, in either order, and only then the group is submitted jointly', async () => {
    for (const [first, second] of [[industry(), finance()], [finance(), industry()]] as const) {
      const group = await bed.bed.verifiedGroup(year);
      const half = await bed.sign(group, first);
      expect(await bed.where(group.id)).toBe('under-review local-review');
      expect(half.signatures.filter(({ signedAt }) => signedAt !== undefined)).toHaveLength(1);
      const whole = await bed.sign({ id: group.id, version: half.version }, second);
      expect([whole.state, whole.step]).toEqual(['under-review', 're-review']);
    }
    const events = await bed.bed.events(groupReviewContracts.signed);
    expect(events).toHaveLength(4);
    expect(Object.keys(events[0] ?? {}).toSorted()).toEqual(['clause', 'groupId', 'leadCreditCode', 'next', 'policyVersion', 'programme', 'region', 'state', 'step', 'yearId']);
    expect(await bed.bed.events(groupReviewContracts.completed)).toMatchObject([{ step: 'local-review', next: 're-review', clause: 'SUB-8' }, { step: 'local-review', next: 're-review' }]);
  });

  it('SUB-3.b: one person who holds both offices does not sign for both departments, nor does the database let it', async () => {
    const group = await bed.bed.verifiedGroup(year);
    const half = await bed.sign(group, bed.as('county-industry', '220182', 'both'));
    const refusal = await refusalOf(bed.sign({ id: group.id, version: half.version }, bed.as('county-finance', '220182', 'both')));
    expect(refusal.code).toBe('FOUR_EYES');
    const second = bed.bed.source.query(
      `INSERT INTO group_signature (group_id, step, content_number, side, tenant, role, person, signed_at) VALUES ($1, 'local-review', 1, 1, 'CN-22', 'county-finance', 'both', now())`,
      [group.id],
    );
    await expect(second).rejects.toThrow('group_signature_by_two');
    expect(await bed.where(group.id)).toBe('under-review local-review');
  });

  it('SUB-8: a department does not sign twice, and any office of a side signs for it', async () => {
    const group = await bed.bed.verifiedGroup(year);
    const half = await bed.sign(group, bed.as('prefecture-industry', '220100'));
    const refusal = await refusalOf(bed.sign({ id: group.id, version: half.version }, industry()));
    expect([refusal.code, refusal.clause]).toEqual(['CLAUSE_FORBIDS', 'SUB-8']);
    const whole = await bed.sign({ id: group.id, version: half.version }, bed.as('prefecture-finance', '220100'));
    expect(whole.step).toBe('re-review');
  });

  it('SUB-8: a signature can be taken back until the other department has signed, and by its own side alone', async () => {
    const group = await bed.bed.verifiedGroup(year);
    const half = await bed.sign(group, industry());
    const back = { id: group.id as never, version: half.version, step: 'local-review', reason: '材料有误（样例）' };
    expect((await refusalOf(bed.commands.takeBack(back, bed.bed.again(finance())))).code).toBe('CLAUSE_FORBIDS');
    const open = await bed.commands.takeBack(back, bed.bed.again(industry()));
    expect(open.signatures.every(({ signedAt }) => signedAt === undefined)).toBe(true);
    const again = await bed.sign({ id: group.id, version: open.version }, finance());
    const whole = await bed.sign({ id: group.id, version: again.version }, industry());
    expect(whole.step).toBe('re-review');
    const late = await refusalOf(bed.commands.takeBack({ ...back, version: whole.version }, bed.bed.again(industry())));
    expect(late.code).toBe('STATE_FORBIDS');
    const kinds = (await bed.readings.history({ id: group.id as never }, industry())).items.map(({ kind }) => kind);
    expect(kinds).toEqual(['signed', 'taken-back', 'signed', 'signed', 'completed']);
  });

  it('SUB-8: nobody signs while a completed line is not verified (SUB-4.b) or something used twice is not explained', async () => {
    const group = await bed.bed.submittedGroup(year);
    const unverified = await refusalOf(bed.sign(group, industry()));
    expect([unverified.code, unverified.clause, unverified.params['what']]).toEqual(['CLAUSE_FORBIDS', 'SUB-4.b', 'completed-investment-verified']);
    await bed.bed.acceptLines(group);
    const other = await bed.bed.submittedGroup(year);
    const finding = newId();
    await bed.bed.source.query(
      `INSERT INTO duplicate_finding (id, tenant, group_id, kind, key, subject_id, project_id, other_group_id, other_subject_id, other_project_id, region, state, found_at)
       VALUES ($1, 'CN-22', $2, 'invoice', 'k', $1, $1, $3, $1, $1, '220182', 'open', now())`,
      [finding, group.id, other.id],
    );
    const known = await bed.known(group.id);
    const doubled = await refusalOf(bed.sign(known, industry()));
    expect([doubled.code, doubled.clause, doubled.params['what']]).toEqual(['CLAUSE_FORBIDS', 'SUB-8', 'duplicates-explained']);
    await bed.bed.source.query(`UPDATE duplicate_finding SET state = 'accepted', explanation = 'x', reason = 'x', decided_by = 'y' WHERE id = $1`, [finding]);
    expect((await bed.sign(known, industry())).signatures.some(({ signedAt }) => signedAt !== undefined)).toBe(true);
  });

  it('SUB-8: something used twice whose explanation was declined is in the way no more once its line is refused (SUB-4.b)', async () => {
    const group = await bed.bed.verifiedGroup(year);
    const [line] = await bed.bed.lines.all(group.id);
    const finding = newId();
    await bed.bed.source.query(
      `INSERT INTO duplicate_finding (id, tenant, group_id, kind, key, subject_id, project_id, other_group_id, other_subject_id, other_project_id, region, state, found_at)
       VALUES ($1, 'CN-22', $2, 'invoice', 'k', $3, $4, $2, $1, $1, '220182', 'open', now())`,
      [finding, group.id, line?.id, line?.projectId],
    );
    const sign = async () => await bed.sign(await bed.known(group.id), industry());
    expect((await refusalOf(sign())).params['what']).toBe('duplicates-explained');
    await bed.bed.duplicateService.decline({ id: finding as never, version: 1, reason: '同一发票' }, bed.bed.again(industry()));
    expect((await sign()).signatures.some(({ signedAt }) => signedAt !== undefined)).toBe(true);
  });

  it('SUB-8: of two who sign at once one is told that it has changed, and no signature is lost', async () => {
    const group = await bed.bed.verifiedGroup(year);
    const outcomes = await Promise.allSettled([bed.sign(group, industry()), bed.sign(group, finance())]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT' } });
    const missing = outcomes[0]?.status === 'rejected' ? industry() : finance();
    expect((await bed.sign(await bed.known(group.id), missing)).step).toBe('re-review');
  });

  it('SUB-8: of the last signature and a return at once exactly one counts', async () => {
    const group = await bed.bed.verifiedGroup(year);
    const { version } = await bed.sign(group, industry());
    const reasons = [{ text: '请补充发票（样例）' }];
    const outcomes = await Promise.allSettled([
      bed.sign({ id: group.id, version }, finance()),
      bed.commands.return({ id: group.id as never, version, step: 'local-review', reasons }, bed.bed.again(industry())),
    ]);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT' } });
    expect(await bed.where(group.id)).toBe(outcomes[0]?.status === 'fulfilled' ? 'under-review re-review' : 'returned local-review');
  });

  it('SUB-8: who writes at the application does not review it', async () => {
    const group = await bed.bed.verifiedGroup(year, { editor: 'official-and-applicant' });
    const refusal = await refusalOf(bed.sign(group, bed.as('county-industry', '220182', 'official-and-applicant')));
    expect(refusal.code).toBe('FOUR_EYES');
  });
});

describe('who may do which step', () => {
  const policy = installedPolicies.all().find(({ id }) => id === 'jl-amc-subsidy-2024') as Policy;
  const acts = {
    'local-review': (id: string, version: number, who: Role) => bed.commands.sign({ id: id as never, version, step: 'local-review', opinion: 'x', evidence: [] }, bed.as(who, placeOf(who))),
    're-review': (id: string, version: number, who: Role) => bed.commands.complete({ id: id as never, version, step: 're-review', opinion: 'x', evidence: [] }, bed.as(who, placeOf(who))),
    review: async (id: string, version: number, who: Role) => await bed.results.record(await bed.resultOf({ id, version }), bed.as(who, placeOf(who))),
    'proposed-list': (id: string, version: number, who: Role) =>
      bed.proposals.propose({ yearId: year.id as never, proposed: [{ id: id as never, version, leftOut: [] }], leftOut: [], reason: 'x' }, bed.as(who, placeOf(who))),
    'public-notice': (id: string, version: number, who: Role) => bed.publications.publish({ yearId: year.id as never, groups: [{ id: id as never, version }] }, bed.as(who, placeOf(who))),
    'project-reserve': (id: string, version: number, who: Role) => bed.reserves.reserve({ yearId: year.id as never, groups: [{ id: id as never, version }], opinion: 'x' }, bed.as(who, placeOf(who))),
  } as const;
  const may: Readonly<Record<keyof typeof acts, readonly Role[]>> = {
    'local-review': ['county-industry', 'prefecture-industry', 'county-finance', 'prefecture-finance'],
    're-review': ['province-industry'],
    review: ['province-industry'],
    'proposed-list': ['province-industry'],
    'public-notice': ['province-industry'],
    'project-reserve': ['province-industry'],
  };

  it('SUB-3.a: the matrix has every step of the policy between the application and the plan', () => {
    const steps = policy.source.procedure.map(({ step }) => step);
    expect(steps.slice(steps.indexOf('application') + 1, steps.indexOf('allocation-plan'))).toEqual(Object.keys(acts));
  });

  it.each(Object.keys(acts) as (keyof typeof acts)[])('SUB-3.a, SUB-3.b: %s is done by its own actors and refused to every other role', async (step) => {
    const group = await bed.bed.verifiedGroup(year, { step });
    for (const role of roles.filter((each) => each !== 'public')) {
      if (may[step].includes(role)) continue;
      const refusal = await refusalOf(acts[step](group.id, group.version, role));
      expect([role, ['NOT_PERMITTED', 'OUTSIDE_REGION'].includes(refusal.code)]).toEqual([role, true]);
    }
    expect(await bed.where(group.id)).toBe(`under-review ${step}`);
    for (const role of may[step]) {
      const one = await bed.bed.verifiedGroup(year, { step });
      const outcome = await acts[step](one.id, one.version, role).then(() => 'done', (error: { code?: string; message: string }) => error.code ?? error.message);
      // A step without what came before it fails for that, never for the person.
      expect([role, outcome]).not.toEqual([role, 'NOT_PERMITTED']);
      expect([role, outcome]).not.toEqual([role, 'OUTSIDE_REGION']);
    }
  });

  it('SUB-8: another county, another prefecture and another province do not sign', async () => {
    const group = await bed.bed.verifiedGroup(year);
    expect((await refusalOf(bed.sign(group, bed.as('county-industry', '220122')))).code).toBe('OUTSIDE_REGION');
    expect((await refusalOf(bed.sign(group, bed.as('prefecture-finance', '220200')))).code).toBe('OUTSIDE_REGION');
    expect((await refusalOf(bed.sign(group, bed.as('county-industry', '650121')))).code).toBe('NOT_FOUND');
    expect((await refusalOf(bed.readings.get({ id: group.id as never }, bed.as('county-industry', '220122')))).code).toBe('NOT_FOUND');
  });

  it('SUB-7.b: a draft that was withdrawn before it was ever submitted stays its writers\' own', async () => {
    const lead = creditCode();
    const draft = { yearId: year.id as never, clusterId: bed.bed.cluster([lead]).id, lead: { creditCode: lead as never, name: '某公司（样例）' }, region: '220182' as never };
    const { id, version } = await bed.bed.groupService.draft(draft, bed.as('enterprise', '220182'));
    await bed.bed.groupService.withdraw({ id, version, reason: '重新准备（样例）' }, bed.as('enterprise', '220182'));
    for (const official of [industry(), finance(), bed.province(), bed.as('auditor', '220000')]) {
      expect((await refusalOf(bed.readings.get({ id }, official))).code).toBe('NOT_FOUND');
      expect((await refusalOf(bed.readings.history({ id }, official))).code).toBe('NOT_FOUND');
    }
    expect((await refusalOf(bed.sign({ id, version: version + 1 }, industry()))).code).toBe('NOT_FOUND');
    expect((await bed.readings.history({ id }, bed.as('enterprise', '220182'))).items).toEqual([]);
  });

  it('SUB-9: who signed for the locality does not re-review for the province', async () => {
    const { groupId: id, version } = await bed.jointlySubmitted(year);
    const same = bed.province('county-finance-220182');
    expect((await refusalOf(bed.commands.complete({ id, version, step: 're-review', opinion: 'x', evidence: [] }, same))).code).toBe('FOUR_EYES');
  });
});

describe('a group that is sent back or declined', () => {
  it('SUB-8: returned, the clock stands still; what comes back is signed anew', async () => {
    const submitted = await bed.jointlySubmitted(year);
    const id = submitted.groupId;
    const back = { id, version: submitted.version, step: 're-review', reasons: [{ clause: 'SUB-5.c' as never, text: '第 3 行发票不清（样例）' }] };
    expect((await refusalOf(bed.commands.return(back, bed.bed.again(industry())))).code).toBe('NOT_PERMITTED');
    await bed.commands.return(back, bed.bed.again(bed.province()));
    expect(await bed.where(id)).toBe('returned local-review');
    await bed.moveTo('2025-05-09');
    const group = await bed.group(id);
    await bed.bed.within(async ({ manager, now }) => await bed.bed.groups.move(manager, group, { state: 'under-review', step: 'local-review', contentNumber: 2, updatedAt: now }));
    const review = await bed.readings.get({ id }, industry());
    expect(review.signatures.every(({ signedAt }) => signedAt === undefined)).toBe(true);
    const { clocks } = await bed.readings.history({ id }, industry());
    expect(clocks.map(({ step, leftAt }) => [step, leftAt !== undefined])).toEqual([['local-review', true], ['re-review', true], ['local-review', false]]);
    const suspended = clocks[1]?.suspendedSeconds ?? 0;
    expect(Math.round(suspended / 86_400)).toBe(3);
    const half = await bed.sign(await bed.known(id), finance());
    expect(half.step).toBe('local-review');
    expect((await bed.sign({ id, version: half.version }, industry())).step).toBe('re-review');
  });

  it('SUB-9: no step after the re-review sends a group back', async () => {
    const { groupId: id, version } = await bed.reReviewed(year);
    const refusal = await refusalOf(bed.commands.return({ id, version, step: 'review', reasons: [{ text: 'x' }] }, bed.bed.again(bed.province())));
    expect(refusal.code).toBe('NOT_PERMITTED');
    expect(await bed.where(id)).toBe('under-review review');
  });

  it('SUB-8: declined with a reason that the applicant reads, without learning who declined', async () => {
    const group = await bed.bed.verifiedGroup(year);
    await bed.commands.reject({ id: group.id as never, version: group.version, step: 'local-review', reason: '不属于集群企业（样例）' }, bed.bed.again(finance()));
    expect(await bed.where(group.id)).toBe('rejected -');
    const seen = await bed.readings.history({ id: group.id as never }, bed.as('enterprise', '220182'));
    expect(seen.items).toMatchObject([{ kind: 'rejected', text: '不属于集群企业（样例）', clause: 'SUB-8' }]);
    expect(seen.items[0]).not.toHaveProperty('person');
    const gone = bed.bed.as('enterprise', '220182', undefined, [creditCode()]);
    expect((await refusalOf(bed.readings.history({ id: group.id as never }, gone))).code).toBe('NOT_FOUND');
    expect((await bed.readings.history({ id: group.id as never }, finance())).items[0]).toHaveProperty('person');
    const after = await refusalOf(bed.sign(await bed.known(group.id), industry()));
    expect(after.code).toBe('STATE_FORBIDS');
    expect(await bed.bed.events(groupReviewContracts.rejected)).toMatchObject([{ groupId: group.id, state: 'rejected' }]);
  });

  it('SUB-8: the record of a review is not changed and not deleted by the service', async () => {
    const { source } = bed.bed;
    for (const table of ['group_review_entry', 'group_result', 'standing_check']) {
      await expect(source.query(`UPDATE ${table} SET tenant = tenant`)).rejects.toThrow('permission denied');
      await expect(source.query(`DELETE FROM ${table}`)).rejects.toThrow('permission denied');
    }
    await expect(source.query('UPDATE group_signature SET person = person')).rejects.toThrow('permission denied');
  });
});

describe('what waits for whom', () => {
  it('SUB-8: a department sees what it has not signed, in its own region; the province what stands at its steps', async () => {
    const own = await bed.bed.publishedYear({}, 2027);
    const ids = (page: { items: readonly { groupId: string }[] }) => page.items.map(({ groupId }) => groupId as string);
    const first = await bed.bed.verifiedGroup(own);
    const second = await bed.bed.verifiedGroup(own);
    await bed.bed.verifiedGroup(own, { region: '220283', leadCreditCode: creditCode() });
    const half = await bed.sign(first, industry());
    const work = { yearId: own.id as never };
    expect(ids(await bed.readings.worklist(work, industry()))).toEqual([second.id]);
    expect(ids(await bed.readings.worklist(work, finance()))).toEqual([first.id, second.id].toSorted());
    expect(ids(await bed.readings.worklist(work, bed.province()))).toEqual([]);
    await bed.sign({ id: first.id, version: half.version }, finance());
    expect(ids(await bed.readings.worklist(work, bed.province()))).toEqual([first.id]);
    expect(ids(await bed.readings.worklist(work, bed.as('prefecture-industry', '220200')))).toHaveLength(1);
    const [page] = [await bed.readings.worklist({ ...work, limit: 1 }, bed.as('prefecture-finance', '220100'))];
    expect(page.items).toMatchObject([{ as: 'prefecture-finance', clause: 'SUB-8', step: 'local-review', groupId: second.id }]);
    expect(page).not.toHaveProperty('next');
  });
});
