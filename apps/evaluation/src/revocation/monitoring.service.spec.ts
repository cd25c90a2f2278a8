import type { RecordFinding, RecordIncident, TitleChanged } from '@jiqun/contracts';
import { evaluate, installedPolicies } from '@jiqun/policy-core';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { newId } from '@jiqun/service-kit';

import { eventOf, TitleBed } from '../../test/title-bed.js';
import { RevocationBed } from '../../test/revocation-bed.js';

jest.setTimeout(120_000);

let bed: TitleBed;
let revocations: RevocationBed;
beforeAll(async () => {
  bed = await TitleBed.open();
  revocations = new RevocationBed(bed);
  bed.ignore('annual-report.opens', 're-review.opens');
  await bed.moveTo('2026-03-01');
});
afterAll(async () => {
  await bed.close();
});

const county = () => bed.request('county-industry', 'county', '220182');

async function incident(
  title: TitleChanged, happenedOn: string, grade: RecordIncident['grade'], category: RecordIncident['category'] = 'safety',
): Promise<string> {
  return (await revocations.monitoring.recordIncident(
    { titleId: title.titleId, happenedOn: happenedOn as never, category, grade, source: '应急管理局通报' }, county(),
  )).id;
}

async function finding(title: TitleChanged, foundOn: string, kind: RecordFinding['kind'], by: RecordFinding['by']): Promise<void> {
  await revocations.monitoring.recordFinding({ titleId: title.titleId, foundOn: foundOn as never, kind, by, source: '核查报告' }, county());
}

async function grounds(title: TitleChanged, asOf: string): Promise<string[]> {
  const found = await revocations.monitoring.grounds({ titleId: title.titleId, asOf: asOf as never }, bed.request());
  return found.grounds.map(({ clause, since }) => `${clause} since ${since ?? ''}`);
}

it('SME-14-5, SME-7-2, INT-29: a larger accident bars nobody from applying, and does not revoke when it was before recognition; after it, it does', async () => {
  const title = await bed.tellTitle({ recognisedOn: '2025-08-15' });
  await incident(title, '2025-08-15', 'larger');
  expect(await grounds(title, '2025-12-31')).toEqual([]);
  await incident(title, '2025-08-16', 'larger');
  expect(await grounds(title, '2025-08-15')).toEqual([]);
  expect(await grounds(title, '2025-08-16')).toEqual(['SME-14-5 since 2025-08-16']);
  const asked = (grade: string) =>
    evaluate(
      installedPolicies, { policy: 'jl-sme-2024', asOf: '2025-12-31', facts: { incidents: [{ date: '2025-08-16', category: 'safety', grade }] } },
    ).criteria.find(({ clause }) => clause === 'SME-7-2')?.outcome;
  expect([asked('larger'), asked('major')]).toEqual(['met', 'not-met']);
});

it('SME-14-5: of network and data security a major incident is a ground, a larger one is not', async () => {
  const title = await bed.tellTitle();
  await incident(title, '2025-10-01', 'larger', 'data-security');
  expect(await grounds(title, '2025-12-31')).toEqual([]);
  await incident(title, '2025-10-02', 'major', 'network-security');
  expect(await grounds(title, '2025-12-31')).toEqual(['SME-14-5 since 2025-10-02']);
});

it('SME-14-2, SME-14-3, SME-14-5: a finding is the ground of the clause that names it', async () => {
  const title = await bed.tellTitle();
  await finding(title, '2025-10-01', 'false-application', 'cluster');
  await finding(title, '2025-10-02', 'refused-monitoring', 'enterprise');
  await finding(title, '2025-10-03', 'tax-evasion', 'enterprise');
  expect(await grounds(title, '2025-12-31')).toEqual(['SME-14-2 since 2025-10-01', 'SME-14-3 since 2025-10-02', 'SME-14-5 since 2025-10-03']);
});

it('SME-14-3, INT-35: a report not filed by the end of March is a ground from 1 April', async () => {
  const title = await bed.tellTitle();
  expect(await grounds(title, '2026-03-31')).toEqual([]);
  expect(await grounds(title, '2026-04-01')).toEqual(['SME-14-3 since 2026-04-01']);
});

it('SME-14-3: of a title older than its policy no report is missed that fell due before the policy was in force', async () => {
  const title = await bed.tellTitle({ policyVersion: undefined, recognisedOn: '2022-06-01', validThrough: '2027-06-01' });
  expect(await grounds(title, '2025-12-31')).toEqual(['SME-14-3 since 2024-04-01', 'SME-14-3 since 2025-04-01']);
});

it('SME-14-4, INT-34: a major change is a ground from the thirty-first day unless it was reported by the thirtieth', async () => {
  const title = await bed.tellTitle();
  const change = {
    changeId: newId(), clusterId: title.clusterId, kind: 'area' as const, changedOn: '2025-10-01' as never, reportDueOn: '2025-10-31' as never,
  };
  const tell = async (data: typeof change & { reportedOn?: never }, sequence: number) => await bed.take(
    eventOf(data, 'CN-22', sequence), async (event, transaction) => await bed.titleService.takeChange(event, transaction),
  );
  await tell(change, 1);
  expect(await grounds(title, '2025-10-31')).toEqual([]);
  expect(await grounds(title, '2025-11-01')).toEqual(['SME-14-4 since 2025-11-01']);
  await tell({ ...change, reportedOn: '2025-10-31' as never }, 2);
  expect(await grounds(title, '2025-11-01')).toEqual([]);
  // The first event once more, late: what is known stands.
  await tell(change, 1);
  expect(await grounds(title, '2025-11-01')).toEqual([]);
});

it('SME-14-1, INT-13: a term that ended without an application is a ground from the day after', async () => {
  const title = await bed.tellTitle({ recognisedOn: '2024-02-29', validThrough: '2027-02-28' });
  expect((await grounds(title, '2027-02-28')).filter((ground) => ground.startsWith('SME-14-1'))).toEqual([]);
  expect((await grounds(title, '2027-03-01')).filter((ground) => ground.startsWith('SME-14-1'))).toEqual(['SME-14-1 since 2027-03-01']);
});

it('AMC-11.b: a violation of law is a ground, an accident is none', async () => {
  const title = await bed.tellTitle({ programme: 'jl-amc-2024', policyVersion: '2024-11-04' });
  await incident(title, '2025-10-01', 'extraordinary');
  expect(await grounds(title, '2025-12-31')).toEqual([]);
  await finding(title, '2025-11-01', 'violation', 'cluster');
  expect(await grounds(title, '2025-12-31')).toEqual(['AMC-11.b since 2025-11-01']);
});

it('what was recorded by mistake is struck out by the province with a reason, stays on record, and is no ground any more', async () => {
  const title = await bed.tellTitle();
  const id = await incident(title, '2025-10-01', 'major');
  await revocations.monitoring.strikeRecord({ id, reason: '等级改定为一般' }, bed.request());
  expect(await grounds(title, '2025-12-31')).toEqual([]);
  expect(await bed.source.query(
    'SELECT grade, strike_reason FROM incident WHERE id = $1', [id],
  )).toEqual([{ grade: 'major', strike_reason: '等级改定为一般' }]);
  await expect(revocations.monitoring.strikeRecord({ id, reason: 'x' }, bed.request())).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('is recorded for the own region alone, of a known title, and not for a day to come', async () => {
  const title = await bed.tellTitle();
  const record = { titleId: title.titleId, happenedOn: '2025-10-01' as never, category: 'safety', grade: 'larger', source: 'x' } as const;
  await expect(revocations.monitoring.recordIncident(
    record, bed.request('county-industry', 'c', '220122'),
  )).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
  await expect(revocations.monitoring.recordIncident(
    record, bed.request('province-industry', 'c', '650000', 'CN-65'),
  )).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  await expect(revocations.monitoring.recordIncident(record, bed.request('expert', 'c'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  await expect(revocations.monitoring.recordIncident(
    { ...record, happenedOn: '2030-01-01' as never }, county(),
  )).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});
