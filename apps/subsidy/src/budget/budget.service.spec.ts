import { budgetContracts, moneyOf, type Money } from '@jiqun/contracts';
import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { MoneyBed } from '../../test/money-bed.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';

jest.setTimeout(120_000);

let money: MoneyBed;
let year: ProgrammeYear;
let sources = 0;
beforeAll(async () => {
  money = await MoneyBed.open();
  year = await money.closedYear();
});
afterAll(async () => {
  await money.close();
});

const source = (): string => `来源${(sources += 1)}号`;
const yuan = (text: string): Money => text as Money;

describe('a budget', () => {
  it('SUB-12.a: can be allotted once the congress has approved it, which finance records with document and day', async () => {
    const drafted = await money.budget(year, 100_000n, false, source());
    expect(drafted).toMatchObject({ state: 'draft', approved: '0.00', available: '0.00', pending: '1000.00', year: 2026 });
    expect(await money.balance('available', drafted.id)).toBe(0n);
    const approved = await money.approve(drafted);
    expect(approved).toMatchObject({ state: 'approved', approved: '1000.00', available: '1000.00', pending: '0.00' });
    expect(approved.changes).toMatchObject([{ kind: 'initial', state: 'approved', approvalDocument: '人大决议1号', approvedOn: '2025-05-06', settledBy: 'budget-head' }]);
    expect(await money.balance('available', drafted.id)).toBe(100_000n);
    expect((await money.bed.events(budgetContracts.approved)).at(-1)).toMatchObject({ budgetId: drafted.id, amount: '1000.00', clause: 'SUB-12.a' });
  });

  it('SUB-3.b: is recorded by finance alone, and its approval by another person', async () => {
    const request = { yearId: year.id, source: source(), amount: yuan('1.00') };
    for (const who of [money.industry(), money.bed.as('county-finance', '220182'), money.bed.as('auditor', '220000')]) {
      await expect(money.budgets.record(request, who)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    }
    await expect(money.budgets.record(request, money.bed.as('province-finance', '220182'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(money.budgets.record(request, money.bed.as('province-finance', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const { id, version } = await money.budgets.record(request, money.finance('clerk'));
    const approval = { id, version, document: 'x', approvedOn: '2025-05-06' as never };
    await expect(money.budgets.approve(approval, money.finance('clerk'))).rejects.toMatchObject({ code: 'FOUR_EYES' });
    await expect(money.budgets.approve({ ...approval, approvedOn: '2025-05-07' as never }, money.finance('head'))).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(money.budgets.get(id, money.bed.as('province-finance', '650000'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(money.budgets.record(request, money.finance())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('changes by further rows that are approved one by one, or dropped', async () => {
    const budget = await money.budget(year, 100_000n, true, source());
    const supplement = { id: budget.id, version: budget.version, kind: 'supplement' as const, amount: yuan('50.00'), document: '追加1号', reason: '追加' };
    const changed = await money.budgets.change(supplement, money.finance('clerk'));
    expect(changed).toMatchObject({ available: '1000.00', pending: '50.00' });
    await expect(money.budgets.change({ ...supplement, version: changed.version }, money.finance('clerk'))).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    const approved = await money.approve(changed);
    expect(approved).toMatchObject({ available: '1050.00', pending: '0.00' });
    const less = await money.budgets.change({ ...supplement, version: approved.version, kind: 'reduction' }, money.finance('clerk'));
    expect(less.pending).toBe('-50.00');
    const dropped = await money.budgets.drop({ id: less.id, version: less.version, reason: '不予核减' }, money.finance());
    expect(dropped).toMatchObject({ available: '1050.00', pending: '0.00' });
    expect(dropped.changes.map(({ number, kind, state }) => `${number} ${kind} ${state}`)).toEqual(['1 initial approved', '2 supplement approved', '3 reduction dropped']);
    await expect(money.approve(dropped)).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
    const stored = money.bed.source.query(`UPDATE budget_change SET amount_fen = 1 WHERE budget_id = $1`, [budget.id]);
    await expect(stored).rejects.toThrow('permission denied');
  });

  it('SUB-11: is never reduced below what is committed, neither when it is recorded nor when it is approved', async () => {
    const budget = await money.budget(year, 100_000n, true, source());
    const reduce = { id: budget.id, version: budget.version, kind: 'reduction' as const, amount: yuan('600.00'), document: '核减1号', reason: 'x' };
    await expect(money.budgets.change({ ...reduce, amount: yuan('1000.01') }, money.finance('clerk'))).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-11' });
    const recorded = await money.budgets.change(reduce, money.finance('clerk'));
    // Allotted between the record and the approval.
    await commit(budget.id, 40_001n);
    await expect(money.approve(recorded)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SUB-11', params: { what: 'budget-cap' } });
    expect(await money.budgets.get(budget.id, money.finance())).toMatchObject({ approved: '1000.00', available: '599.99', pending: '-600.00' });
  });

  it('SUB-11: of 400 awards that are committed at once, exactly the cap is given out, and nothing over', async () => {
    const budget = await money.budget(year, 100_000n, true, source());
    const outcomes = await Promise.all(Array.from({ length: 400 }, async () =>
      await commit(budget.id, 401n).then(() => 'committed', (error: { code: string; clause?: string }) => `${error.code} ${error.clause ?? ''}`)));
    expect(outcomes.filter((outcome) => outcome === 'committed')).toHaveLength(249);
    expect(new Set(outcomes)).toEqual(new Set(['committed', 'CLAUSE_FORBIDS SUB-11']));
    expect(await money.balance('available', budget.id)).toBe(151n);
    await commit(budget.id, 151n);
    await expect(commit(budget.id, 1n)).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS' });
    expect(await money.budgets.get(budget.id, money.finance())).toMatchObject({ approved: '1000.00', available: '0.00' });
  });

  it('of two who approve the same change one is told so, and it is posted once', async () => {
    const drafted = await money.budget(year, 100n, false, source());
    const both = await Promise.allSettled([money.approve(drafted), money.approve(drafted)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'VERSION_CONFLICT' } });
    expect(await money.balance('available', drafted.id)).toBe(100n);
  });

  it('is listed to the province and to auditors, newest first', async () => {
    const newest = await money.budget(year, 5n, false, source());
    for (const who of [money.finance(), money.industry(), money.bed.as('auditor', '220000')]) {
      expect((await money.budgets.list({ yearId: year.id, limit: 1 }, who)).items.map(({ id }) => id)).toEqual([newest.id]);
    }
    expect((await money.budgets.list({}, money.bed.as('auditor', '650000'))).items).toEqual([]);
    await expect(money.budgets.list({}, money.bed.as('enterprise', '220000'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });
});

/** Takes an amount out of a budget for an award, as a plan does. */
async function commit(budgetId: string, amount: bigint): Promise<void> {
  await money.bed.within(async (transaction) => {
    const plan = { id: newId(), tenant: 'CN-22', budgetId, total: amount };
    await money.effects.commit(transaction, plan, [{ awardId: newId(), share: amount }], 'SUB-11');
    return moneyOf(amount);
  });
}
