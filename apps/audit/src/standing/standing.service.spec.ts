import { type CheckedStanding, sanctionOrdered, type SanctionOrdered } from '@jiqun/contracts';
import { installedPolicies } from '@jiqun/policy-core';
import { newId } from '@jiqun/service-kit';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { AuditBed, sampleCreditCode } from '../../test/audit-bed.js';

jest.setTimeout(60_000);

let bed: AuditBed;
beforeAll(async () => {
  bed = await AuditBed.open('2026-03-01');
});
afterAll(async () => {
  await bed.close();
});

async function ordered(creditCode: string, matter: SanctionOrdered['matter'], changes: Partial<SanctionOrdered> = {}): Promise<string> {
  const orderId = newId();
  await bed.take(sanctionOrdered, {
    orderId, creditCode, programme: 'jl-amc-subsidy-2024', policyVersion: '2024-12-05', matter, hardToCorrect: true, decidedOn: '2026-03-01',
    document: `样例决定书 ${orderId}`, ...changes,
  } as SanctionOrdered);
  return orderId;
}

async function listed(creditCode: string, list: 'dishonest-judgement-debtor' | 'abnormal-operation' | 'serious-violation', through?: string): Promise<void> {
  const begun = await bed.loads.begin({ list, source: `样例来源 ${creditCode}`, kind: 'delta', asOf: '2026-03-01' as never }, bed.as());
  const row = { creditCode, listedFrom: '2026-02-01', document: '样例文书', ...(through === undefined ? {} : { listedThrough: through }) };
  const filled = await bed.loads.append({ id: begun.id, version: begun.version, rows: [row as never] }, bed.as());
  const checked = await bed.loads.check({ id: filled.id, version: filled.version }, bed.as());
  await bed.loads.apply({ id: checked.id, version: checked.version }, bed.as());
  await bed.work();
}

const check = async (programme: string, creditCodes: string[], on: string, tenant = 'CN-22'): Promise<CheckedStanding> =>
  await bed.standings.check({ tenant, programme, creditCodes, on } as never);
const mayApply = async (programme: string, code: string, on: string): Promise<boolean> => (await check(programme, [code], on)).standings[0]?.mayApply === true;

it('SUB-13.c, INT-13, INT-22: a ban bars applications for funds through its last day, and nothing else', async () => {
  const code = sampleCreditCode();
  const orderId = await ordered(code, 'serious-violation');
  const days = ['2026-02-28', '2026-03-01', '2031-03-01', '2031-03-02'];
  expect(await Promise.all(days.map(async (day) => await mayApply('jl-amc-subsidy-2024', code, day)))).toEqual([true, false, false, true]);
  for (const programme of ['jl-amc-2024', 'jl-sme-2024', 'jl-sei-2020']) expect([programme, await mayApply(programme, code, '2027-01-01')]).toEqual([programme, true]);
  const { standings } = await check('jl-amc-subsidy-2024', [code], '2027-01-01');
  expect(standings[0]?.reasons).toEqual([
    { kind: 'ban', clause: 'SUB-13.c', id: expect.any(String), document: `样例决定书 ${orderId}`, from: '2026-03-01', through: '2031-03-01', firstDayFree: '2031-03-02' },
  ]);
});

it('SUB-16, INT-23: a bar holds for its own programme, with no end', async () => {
  const code = sampleCreditCode();
  await ordered(code, 'poor-performance');
  expect([await mayApply('jl-amc-subsidy-2024', code, '2026-02-28'), await mayApply('jl-amc-subsidy-2024', code, '2099-12-31')]).toEqual([true, false]);
  expect(await mayApply('jl-amc-2024', code, '2027-01-01')).toBe(true);
  expect((await check('jl-amc-subsidy-2024', [code], '2027-01-01')).standings[0]?.reasons[0]).not.toHaveProperty('through');
});

it('SUB-17, INT-22: an exclusion bars every programme of the province for ever, and none of another province', async () => {
  const code = sampleCreditCode();
  await ordered(code, 'fraud', { hardToCorrect: false });
  for (const programme of ['jl-amc-subsidy-2024', 'jl-amc-2024', 'jl-sme-2024', 'jl-sei-2020']) {
    const { standings } = await check(programme, [code], '2099-12-31');
    expect([programme, standings[0]?.mayApply, standings[0]?.reasons.map(({ kind, clause }) => [kind, clause])]).toEqual([programme, false, [['exclusion', 'SUB-17']]]);
  }
  expect((await check('xj-amc', [code], '2027-01-01', 'CN-65')).standings[0]?.mayApply).toBe(true);
});

it.each(['dishonest-judgement-debtor', 'abnormal-operation', 'serious-violation'] as const)(
  'SUB-6-2, AMC-3.c: who stands on the list %s may neither apply for funds nor, as a promotion organisation, for recognition',
  async (list) => {
    const code = sampleCreditCode();
    await listed(code, list);
    for (const [programme, clause] of [['jl-amc-subsidy-2024', 'SUB-6-2'], ['jl-amc-2024', 'AMC-3.c']] as const) {
      const { standings } = await check(programme, [code], '2026-03-01');
      expect(standings[0]).toMatchObject({ mayApply: false, reasons: [{ kind: 'credit-listing', clause, list, from: '2026-02-01', document: '样例文书' }] });
    }
    for (const programme of ['jl-sme-2024', 'jl-sei-2020']) expect([programme, await mayApply(programme, code, '2026-03-01')]).toEqual([programme, true]);
  },
);

it('SUB-6-2: a listing bars from its first through its last day, as the source gave it', async () => {
  const code = sampleCreditCode();
  await listed(code, 'abnormal-operation', '2026-06-30');
  const days = ['2026-01-31', '2026-02-01', '2026-06-30', '2026-07-01'];
  expect(await Promise.all(days.map(async (day) => await mayApply('jl-amc-subsidy-2024', code, day)))).toEqual([true, false, false, true]);
});

it('SUB-6-2, SUB-13.c: the answers stand in the order of the codes, each with all of its own reasons', async () => {
  const [clean, both] = [sampleCreditCode(), sampleCreditCode()];
  await ordered(both, 'serious-violation');
  await listed(both, 'serious-violation');
  const { standings, on } = await check('jl-amc-subsidy-2024', [clean, both, clean], '2026-03-01');
  expect([on, standings.map((each) => [each.creditCode, each.mayApply])]).toEqual(['2026-03-01', [[clean, true], [both, false], [clean, true]]]);
  expect(standings[1]?.reasons.map(({ kind }) => kind).toSorted()).toEqual(['ban', 'credit-listing']);
});

it('SUB-17: what stands in one jurisdiction is unknown in another', async () => {
  const code = sampleCreditCode();
  await ordered(code, 'fraud');
  await expect(check('jl-amc-2024', [code], '2026-03-01', 'CN-65')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect((await bed.standings.explain({ creditCode: code as never }, bed.as('auditor', 'x', '650000'))).against).toEqual([]);
  expect((await bed.standings.explain({ creditCode: code as never }, bed.as('auditor'))).against).toHaveLength(1);
});

it('SUB-13.c, SUB-17: a programme that was installed at run time bars by its own kind and jurisdiction, and is asked for once', async () => {
  const base = installedPolicies.all().find(({ id }) => id === 'jl-amc-subsidy-2024');
  const source = { ...JSON.parse(JSON.stringify(base?.source)), id: 'jl-new-subsidy' };
  const asked: unknown[] = [];
  bed.policySource = {
    ask: async (which) => {
      asked.push(which);
      return await Promise.resolve({ programme: 'jl-new-subsidy', version: '2024-12-05', jurisdiction: 'CN-22', source } as never);
    },
  };
  const code = sampleCreditCode();
  await ordered(code, 'serious-violation');
  const { standings } = await bed.standings.check({ tenant: 'CN-22', programme: 'jl-new-subsidy', policyVersion: '2024-12-05', creditCodes: [code], on: '2027-01-01' } as never);
  expect(standings[0]?.reasons.map(({ clause }) => clause)).toEqual(['SUB-13.c']);
  const other = sampleCreditCode();
  await ordered(other, 'fraud', { programme: 'jl-new-subsidy' as never, policyVersion: '2024-12-05' });
  expect(asked).toHaveLength(1);
  expect(await bed.source.query(`SELECT programme, version FROM policy_copy`)).toEqual([{ programme: 'jl-new-subsidy', version: '2024-12-05' }]);
  expect(await mayApply('jl-sme-2024', other, '2027-01-01')).toBe(false);
});

it('SUB-6-2, SUB-13.c: all that ever stood against an enterprise is told as of a day and as it was known', async () => {
  const code = sampleCreditCode();
  await listed(code, 'serious-violation', '2026-02-15');
  await ordered(code, 'serious-violation');
  const now = await bed.standings.explain({ creditCode: code, on: '2026-03-01' } as never, bed.as('auditor'));
  expect(now.against.map(({ kind, isInForce }) => [kind, isInForce])).toEqual([['ban', true], ['credit-listing', false]]);
  expect((await bed.standings.explain({ creditCode: code, on: '2031-03-02' } as never, bed.as('auditor'))).against.map(({ isInForce }) => isInForce)).toEqual([false, false]);
  expect((await bed.standings.explain({ creditCode: code, knownAt: '2026-02-28T00:00:00+08:00' } as never, bed.as('auditor'))).against).toEqual([]);
});
