import type { BarReason, CreditListed } from '@jiqun/contracts';
import { installedPolicies } from '@jiqun/policy-core';
import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { CaseBed } from '../../test/case-bed.js';
import { clauseOfList } from './clause-of-list.js';

jest.setTimeout(120_000);

let bed: CaseBed;
beforeAll(async () => {
  bed = await CaseBed.open();
}, 60_000);
afterAll(async () => {
  await bed.close();
});
beforeEach(() => bed.money.bed.barred.clear());

const listing = (creditCode: string, changes: Partial<Record<keyof CreditListed, unknown>> = {}): CreditListed => ({
  listingId: newId(), list: 'abnormal-operation', creditCode, listedFrom: bed.today, source: '信用平台（样例）', loadId: newId(), ...changes,
}) as CreditListed;
const stands = (creditCode: string, kind: BarReason['kind']): void => {
  const clause = kind === 'credit-listing' ? 'SUB-6-2' : 'SUB-13.c';
  bed.money.bed.barred.set(creditCode, [{ kind, clause, id: newId(), from: bed.today, ...(kind === 'credit-listing' ? { list: 'serious-violation' as const } : {}) }]);
};
const stateOf = async (id: string): Promise<string> => (await bed.money.instalment(id)).state;
const holds = async (awardId: string) => (await bed.holds.list({ awardId }, bed.as('auditor'))).items;

describe('a credit listing', () => {
  it('SUB-6-2, INT-21: holds what has not gone out, and its end lets it go on from where it was', async () => {
    const { award, planned, creditCode } = await bed.award({ isPaid: false });
    await bed.money.authorise(planned);
    const listed = listing(creditCode);
    await bed.listed(listed);
    expect(await stateOf(planned.id)).toBe('held');
    expect(await holds(award.id)).toMatchObject([{ instalmentId: planned.id, listingId: listed.listingId, list: 'abnormal-operation', state: 'holding' }]);
    await bed.ended(listed);
    expect(await stateOf(planned.id)).toBe('authorised');
    expect(await holds(award.id)).toMatchObject([{ state: 'released', endedOn: bed.today }]);
  });

  it('SUB-6-2, INT-21: told twice, or its end before its beginning, has the effect of once', async () => {
    const { award, planned, creditCode } = await bed.award({ isPaid: false });
    const [listed, swapped] = [listing(creditCode), listing(creditCode)];
    await bed.listed(listed);
    await bed.listed(listed);
    expect(await holds(award.id)).toHaveLength(1);
    await bed.ended(listed);
    await bed.ended(listed);
    expect(await stateOf(planned.id)).toBe('planned');
    await bed.ended(swapped);
    await bed.listed(swapped);
    await bed.listed(listed);
    expect(await stateOf(planned.id)).toBe('planned');
  });

  it('SUB-6-2, INT-21: the end of one does not release while another stands, by the word of audit', async () => {
    const { planned, creditCode } = await bed.award({ isPaid: false });
    const [one, other] = [listing(creditCode), listing(creditCode, { list: 'dishonest-judgement-debtor' })];
    await bed.listed(one);
    await bed.listed(other);
    stands(creditCode, 'credit-listing');
    await bed.ended(one);
    expect(await stateOf(planned.id)).toBe('held');
    bed.money.bed.barred.clear();
    await bed.ended(other);
    expect(await stateOf(planned.id)).toBe('planned');
  });

  it('SUB-6-2, INT-21: one that ended and stands again, because its end was loaded by mistake, holds again', async () => {
    const { award, planned, creditCode } = await bed.award({ isPaid: false });
    const listed = listing(creditCode);
    await bed.listed(listed, 1);
    await bed.ended(listed, 2);
    expect(await stateOf(planned.id)).toBe('planned');
    await bed.listed(listed, 3);
    expect(await stateOf(planned.id)).toBe('held');
    expect((await holds(award.id)).map(({ state }) => state).toSorted()).toEqual(['holding', 'released']);
    await bed.ended(listed, 2);
    await bed.listed(listed, 1);
    expect(await stateOf(planned.id)).toBe('held');
  });

  it('SUB-6-2, INT-21: one that names its last day lets go the day after, by the word of audit, without further news', async () => {
    const { award, planned, creditCode } = await bed.award({ isPaid: false });
    await bed.listed(listing(creditCode, { listedThrough: bed.after(3) }));
    stands(creditCode, 'credit-listing');
    await bed.moveTo(bed.after(3));
    expect(await stateOf(planned.id)).toBe('held');
    bed.money.bed.barred.clear();
    await bed.moveTo(bed.after(1));
    expect([await stateOf(planned.id), (await holds(award.id))[0]?.state]).toEqual(['planned', 'released']);
  });

  it('INT-19: a ban neither holds nor keeps held: payments stop on a case of their own alone', async () => {
    const { planned, creditCode } = await bed.award({ isPaid: false });
    stands(creditCode, 'ban');
    const listed = listing(creditCode);
    await bed.listed(listed);
    await bed.ended(listed);
    expect(await stateOf(planned.id)).toBe('planned');
  });

  it('SUB-6-2: concerns the awards that the enterprise leads, nothing that has gone out, and no other jurisdiction', async () => {
    const { planned, creditCode } = await bed.award();
    const other = await bed.award({ isPaid: false });
    await bed.listed(listing(creditCode));
    await bed.take(async (transaction) => await bed.holds.takeListed(listing(other.creditCode), 1, transaction), 'CN-65');
    expect([await stateOf(planned.id), await stateOf(other.planned.id)]).toEqual(['confirmed', 'planned']);
  });

  it('SUB-6-2: that was over before it became known holds nothing', async () => {
    const { planned, creditCode } = await bed.award({ isPaid: false });
    await bed.listed(listing(creditCode, { listedFrom: '2025-01-01', listedThrough: '2025-02-01' }));
    expect(await stateOf(planned.id)).toBe('planned');
  });

  it('SUB-6-2, INT-21: one that the issue found first, before the news of it came, is released with its end', async () => {
    const { award, planned, creditCode } = await bed.award({ isPaid: false });
    const authorised = await bed.money.authorise(planned);
    stands(creditCode, 'credit-listing');
    expect((await bed.money.issue(authorised)).state).toBe('held');
    const listed = listing(creditCode);
    await bed.listed(listed);
    expect(await holds(award.id)).toMatchObject([{ state: 'holding' }]);
    bed.money.bed.barred.clear();
    await bed.ended(listed);
    expect(await stateOf(planned.id)).toBe('authorised');
  });

  it('SUB-6-2: that meets an issue at the same moment either holds it or comes after it: never both, never neither', async () => {
    for (let round = 0; round < 6; round += 1) {
      const { planned, creditCode } = await bed.award({ isPaid: false });
      const authorised = await bed.money.authorise(planned);
      await Promise.allSettled([bed.listed(listing(creditCode)), bed.money.issue(authorised)]);
      const state = await stateOf(planned.id);
      expect(['held', 'issued']).toContain(state);
      expect(bed.money.orders.filter(({ instalment }) => instalment.id === planned.id)).toHaveLength(state === 'issued' ? 1 : 0);
    }
  });

  it('SUB-6-2: is asked for by the policy, list by list; a policy that does not ask has no clause', () => {
    const policy = (id: string) => installedPolicies.all().find((one) => one.id === id);
    const clauses = (['dishonest-judgement-debtor', 'abnormal-operation', 'serious-violation'] as const).map((list) => clauseOfList(policy('jl-amc-subsidy-2024') as never, list));
    expect(clauses).toEqual(['SUB-6-2', 'SUB-6-2', 'SUB-6-2']);
    expect(clauseOfList(policy('jl-sei-2020') as never, 'abnormal-operation')).toBeUndefined();
  });

  it('SUB-6-2: who sees what waits: officials of the region and the auditor', async () => {
    const { award, creditCode } = await bed.award({ isPaid: false });
    await bed.listed(listing(creditCode));
    const seen = async (who: ReturnType<CaseBed['as']>) => (await bed.holds.list({ awardId: award.id, creditCode: creditCode as never, state: 'holding' }, who)).items.length;
    expect([await seen(bed.as('county-finance', '220182')), await seen(bed.as('county-finance', '220183')), await seen(bed.as('province-industry', '650000'))]).toEqual([1, 0, 0]);
    await expect(seen(bed.as('enterprise', '220182'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });

  it('SUB-6-2, INT-21, INT-17: one whose end comes in the last payment year releases, one whose end comes later finds it lapsed', async () => {
    const lines = [{ amountFen: '200000000' }, { plannedYear: 2026, amountFen: '100000000' }];
    const [inTime, late] = [await bed.award({ lines }), await bed.award({ lines })];
    await bed.moveTo('2026-05-06');
    const second = async ({ award }: typeof late): Promise<string> => {
      const group = await bed.money.bed.group(award.groupId);
      await bed.money.bed.addLines(group, [{ completedOn: '2026-03-01', amountFen: '100000000', isProgress: true }]);
      return (await bed.money.authorisations.propose({ awardId: award.id, year: 2026, progress: '已核实' }, bed.money.industry())).id;
    };
    const [released, lapsed] = [await second(inTime), await second(late)];
    const listings = [listing(inTime.creditCode), listing(late.creditCode)] as const;
    for (const one of listings) await bed.listed(one);
    await bed.moveTo('2027-12-31');
    await bed.ended(listings[0]);
    await bed.moveTo('2028-01-01');
    await bed.ended(listings[1]);
    expect([(await holds(inTime.award.id))[0]?.state, (await holds(late.award.id))[0]?.state, await stateOf(lapsed)]).toEqual(['released', 'ended', 'lapsed']);
    expect(await stateOf(released)).toBe('lapsed');
    expect(await bed.money.balance('committed', late.award.id)).toBe(0n);
  });
});
