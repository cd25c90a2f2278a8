import { readFileSync } from 'node:fs';

import { allocationPlanContracts, awardContracts, instalmentContracts, moneyOf, type AllocationPlan, type Award, type Money } from '@jiqun/contracts';
import { allocate } from '@jiqun/policy-core';
import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { creditCode } from '../../test/group-bed.js';
import { MoneyBed } from '../../test/money-bed.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';
import { allocationPlanLifecycle } from './allocation-plan.lifecycle.js';
import { shareOut } from './sharing.js';

jest.setTimeout(120_000);

let money: MoneyBed;
let years = 2026;
beforeAll(async () => {
  money = await MoneyBed.open();
});
afterAll(async () => {
  await money.close();
});

/** A year of its own, so that its plans have its awards alone. */
const newYear = async (): Promise<ProgrammeYear> => await money.closedYear((years += 1));
const version = ({ id, version: at }: AllocationPlan) => ({ id, version: at });

interface Case {
  readonly name: string;
  readonly request: { readonly budget: string; readonly awards: readonly { readonly id: string; readonly ceiling: string }[] };
  readonly expect: { readonly awards: Readonly<Record<string, string>>; readonly total: string };
}
const cases = JSON.parse(readFileSync(new URL('../../../../packages/policy-core/cases/allocate.json', import.meta.url), 'utf8')) as Case[];

async function decidedAward(year: ProgrammeYear, approved: string): Promise<Award> {
  const group = await money.bed.reservedGroup(year, { lines: [{ amountFen: '100000000000' }] });
  return await money.decideFor(group, { approved });
}

describe('the worked cases', () => {
  it.each(cases.map((one) => [one.name, one] as const))('SUB-11, INT-20: %s: the service shares out as policy-core does', async (_name, { request, expect: expected }) => {
    const year = await newYear();
    const byCase = new Map<string, Award>();
    // Ids rise with time, so that ties fall as in the case, whose ids stand in order.
    for (const { id, ceiling } of request.awards) byCase.set(id, await decidedAward(year, ceiling));
    const budget = await money.budget(year, BigInt(request.budget.replace('.', '')));
    const plan = await money.plans.draft({ budgetId: budget.id }, money.industry());
    const { items } = await money.planReading.listShares({ id: plan.id }, money.industry());
    const shares = new Map(items.map((item) => [item.awardId as string, item]));
    expect({ awards: Object.fromEntries([...byCase].map(([id, award]) => [id, shares.get(award.id)?.share])), total: plan.total }).toEqual(expected);
    expect(allocate(request)).toEqual(expected);
  });
});

describe('a share', () => {
  it('INT-20: tells what it was rounded down to, its remainder, and its place for one of the fen left over', () => {
    const { shares, total, scaled } = shareOut(10n, [{ id: 'a', ceiling: 7n }, { id: 'b', ceiling: 5n }, { id: 'c', ceiling: 3n }]);
    expect({ total, scaled }).toEqual({ total: 10n, scaled: true });
    expect(shares).toEqual([
      { claim: 7n, share: 5n, down: 4n, remainder: 10n, rank: 1 }, { claim: 5n, share: 3n, down: 3n, remainder: 5n, rank: 2 }, { claim: 3n, share: 2n, down: 2n, remainder: 0n, rank: 3 },
    ]);
    expect(shareOut(15n, [{ id: 'a', ceiling: 7n }]).shares).toEqual([{ claim: 7n, share: 7n, down: 7n, remainder: 0n, rank: null }]);
  });
});

describe('an allocation plan', () => {
  it('SUB-11, SUB-12.a: goes from industry through both signatures, the government and the congress to its effect', async () => {
    const year = await newYear();
    const [one, two] = [await decidedAward(year, '600.00'), await decidedAward(year, '400.00')];
    const budget = await money.budget(year, 50_000n, false);
    const plan = await money.approvedPlan(budget);
    expect(plan).toMatchObject({ state: 'government-approved', budget: '500.00', claims: '1000.00', total: '500.00', scaled: true, governmentDocument: '吉政函1号' });
    await expect(money.effects.takeEffect(version(plan), money.finance())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-12.a', params: { what: 'budget-approval' } });
    await money.approve(budget);
    await expect(money.effects.takeEffect(version(plan), money.industry())).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    const effective = await money.effects.takeEffect(version(plan), money.finance());
    expect(effective).toMatchObject({ state: 'effective', effectiveOn: '2025-05-06', congressDocument: '人大决议1号' });
    for (const [award, share] of [[one, '300.00'], [two, '200.00']] as const) {
      expect(await money.award(award.id)).toMatchObject({ state: 'allotted', allotted: share, planId: plan.id });
      expect(await money.balance('committed', award.id)).toBe(BigInt(share.replace('.', '')));
      // 10% of ten million is more than the share: the share is what is paid at most.
      expect(await money.instalmentsOf(award.id)).toMatchObject([{ year: 2025, amount: share, state: 'planned', proposedBy: 'industry-head' }]);
    }
    expect(await money.balance('available', budget.id)).toBe(0n);
    expect((await money.bed.events(awardContracts.allotted)).slice(-2).map(({ allotted }) => allotted)).toEqual(['300.00', '200.00']);
    expect((await money.bed.events(instalmentContracts.planned)).slice(-2)).toMatchObject([{ amount: '300.00', state: 'planned' }, { amount: '200.00' }]);
    expect((await money.bed.events(allocationPlanContracts.tookEffect)).at(-1)).toMatchObject({ planId: plan.id, total: '500.00', document: '吉政函1号' });
    const postings = await money.bed.source.query(`SELECT kind, clause, decision_id, award_id FROM ledger_tx WHERE award_id = $1`, [one.id]);
    expect(postings).toEqual([{ kind: 'allotted', clause: 'SUB-11', decision_id: plan.id, award_id: one.id }]);
  });

  it('SUB-3.a, SUB-3.b: is signed by industry and by finance, two people; neither signs for the other, nor twice', async () => {
    const year = await newYear();
    await decidedAward(year, '10.00');
    const plan = await money.plans.draft({ budgetId: (await money.budget(year, 1_000n)).id }, money.industry());
    for (const role of ['county-finance', 'prefecture-industry', 'auditor', 'enterprise', 'finance-system'] as const) {
      await expect(money.plans.sign(version(plan), money.bed.as(role, '220000'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    }
    await expect(money.plans.draft({ budgetId: plan.budgetId, reason: 'x' }, money.finance())).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    const once = await money.plans.sign(version(plan), money.industry());
    expect(once).toMatchObject({ state: 'draft', signatures: [{ role: 'province-industry', person: 'industry' }] });
    await expect(money.plans.sign(version(once), money.industry('other'))).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await expect(money.plans.sign(version(once), money.finance('industry'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(money.plans.submit(version(once), money.industry())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    const signed = await money.plans.sign(version(once), money.finance());
    expect(signed.state).toBe('signed');
    await expect(money.bed.source.query(`INSERT INTO allocation_signature VALUES ($1, 'x', 'CN-22', 'finance', NULL, now())`, [plan.id])).rejects.toThrow('allocation_plan_signed_by_two');
  });

  it('SUB-11: a late award, a withdrawn one or a changed budget makes it stale: it is made anew, with the reason', async () => {
    const year = await newYear();
    const award = await decidedAward(year, '10.00');
    const budget = await money.budget(year, 1_000n);
    const first = await money.plans.draft({ budgetId: budget.id }, money.industry());
    await decidedAward(year, '20.00');
    await expect(money.plans.sign(version(first), money.industry())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'current-plan' } });
    await expect(money.plans.draft({ budgetId: budget.id }, money.industry())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    const second = await money.plans.draft({ budgetId: budget.id, reason: '新增一项' }, money.industry());
    expect(second).toMatchObject({ number: 2, awards: 2, total: '10.00', scaled: true, reason: '新增一项' });
    expect((await money.planReading.get(first.id, money.industry())).state).toBe('replaced');
    const signed = await money.plans.sign(version(await money.plans.sign(version(second), money.industry())), money.finance());
    await money.awards.withdraw({ id: award.id, version: award.version, reason: '撤下' }, money.industry());
    await expect(money.plans.submit(version(signed), money.industry())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'current-plan' } });
    const third = await money.plans.draft({ budgetId: budget.id, reason: '撤下一项' }, money.industry());
    expect(third).toMatchObject({ number: 3, awards: 1, claims: '20.00' });
    const more = await money.budgets.change({ id: budget.id, version: budget.version, kind: 'supplement', amount: '5.00' as Money, document: 'x', reason: 'x' }, money.finance('clerk'));
    await expect(money.plans.sign(version(third), money.industry())).rejects.toMatchObject({ issues: [{ message: { en: expect.stringContaining('from 10.00 to 15.00') } }] });
    await money.approve(more);
    expect((await money.effectivePlan(budget, '追加')).total).toBe('15.00');
  });

  it('SUB-11: what has gone to the government is neither replaced nor corrected before it is returned', async () => {
    const year = await newYear();
    const award = await decidedAward(year, '10.00');
    const budget = await money.budget(year, 1_000n);
    const plan = await money.approvedPlan(budget);
    await expect(money.plans.draft({ budgetId: budget.id, reason: 'x' }, money.industry())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    const correction = { id: award.id, version: award.version, approved: '9.00' as Money, reasons: 'x' };
    await expect(money.awards.correct(correction, money.industry())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'plan-submitted' } });
    await expect(money.awards.withdraw({ id: award.id, version: award.version, reason: 'x' }, money.industry())).rejects.toMatchObject({ params: { what: 'plan-submitted' } });
    await money.plans.giveBack({ ...version(plan), reason: '调整' }, money.finance());
    await money.awards.correct(correction, money.industry());
    await expect(money.plans.draft({ budgetId: budget.id }, money.industry())).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  });

  it('SUB-10.b, SUB-6-2: is not submitted with a group that fell, or an enterprise that stands on a list', async () => {
    const year = await newYear();
    const leadCreditCode = creditCode();
    const { award } = await money.decided(year, { leadCreditCode });
    const budget = await money.budget(year, 1_000n);
    const plan = await money.plans.draft({ budgetId: budget.id }, money.industry());
    const signed = await money.plans.sign(version(await money.plans.sign(version(plan), money.industry())), money.finance());
    money.bed.barred.set(leadCreditCode, [{ kind: 'ban', clause: 'SUB-13.c', id: newId(), from: '2025-01-01' as never, through: '2030-01-01' as never }]);
    await expect(money.plans.submit(version(signed), money.industry())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-6-2' });
    money.bed.barred.delete(leadCreditCode);
    const owner = await money.bed.asOwner();
    await owner.query(`UPDATE project_group SET state = 'fallen' WHERE id = $1`, [award.groupId]);
    await expect(money.plans.submit(version(signed), money.industry())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'project-reserve' } });
    await owner.query(`UPDATE project_group SET state = 'reserved' WHERE id = $1`, [award.groupId]);
    expect((await money.plans.submit(version(signed), money.industry())).state).toBe('submitted');
  });

  it('needs decided awards, and takes effect once, also when two do it at the same moment', async () => {
    const year = await newYear();
    const budget = await money.budget(year, 1_000n);
    await expect(money.plans.draft({ budgetId: budget.id }, money.industry())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', params: { what: 'decided-awards' } });
    await decidedAward(year, '10.00');
    const plan = await money.approvedPlan(budget);
    const both = await Promise.allSettled([money.effects.takeEffect(version(plan), money.finance()), money.effects.takeEffect(version(plan), money.finance('second'))]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT' } });
    expect(await money.balance('available', budget.id)).toBe(0n);
  });

  it('refuses each action in each state that the lifecycle does not have it in', async () => {
    const year = await newYear();
    await decidedAward(year, '10.00');
    const effective = await money.effectivePlan(await money.budget(year, 1_000n));
    const at = version(effective);
    for (const act of [
      async () => await money.plans.sign(at, money.industry()), async () => await money.plans.submit(at, money.industry()),
      async () => await money.plans.approve({ ...at, document: 'x', approvedOn: '2025-05-06' as never }, money.industry()),
      async () => await money.plans.giveBack({ ...at, reason: 'x' }, money.finance()), async () => await money.effects.takeEffect(at, money.finance()),
    ]) await expect(act()).rejects.toMatchObject({ code: 'STATE_FORBIDS', params: { state: 'effective' } });
    expect(allocationPlanLifecycle.effective).toEqual({});
  });
});

describe('the export of a plan', () => {
  it('INT-20: has each share with its remainder, in CSV without a formula and in JSON', async () => {
    const year = await newYear();
    for (const approved of ['50.00', '50.00', '50.00']) {
      await money.decideFor(await money.bed.reservedGroup(year, { leadName: '=HYPERLINK("x")', lines: [{ amountFen: '100000000000' }] }), { approved });
    }
    const plan = await money.plans.draft({ budgetId: (await money.budget(year, 10_000n)).id }, money.industry());
    const csv = await money.planReading.export({ id: plan.id, format: 'csv' }, money.bed.as('auditor', '220000'));
    const lines = csv.content.trim().split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`);
    expect(lines.slice(1).map((line) => line.split(',').slice(-6).join(','))).toEqual([
      '"50.00","33.34","33.33","5000/15000","1","1"', '"50.00","33.33","33.33","5000/15000","2","0"', '"50.00","33.33","33.33","5000/15000","3","0"',
    ]);
    const json = JSON.parse((await money.planReading.export({ id: plan.id, format: 'json' }, money.industry())).content) as { shares: { share: string }[] };
    expect(json.shares.map(({ share }) => share)).toEqual(['33.34', '33.33', '33.33']);
    await expect(money.planReading.export({ id: plan.id, format: 'csv' }, money.bed.as('auditor', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('a simulation', () => {
  it('SUB-11, INT-20: shares a year out before anything is decided, under its budget or another one', async () => {
    const year = await newYear();
    const submitted = await money.bed.submittedGroup(year);
    const reserved = await money.bed.reservedGroup(year, { level: 'national' });
    const { award } = await money.decided(year, {}, { approved: '100000.00' });
    await money.bed.submittedGroup(year, { level: 'none' });
    await money.budget(year, 30_000_000n, false);
    const all = await money.simulations.simulate({ yearId: year.id }, money.industry());
    // 10% and 30% of three million, and what was approved; a cluster without a title has no rate.
    expect(all).toMatchObject({ budget: '300000.00', claims: '1300000.00', total: '300000.00', groups: 4, scaled: true });
    const claims = new Map(all.shares.items.map(({ groupId, claim, basis }) => [groupId as string, `${basis} ${claim}`]));
    expect([claims.get(submitted.id), claims.get(reserved.id), claims.get(award.groupId)]).toEqual(['ceiling 300000.00', 'ceiling 900000.00', 'approved 100000.00']);
    const sum = all.shares.items.reduce((so, { share }) => so + BigInt(share.replace('.', '')), 0n);
    expect(moneyOf(sum)).toBe('300000.00');
    const enough = await money.simulations.simulate({ yearId: year.id, budget: '2000000.00' as Money, limit: 1 }, money.finance());
    expect(enough).toMatchObject({ total: '1300000.00', scaled: false });
    expect((await money.simulations.simulate({ yearId: year.id, limit: 200, cursor: enough.shares.next as never }, money.finance())).shares.items).toHaveLength(3);
    await expect(money.simulations.simulate({ yearId: newId() }, money.finance())).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(money.simulations.simulate({ yearId: year.id }, money.bed.as('enterprise', '220182'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });
});
