import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { groupReviewContracts } from '@jiqun/contracts';
import { stepOf } from '@jiqun/policy-core';
import { newId } from '@jiqun/service-kit';

import { creditCode, threeProjects } from '../../test/group-bed.js';
import { HASH, refusalOf, ReviewBed, type Known } from '../../test/review-bed.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';
import { ReserveGate } from './reserve-gate.js';

let bed: ReviewBed;
let year: ProgrammeYear;

beforeAll(async () => {
  bed = await ReviewBed.open();
  year = await bed.bed.publishedYear();
}, 60_000);

afterAll(async () => {
  await bed.close();
});

const fourProjects = () => [...threeProjects(), ...threeProjects().slice(0, 1)];
/** What an allocation plan asks of the reserve of a year. */
async function readyForPlan(yearId: string): Promise<void> {
  await bed.bed.within(async (transaction) => {
    const policy = await bed.catalogue.policyOf(year.programme, year.policyVersion);
    await new ReserveGate(bed.reserveRows).require(transaction, stepOf(policy, 'allocation-plan'), yearId, 'allocation-plan.sign');
  });
}

const known = ({ groupId, version }: { groupId: string; version: number }): Known => ({ id: groupId, version });
const propose = async (groups: readonly (Known & { out?: readonly string[] })[], leftOut: readonly Known[] = [], who = bed.province('proposer')) =>
  await bed.proposals.propose({
    yearId: year.id as never,
    proposed: groups.map(({ id, version, out = [] }) => ({ id: id as never, version, leftOut: out.map((projectId) => ({ projectId: projectId as never, reason: '与他项重复（样例）' })) })),
    leftOut: leftOut.map(({ id, version }) => ({ id: id as never, version, reason: '排序靠后（样例）' })),
    reason: '按评审结果（样例）',
  }, who);

describe('the review by experts or a third party', () => {
  it('SUB-9: a third party\'s result is recorded project by project, with contract, report and declaration, and completes the step', async () => {
    const { groupId: id, version } = await bed.reReviewed(year);
    const result = await bed.resultOf({ id, version }, 1);
    const after = await bed.results.record(result, bed.province());
    expect(after.step).toBe('proposed-list');
    expect(await bed.reviewRows.result(id, 1)).toMatchObject({ kind: 'third-party', report: HASH, thirdParty: { contractNumber: 'HT-2025-001', declaration: HASH }, heldOn: '2025-05-06' });
    const entry = (await bed.reviewRows.page(id, undefined, 50)).at(-1);
    expect(entry).toMatchObject({ kind: 'completed', step: 'review', policyVersion: '2024-12-05', detail: { supported: result.projects.slice(0, 2).map(({ projectId }) => projectId) } });
  });

  it('SUB-9: an expert group is of the pool; who is bound to an enterprise of the group, or declared it, stands back', async () => {
    const partner = creditCode();
    const projects = threeProjects().map((project) => ({ ...project, participants: [partner as never] }));
    const { groupId: id, version, leadCreditCode } = await bed.reReviewed(year, { projects });
    const { thirdParty: _third, ...result } = await bed.resultOf({ id, version });
    const by = async (...ids: readonly string[]) =>
      await bed.results.record({ ...result, experts: ids.map((expertId) => ({ expertId: expertId as never, declaration: HASH })) }, bed.province());
    const [good, other] = [bed.expert(), bed.expert()];
    const tie = { creditCode: partner as never, tie: 'employment' as const, from: '2020-01-01' as never };
    const bound = bed.expert({ ties: [tie] });
    const declared = bed.expert({ conflicts: [{ creditCode: leadCreditCode, reason: '亲属（样例）' }] });
    const retired = bed.expert({ state: 'retired' });
    for (const wrong of [bound, declared, retired]) {
      const refusal = await refusalOf(by(good.id, wrong.id));
      expect([refusal.code, refusal.clause, refusal.issues?.[0]?.path]).toEqual(['CLAUSE_FORBIDS', 'SUB-9', 'experts[1]']);
    }
    expect((await refusalOf(by(good.id, good.id))).code).toBe('INVALID_REQUEST');
    expect((await refusalOf(by(good.id, newId()))).code).toBe('NOT_FOUND');
    const past = bed.expert({ ties: [{ ...tie, to: '2024-12-31' as never }] });
    expect((await by(good.id, other.id, past.id)).step).toBe('proposed-list');
    expect((await bed.reviewRows.result(id, 1))?.experts).toMatchObject([{ code: good.code }, { code: other.code }, { code: past.code }]);
  });

  it('SUB-9: every project of the group has a result, once; a third party is no enterprise of the group', async () => {
    const { groupId: id, version, leadCreditCode } = await bed.reReviewed(year);
    const result = await bed.resultOf({ id, version });
    const record = async (changes: object) => await refusalOf(bed.results.record({ ...result, ...changes }, bed.province()));
    const [first] = result.projects;
    expect((await record({ projects: result.projects.slice(1) })).code).toBe('INVALID_REQUEST');
    expect((await record({ projects: [...result.projects, first] })).code).toBe('INVALID_REQUEST');
    expect((await record({ projects: [...result.projects, { ...first, projectId: newId() }] })).code).toBe('INVALID_REQUEST');
    expect((await record({ on: '2025-05-07' })).code).toBe('INVALID_REQUEST');
    expect((await record({ thirdParty: undefined })).code).toBe('INVALID_REQUEST');
    expect((await record({ thirdParty: { ...result.thirdParty, creditCode: leadCreditCode } })).code).toBe('CLAUSE_FORBIDS');
    expect(await bed.where(id)).toBe('under-review review');
  });
});

describe('the proposed list', () => {
  it('SUB-9: the result fixes what is proposed: what the reviewers do not support is out, whoever lists it', async () => {
    const reviewed = await bed.reviewed(year, { projects: fourProjects() }, 1);
    expect(await propose([known(reviewed)])).toMatchObject({ proposed: [reviewed.groupId], leftOut: [] });
    const review = await bed.readings.get({ id: reviewed.groupId }, bed.province());
    expect(review.step).toBe('public-notice');
    expect(review.projects.map(({ state }) => state).toSorted()).toEqual(['left-out', 'proposed', 'proposed', 'proposed']);
    expect(review.projects.find(({ state }) => state === 'left-out')).toMatchObject({ clause: 'SUB-9', reason: '评审未予支持：意见（样例）' });
  });

  it('SUB-5.a: a group of which fewer than three projects are left is out; exactly three make a group', async () => {
    const two = await bed.reviewed(year, {}, 1);
    const three = await bed.reviewed(year, { projects: fourProjects() });
    const project = three.groupId;
    const out = (await bed.group(project)).content.projects.slice(0, 1).map(({ id }) => id as string);
    const answer = await propose([known(two), { ...known(three), out }]);
    expect(answer.proposed).toEqual([three.groupId]);
    expect(answer.leftOut).toMatchObject([{ groupId: two.groupId, clause: 'SUB-5.a' }]);
    expect(await bed.where(two.groupId)).toBe('rejected -');
    expect((await bed.readings.get({ id: two.groupId }, bed.province())).projects.map(({ state }) => state)).toEqual(['left-out', 'left-out', 'left-out']);
    expect(await bed.bed.events(groupReviewContracts.rejected)).toMatchObject([{ groupId: two.groupId, step: 'proposed-list' }]);
  });

  it('SUB-9: a group is left out with the reason; one that is not named waits; one that is not reviewed yet cannot be named', async () => {
    const [first, second] = [await bed.reviewed(year), await bed.reviewed(year)];
    const early = await bed.jointlySubmitted(year);
    expect((await refusalOf(propose([known(first), known(early)]))).code).toBe('CLAUSE_FORBIDS');
    expect((await refusalOf(propose([known(first)], [known(first)]))).code).toBe('INVALID_REQUEST');
    expect((await refusalOf(propose([{ ...known(first), version: first.version - 1 }]))).code).toBe('VERSION_CONFLICT');
    await propose([], [known(first)]);
    expect([await bed.where(first.groupId), await bed.where(second.groupId)]).toEqual(['rejected -', 'under-review proposed-list']);
  });
});

describe('the project reserve', () => {
  it('SUB-10.b: a group goes from its submission to the reserve, with each step, its clause and its person on record', async () => {
    const own = await bed.bed.publishedYear({}, 2028);
    const group = await bed.proposed(own);
    const other = await bed.proposed(own);
    const { notice } = await bed.published(own, [group, other]);
    const entering = async (...groups: readonly Known[]) =>
      await bed.reserves.reserve({ yearId: own.id as never, groups: groups.map(({ id, version }) => ({ id: id as never, version })), opinion: '入库（样例）' }, bed.province());
    expect((await refusalOf(entering(await bed.known(group.id)))).code).toBe('CLAUSE_FORBIDS');
    await bed.moveTo(notice.firstDayAfter);
    expect(await bed.where(group.id)).toBe('under-review project-reserve');
    expect(await entering(await bed.known(group.id))).toEqual({ reserved: 1, waiting: 1 });
    expect(await bed.where(group.id)).toBe('reserved -');
    const { items } = await bed.readings.history({ id: group.id as never }, bed.province());
    expect(items.map(({ step, kind, clause }) => [step, kind, clause])).toEqual([
      ['local-review', 'signed', 'SUB-8'], ['local-review', 'signed', 'SUB-8'], ['local-review', 'completed', 'SUB-8'], ['re-review', 'completed', 'SUB-9'],
      ['review', 'completed', 'SUB-9'], ['proposed-list', 'completed', 'SUB-9'], ['public-notice', 'completed', 'SUB-10.a'], ['project-reserve', 'completed', 'SUB-10.b'],
    ]);
    expect(items.every(({ policyVersion, person }) => policyVersion === '2024-12-05' && person !== undefined)).toBe(true);
    expect(await bed.bed.events(groupReviewContracts.reserved)).toMatchObject([{ groupId: group.id, state: 'reserved', step: 'project-reserve', clause: 'SUB-10.b' }]);
    const [reserve, waiting] = await bed.bed.within(async ({ manager }) => [await bed.reserveRows.reserveOf(manager, own.id), await bed.reserveRows.waiting(manager, own.id)] as const);
    expect(reserve).toMatchObject([{ id: group.id, clusterLevel: 'provincial' }]);
    expect(reserve[0]?.projectIds).toHaveLength(3);
    await expect(readyForPlan(own.id)).resolves.toBeUndefined();
    expect(waiting).toEqual([{ step: 'project-reserve', count: 1 }]);
  });

  it('SUB-11: no plan is made from a group without a notice that ran out, with an open objection, or without an approved project (SUB-4.b)', async () => {
    const own = await bed.bed.publishedYear({}, 2030);
    const group = await bed.bed.reservedGroup(own);
    const missing = await refusalOf(readyForPlan(own.id));
    expect([missing.code, missing.clause, missing.params['what']]).toEqual(['CLAUSE_FORBIDS', 'SUB-11', 'notice-without-objection']);
    const other = await bed.proposed(own);
    const { notice } = await bed.published(own, [other]);
    await bed.bed.source.query(
      `INSERT INTO public_notice_item (notice_id, group_id, tenant, place, cluster_name, lead_name, region, projects, state, settled_at)
       VALUES ($1, $2, 'CN-22', 2, 'x', 'x', '220182', '[]', 'passed', now())`, [notice.id, group.id]);
    const unapproved = await refusalOf(readyForPlan(own.id));
    expect([unapproved.clause, unapproved.params['what']]).toEqual(['SUB-4.b', 'allocated-by-project']);
    await bed.bed.source.query(
      `INSERT INTO proposed_project (group_id, project_id, tenant, year_id, name, state, decided_by, decided_at)
       SELECT group_id, id, tenant, $2, name, 'proposed', 'x', now() FROM project WHERE group_id = $1`, [group.id, own.id]);
    await expect(readyForPlan(own.id)).resolves.toBeUndefined();
    await bed.bed.source.query(
      `INSERT INTO objection (id, tenant, notice_id, group_id, state, raised_by, grounds, evidence, raised_at) VALUES ($1, 'CN-22', $2, $3, 'raised', 'x', 'x', '{}', now())`,
      [newId(), notice.id, group.id]);
    expect((await refusalOf(readyForPlan(own.id))).clause).toBe('SUB-11');
  });

  it('SUB-10.b: the reserve is listed and exported page by page, of the caller\'s regions, and no name in it is a formula', async () => {
    const own = await bed.bed.publishedYear({}, 2029);
    for (const leadName of ['=HYPERLINK("x")', '某某公司（样例）']) await bed.bed.reservedGroup(own, { leadName });
    const east = await bed.bed.reservedGroup(own, { region: '222401' });
    const list = { yearId: own.id as never, limit: 2 };
    const first = await bed.reserves.list(list, bed.province());
    const second = await bed.reserves.list({ ...list, cursor: first.next ?? '' }, bed.province());
    expect([first.items.length, second.items.length, second.next]).toEqual([2, 1, undefined]);
    expect((await bed.reserves.list(list, bed.as('prefecture-finance', '222400'))).items.map(({ groupId }) => groupId as string)).toEqual([east.id]);
    const csv = await bed.reserves.export(list, bed.province());
    expect(csv.csv.split('\r\n')[0]).toContain('"牵头企业"');
    expect(csv.csv).toContain(`"'=HYPERLINK(""x"")"`);
    expect((await bed.reserves.export({ ...list, cursor: csv.next ?? '' }, bed.province())).csv.split('\r\n')).toHaveLength(2);
  });
});
