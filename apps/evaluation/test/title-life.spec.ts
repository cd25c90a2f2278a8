import { annualReportContracts, reReviewContracts, revocationDecided, revocationWithdrawn, type ReReview } from '@jiqun/contracts';
import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';

import { AnnualReportBed } from './annual-report-bed.js';
import { ReReviewBed } from './re-review-bed.js';
import { RevocationBed } from './revocation-bed.js';
import { TitleBed } from './title-bed.js';

jest.setTimeout(120_000);

let bed: TitleBed;
let annual: AnnualReportBed;
let review: ReReviewBed;
let revocations: RevocationBed;
beforeEach(async () => {
  bed = await TitleBed.open();
  annual = new AnnualReportBed(bed);
  review = new ReReviewBed(bed);
  revocations = new RevocationBed(bed);
});
afterEach(async () => {
  await bed.close();
});

const opener = () => bed.request('province-industry', 'opener');
const decider = () => bed.request('province-industry', 'decider');

async function groundsOn(titleId: string, asOf: string): Promise<string[]> {
  const { grounds } = await revocations.monitoring.grounds({ titleId, asOf: asOf as never }, bed.request());
  return grounds.map(({ clause, since }) => `${clause} since ${since ?? ''}`);
}

async function fileReports(titleId: string, ...years: readonly [number, string][]): Promise<void> {
  for (const [year, on] of years) {
    await bed.moveTo(on);
    await annual.file(await annual.reportOf(titleId, year));
  }
}

/** Opens a case on what is found, serves it at once, and decides it on the first day on which that is possible. */
async function revoke(titleId: string, clause: string) {
  const opened = await revocations.cases.open({ titleId, reason: '监测发现' }, opener());
  const served = await revocations.procedure.notify({ id: opened.id, version: opened.version, document: '告知书', servedOn: opened.openedOn }, opener());
  await bed.moveTo(revocations.dayAfter(served.defenceEndsOn ?? ''));
  return await revocations.decisions.decide(
    { id: served.id, version: served.version, outcome: 'revoke', established: [clause], reasons: '查实', document: '决定书' }, decider(),
  );
}

it('SME-12, SME-13, SME-14-1, SME-14-3, INT-14: the life of a title of an SME cluster: reports, extension, a term that nobody applied for, revocation, return', async () => {
  const title = await bed.tellTitle();
  const { titleId } = title;
  await fileReports(titleId, [2025, '2026-03-20'], [2026, '2027-04-02'], [2027, '2028-03-31']);
  await bed.moveTo('2028-08-10');
  const applied = await review.apply((await review.of(titleId))[0] as ReReview);
  await bed.moveTo('2028-10-20');
  const passed = await review.decide(await review.assess(applied));
  expect(passed.outcome?.validThrough).toBe('2031-08-15');
  // Between the decision and registry's event the term is known from the re-review.
  expect(await groundsOn(titleId, '2028-10-20')).toEqual(['SME-14-3 since 2027-04-01']);
  await bed.tellTitle({ ...title, validThrough: '2031-08-15', changedOn: '2028-10-20' });
  await fileReports(titleId, [2028, '2029-03-01'], [2029, '2030-03-01'], [2030, '2031-03-01']);
  await bed.moveTo('2031-08-16');
  expect((await review.of(titleId)).map(({ state }) => state)).toEqual(['lapsed', 'passed']);
  await bed.tellTitle({ ...title, validThrough: '2031-08-15', state: 'expired' });
  expect(await groundsOn(titleId, '2031-08-15')).toEqual(['SME-14-3 since 2027-04-01']);
  expect(await groundsOn(titleId, '2031-08-16')).toEqual(['SME-14-1 since 2031-08-16', 'SME-14-3 since 2027-04-01']);
  // Asked about the day on which the first term had ended and the application was pending.
  expect(await groundsOn(titleId, '2028-08-16')).toEqual(['SME-14-3 since 2027-04-01']);
  const decided = await revoke(titleId, 'SME-14-1');
  expect(decided).toMatchObject({ state: 'revoked', notice: { statement: { provisional: true } } });
  expect(await bed.events(revocationDecided)).toMatchObject([{ titleId, grounds: ['SME-14-1'] }]);
  expect((await revocations.cases.replay(decided.id, decider())).equal).toBe(true);
  await revocations.decisions.withdraw(
    { id: decided.id, version: decided.version, document: '判决书', reason: '程序违法' }, bed.request('province-industry', 'third'),
  );
  expect(await bed.events(revocationWithdrawn)).toMatchObject([{ titleId }]);
  expect(await bed.events(annualReportContracts.missed)).toMatchObject([{ year: 2026 }]);
});

it('AMC-10.a, AMC-11.a, AMC-11.b: the life of a title of a manufacturing cluster: it outlives its three years, and is revoked for a failed re-review', async () => {
  const title = await bed.tellTitle({ programme: 'jl-amc-2024', policyVersion: '2024-11-04', region: '220100' });
  const { titleId } = title;
  await bed.moveTo('2028-08-16');
  expect(await groundsOn(titleId, '2028-08-16')).toEqual([]);
  const [opened] = (await review.of(titleId)) as [ReReview];
  const actionPlan = { isSound: true, isCarriedOut: false, opinion: '方案未落实' };
  await bed.moveTo('2028-09-10');
  const failed = await review.decide(await review.assess(opened, { actionPlan }), 'failed');
  expect(failed.state).toBe('failed');
  expect(await groundsOn(titleId, '2028-09-09')).toEqual([]);
  expect(await groundsOn(titleId, '2028-09-10')).toEqual(['AMC-11.b since 2028-09-10']);
  // No report was ever filed: overdue, and yet no ground of this programme.
  expect((await annual.reports.listOverdue({}, bed.request())).items.map(({ year }) => year)).toEqual([2027, 2026, 2025]);
  await expect(revoke(titleId, 'AMC-11.b')).resolves.toMatchObject({
    state: 'revoked', grounds: [{ clause: 'AMC-11.b', origin: 'found', explanation: { zh: expect.stringContaining('复核') } }],
  });
});

it('INT-28, XJ-4: the life of a title of Xinjiang: twenty years without term, report, re-review or ground', async () => {
  const { titleId } = await bed.tellTitle({
    tenant: 'CN-65', programme: 'xj-amc', policyVersion: 'undated', region: '650100', validThrough: undefined,
  });
  await bed.moveTo('2045-08-16');
  const region = bed.request('province-industry', 'x', '650000', 'CN-65');
  expect((await revocations.monitoring.grounds({ titleId }, region)).grounds).toEqual([]);
  expect((await review.reReviews.list({}, region)).items).toEqual([]);
  expect((await annual.reports.list({}, region)).items).toEqual([]);
  expect(await bed.source.query(`SELECT kind FROM deadline WHERE tenant = 'CN-65'`)).toEqual([]);
});

it('two jurisdictions side by side: nothing of one is seen or touched from the other', async () => {
  const jilin = await bed.tellTitle();
  const xinjiang = await bed.tellTitle({ tenant: 'CN-65', region: '650102' });
  await bed.moveTo('2028-03-01');
  const other = bed.request('province-industry', 'x', '650000', 'CN-65');
  expect(new Set((await annual.reports.list({}, other)).items.map(({ titleId }) => titleId))).toEqual(new Set([xinjiang.titleId]));
  expect((await review.reReviews.list({}, other)).items.map(({ titleId }) => titleId)).toEqual([xinjiang.titleId]);
  expect((await review.reReviews.list({}, bed.request())).items.map(({ titleId }) => titleId)).toEqual([jilin.titleId]);
  await expect(revocations.monitoring.grounds({ titleId: jilin.titleId }, other)).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
  expect(reReviewContracts.list.permission.reach).toBe('region');
});
