import { annualReportContracts, annualReportStates, type AnnualReport, type Role } from '@jiqun/contracts';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { AnnualReportBed } from '../../test/annual-report-bed.js';
import { TitleBed } from '../../test/title-bed.js';
import { type AnnualReportAction, annualReportLifecycle } from './annual-report.lifecycle.js';

jest.setTimeout(120_000);

let bed: TitleBed;
let annual: AnnualReportBed;
beforeEach(async () => {
  bed = await TitleBed.open();
  annual = new AnnualReportBed(bed);
  bed.ignore('re-review.opens');
});
afterEach(async () => {
  await bed.close();
});

const at = ({ id, version }: AnnualReport) => ({ id, version });
const county = () => bed.request('county-industry', 'county', '220182');
const prefecture = () => bed.request('prefecture-industry', 'prefecture', '220100');
const manufacturing = { programme: 'jl-amc-2024', policyVersion: '2024-11-04', region: '220100' };

describe('reports are asked for', () => {
  it('SME-13: of the year of recognition first, on 1 January of the next, year after year while the term lasts', async () => {
    const { titleId } = await bed.tellTitle();
    await bed.moveTo('2025-12-31');
    expect(await annual.yearsOf(titleId)).toEqual([]);
    await bed.moveTo('2026-01-01');
    expect(await annual.reportOf(titleId, 2025)).toMatchObject({ state: 'due', dueOn: '2026-03-31', clause: 'SME-13', overdue: false });
    await bed.moveTo('2030-06-01');
    // Valid through 2028-08-15: the report for 2028 would fall due after the term.
    expect(await annual.yearsOf(titleId)).toEqual([2025, 2026, 2027]);
  });

  it('SME-13, SME-12: again after the title was extended, and those of the time between as well', async () => {
    const title = await bed.tellTitle();
    await bed.moveTo('2030-06-01');
    await bed.tellTitle({ ...title, validThrough: '2031-08-15', changedOn: '2030-06-01' });
    await bed.moveTo('2030-06-02');
    expect(await annual.yearsOf(title.titleId)).toEqual([2025, 2026, 2027, 2028, 2029]);
  });

  it('AMC-10.a: by the end of April, also after the three years, since the title does not end with them', async () => {
    const { titleId } = await bed.tellTitle(manufacturing);
    await bed.moveTo('2030-01-01');
    expect(await annual.yearsOf(titleId)).toEqual([2025, 2026, 2027, 2028, 2029]);
    expect(await annual.reportOf(titleId, 2029)).toMatchObject({ dueOn: '2030-04-30', clause: 'AMC-10.a' });
  });

  it('INT-28: never of a title of Xinjiang, nor of one that the ministry gave', async () => {
    const xinjiang = await bed.tellTitle({
      tenant: 'CN-65', programme: 'xj-amc', policyVersion: 'undated', region: '650100', validThrough: undefined,
    });
    const national = await bed.tellTitle({ ...manufacturing, level: 'national', validThrough: undefined });
    await bed.moveTo('2027-06-01');
    expect([await annual.yearsOf(xinjiang.titleId), await annual.yearsOf(national.titleId)]).toEqual([[], []]);
  });

  it('of a revoked title no more, and of one that returned again; an event that comes twice or late changes nothing', async () => {
    const title = await bed.tellTitle({ sequence: 1 });
    await bed.tellTitle({ ...title, state: 'revoked', sequence: 3 });
    await bed.tellTitle({ ...title, state: 'valid', sequence: 2 });
    await bed.moveTo('2026-02-01');
    expect(await annual.yearsOf(title.titleId)).toEqual([]);
    await bed.tellTitle({ ...title, state: 'valid', sequence: 4 });
    await bed.moveTo('2026-02-02');
    expect(await annual.yearsOf(title.titleId)).toEqual([2025]);
  });

  it('SME-13: of a title recorded years later at once, and what was due by then is overdue', async () => {
    await bed.moveTo('2027-05-01');
    const { titleId } = await bed.tellTitle();
    await bed.moveTo('2027-05-02');
    expect(await annual.yearsOf(titleId)).toEqual([2025, 2026]);
    expect([(await annual.reportOf(titleId, 2025)).overdue, (await annual.reportOf(titleId, 2026)).overdue]).toEqual([true, true]);
    expect(await bed.events(annualReportContracts.reminded)).toEqual([]);
  });
});

describe('time', () => {
  it('SME-13: reminds 30, 7 and 1 days before the due day, and not of what was filed', async () => {
    const [filed, open] = [await bed.tellTitle(), await bed.tellTitle()];
    await bed.moveTo('2026-03-02');
    await annual.file(await annual.reportOf(filed.titleId, 2025));
    await bed.moveTo('2026-04-01');
    const reminders = (await bed.events(annualReportContracts.reminded)).map(({ titleId, daysLeft, on }) => [titleId, daysLeft, on]);
    expect(reminders.filter(([titleId]) => titleId === open.titleId)).toEqual([
      [open.titleId, 30, '2026-03-01'], [open.titleId, 7, '2026-03-24'], [open.titleId, 1, '2026-03-30'],
    ]);
    expect(reminders.filter(([titleId]) => titleId === filed.titleId)).toEqual([[filed.titleId, 30, '2026-03-01']]);
  });

  it('SME-13, INT-35: a deadline that comes after the filing, or once more, changes nothing and says nothing', async () => {
    const [filed, open] = [await bed.tellTitle(), await bed.tellTitle()];
    await bed.moveTo('2026-03-20');
    const report = await annual.file(await annual.reportOf(filed.titleId, 2025));
    await bed.moveTo('2026-04-01');
    const before = (await bed.events(annualReportContracts.reminded)).length;
    await annual.reports.remind(report.id, 7, bed.systemCall());
    await annual.reports.miss(report.id, bed.systemCall());
    await annual.reports.miss((await annual.reportOf(open.titleId, 2025)).id, bed.systemCall());
    expect(await bed.events(annualReportContracts.reminded)).toHaveLength(before);
    expect((await bed.events(annualReportContracts.missed)).map(({ titleId }) => titleId)).toEqual([open.titleId]);
    expect(await annual.reportOf(filed.titleId, 2025)).toEqual(report);
  });

  it('SME-13: says nothing of a title that was revoked, and catches up when it returned', async () => {
    const title = await bed.tellTitle();
    await bed.moveTo('2026-03-10');
    await bed.tellTitle({ ...title, state: 'revoked' });
    await bed.moveTo('2026-04-02');
    expect(await annual.reportOf(title.titleId, 2025)).toMatchObject({ overdue: false });
    expect((await bed.events(annualReportContracts.reminded)).map(({ daysLeft }) => daysLeft)).toEqual([30]);
    await bed.tellTitle({ ...title, state: 'valid' });
    await bed.moveTo('2026-04-03');
    expect(await annual.reportOf(title.titleId, 2025)).toMatchObject({ overdue: true });
  });

  it('SME-13, SME-12: a report that falls due on the last day of the term is owed, though the title ends in the same moment', async () => {
    const title = await bed.tellTitle({ recognisedOn: '2025-03-31', validThrough: '2028-03-31' });
    await bed.moveTo('2028-03-31');
    await bed.tellTitle({ ...title, state: 'expired' });
    await bed.moveTo('2028-04-01');
    expect(await annual.reportOf(title.titleId, 2027)).toMatchObject({ dueOn: '2028-03-31', overdue: true });
  });

  it('INT-15, INT-35: a report filed on the last day is in time, though a rest day; one filed on the day after is overdue for good', async () => {
    const [last, late] = [await bed.tellTitle(), await bed.tellTitle()];
    // 31 March 2029 is a Saturday.
    const term = { recognisedOn: '2028-01-01', validThrough: '2031-01-01' };
    const saturday = await bed.tellTitle(term);
    await bed.moveTo('2026-03-31');
    expect(await annual.file(await annual.reportOf(last.titleId, 2025))).toMatchObject({ filedOn: '2026-03-31', overdue: false });
    await bed.moveTo('2026-04-01');
    expect(await annual.reportOf(late.titleId, 2025)).toMatchObject({ state: 'due', overdue: true });
    expect(await annual.file(await annual.reportOf(late.titleId, 2025))).toMatchObject({ state: 'filed', filedOn: '2026-04-01', overdue: true });
    expect((await bed.events(annualReportContracts.missed)).map(({ titleId }) => titleId)).toEqual([late.titleId]);
    await bed.moveTo('2029-03-31');
    expect(await annual.reportOf(saturday.titleId, 2028)).toMatchObject({ dueOn: '2029-03-31', overdue: false });
    await bed.moveTo('2029-04-01');
    expect(await annual.reportOf(saturday.titleId, 2028)).toMatchObject({ overdue: true });
  });
});

describe('the way of a report', () => {
  it('SME-13: from the county through the prefecture to the province; a report filed in time and returned is still in time', async () => {
    const { titleId } = await bed.tellTitle();
    await bed.moveTo('2026-03-01');
    const filed = await annual.file(await annual.reportOf(titleId, 2025));
    await expect(annual.filing.receive(at(filed), bed.request())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'SME-13' });
    const passedOn = await annual.filing.passOn({ ...at(filed), opinion: '属实' }, prefecture());
    await bed.moveTo('2026-04-15');
    const returned = await annual.filing.return({ ...at(passedOn), reason: '单位有误' }, bed.request());
    expect(returned).toMatchObject({ state: 'returned', returnReason: '单位有误', filedOn: '2026-03-01' });
    const again = await annual.file(returned, { totalOutput: '51' });
    expect(again).toMatchObject({ state: 'filed', filedOn: '2026-03-01', overdue: false });
    const received = await annual.filing.receive(at(await annual.filing.passOn({ ...at(again), opinion: '属实' }, prefecture())), bed.request());
    expect(received).toMatchObject({ state: 'received', receivedOn: '2026-04-15' });
  });

  it('AMC-10.a: from the locality straight to the province', async () => {
    const { titleId } = await bed.tellTitle(manufacturing);
    await bed.moveTo('2026-03-01');
    const filed = await annual.file(await annual.reportOf(titleId, 2025));
    await expect(annual.filing.passOn(
      { ...at(filed), opinion: 'x' }, prefecture(),
    )).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-10.a' });
    await expect(annual.filing.receive(at(filed), bed.request())).resolves.toMatchObject({ state: 'received' });
  });

  it('SME-13: is not filed by the prefecture, which the policy does not name, nor by another county', async () => {
    const { titleId } = await bed.tellTitle();
    await bed.moveTo('2026-03-01');
    const draft = { ...at(await annual.reportOf(titleId, 2025)), figures: annual.figures('jl-sme-2024') };
    await expect(annual.filing.draft(draft, prefecture())).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(annual.filing.draft(draft, bed.request('county-industry', 'x', '220122'))).rejects.toMatchObject({ code: 'OUTSIDE_REGION' });
    await expect(annual.filing.draft(draft, bed.request('county-industry', 'x', '650102', 'CN-65'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('of two who fill it in at once one is told of the conflict, and nothing is overwritten', async () => {
    const { titleId } = await bed.tellTitle();
    await bed.moveTo('2026-03-01');
    const report = await annual.reportOf(titleId, 2025);
    const fill = async (totalOutput: string, person: string) => await annual.filing.draft(
      { ...at(report), figures: [{ key: 'totalOutput', value: totalOutput }] }, bed.request('county-industry', person, '220182'),
    );
    const results = await Promise.allSettled([fill('1', 'a'), fill('2', 'b')]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect((results.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason).toMatchObject({ code: 'VERSION_CONFLICT' });
    const won = results.find(({ status }) => status === 'fulfilled') as PromiseFulfilledResult<AnnualReport>;
    expect((await annual.reportOf(titleId, 2025)).figures).toEqual(won.value.figures);
  });

  it('every action in every state is what the lifecycle says, or refused', async () => {
    await bed.moveTo('2026-03-01');
    const acts: Record<AnnualReportAction, [Role, (report: AnnualReport, role: Role) => Promise<AnnualReport>]> = {
      draft: [
        'county-industry',
        async (report, role) => await annual.filing.draft(
          { ...at(report), figures: annual.figures('jl-sme-2024') }, bed.request(role, 'x', '220100'),
        ),
      ],
      file: [
        'county-industry', async (report, role) => await annual.filing.file({ ...at(report), explanations: [] }, bed.request(role, 'x', '220100')),
      ],
      'pass-on': [
        'prefecture-industry', async (report, role) => await annual.filing.passOn({ ...at(report), opinion: 'x' }, bed.request(role, 'x', '220100')),
      ],
      receive: ['province-industry', async (report, role) => await annual.filing.receive(at(report), bed.request(role, 'x', '220100'))],
      return: [
        'province-industry', async (report, role) => await annual.filing.return({ ...at(report), reason: 'x' }, bed.request(role, 'x', '220100')),
      ],
    };
    const paths: Record<AnnualReport['state'], AnnualReportAction[]> = {
      due: [], draft: ['draft'], filed: ['draft', 'file'], returned: ['draft', 'file', 'return'], 'passed-on': ['draft', 'file', 'pass-on'],
      received: ['draft', 'file', 'pass-on', 'receive'],
    };
    for (const state of annualReportStates) {
      for (const action of Object.keys(acts) as AnnualReportAction[]) {
        const { titleId } = await bed.tellTitle();
        await bed.moveTo('2026-03-01');
        let report = await annual.reportOf(titleId, 2025);
        for (const step of paths[state]) report = await acts[step][1](report, acts[step][0]);
        expect([state, action, report.state]).toEqual([state, action, state]);
        const [allowed, act] = acts[action];
        for (const role of ['expert', 'auditor', 'enterprise', 'promotion-organisation'] as const) {
          await expect(act(report, role)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
        }
        const arrow = annualReportLifecycle[state][action];
        const outcome = await act(report, allowed).then((done) => done.state as string, (error: { code: string }) => error.code);
        // The policy has reports go through the prefecture: the lifecycle's other way is another programme's.
        const expected = arrow === undefined ? 'STATE_FORBIDS' : action === 'receive' && state === 'filed' ? 'CLAUSE_FORBIDS' : arrow.target;
        expect([state, action, outcome]).toEqual([state, action, expected]);
      }
    }
    const named = (action: AnnualReportAction) => annualReportStates.filter((state) => annualReportLifecycle[state][action] !== undefined);
    const { draft, file, passOn, receive, return: returned } = annualReportContracts;
    for (const [action, contract] of [['draft', draft], ['file', file], ['pass-on', passOn], ['receive', receive], ['return', returned]] as const) {
      expect([action, [...(contract.permission.states ?? [])].toSorted()]).toEqual([action, named(action).toSorted()]);
    }
  });
});

describe('plausibility', () => {
  it('SME-13: what is implausible must be explained before filing; what is required must be there', async () => {
    const { titleId } = await bed.tellTitle();
    await bed.moveTo('2026-03-01');
    await annual.filing.recordReference(
      { titleId, year: 2025, source: 'https://gxt.jl.gov.cn/a', figures: [{ key: 'totalOutput', value: '50' }] }, bed.request(),
    );
    const report = await annual.reportOf(titleId, 2025);
    const incomplete = await annual.filing.draft({ ...at(report), figures: [{ key: 'totalOutput', value: '500000' }] }, county());
    const check = await annual.filing.check(report.id, county());
    expect(check.missing).toEqual(expect.arrayContaining(['smeShare', 'planExecution']));
    expect(check.warnings).toMatchObject([{
      id: 'unit-slip:totalOutput:https://gxt.jl.gov.cn/a', figure: '500000', other: '50', source: 'https://gxt.jl.gov.cn/a',
    }]);
    await expect(annual.filing.file(
      { ...at(incomplete), explanations: [] }, county(),
    )).rejects.toMatchObject({ code: 'INVALID_REQUEST', clause: 'SME-13' });
    const whole = await annual.filing.draft({ ...at(incomplete), figures: annual.figures('jl-sme-2024', { totalOutput: '500000' }) }, county());
    await expect(annual.filing.file(
      { ...at(whole), explanations: [] }, county(),
    )).rejects.toMatchObject({ issues: [{ path: expect.stringContaining('unit-slip') }] });
    const explanations = [{ warning: whole.warnings[0]?.id ?? '', text: '单位确为亿元' }];
    expect(await annual.filing.file({ ...at(whole), explanations }, county())).toMatchObject({
      state: 'filed', warnings: [{ rule: 'unit-slip' }], explanations,
    });
  });

  it('SME-13: is judged against the report of the year before', async () => {
    const { titleId } = await bed.tellTitle();
    await bed.moveTo('2026-03-01');
    await annual.file(await annual.reportOf(titleId, 2025), { totalOutput: '40' });
    await bed.moveTo('2027-02-01');
    const next = await annual.reportOf(titleId, 2026);
    const drafted = await annual.filing.draft(
      { ...at(next), figures: annual.figures('jl-sme-2024', { totalOutput: '60.000001', totalOutputIncrease: '20' }) }, county(),
    );
    expect(drafted.warnings.map(({ rule, other }) => `${rule} ${other}`)).toEqual(['yearly-change 40']);
    const within = await annual.filing.draft(
      { ...at(drafted), figures: annual.figures('jl-sme-2024', { totalOutput: '60', totalOutputIncrease: '20' }) }, county(),
    );
    expect(within.warnings).toEqual([]);
  });

  it('SME-13: is judged against the figures of the application where no report was filed for the year before', async () => {
    const { titleId, clusterId } = await bed.tellTitle();
    await bed.recognised(clusterId, { facts: [{ name: 'totalOutput', value: { 2023: '30', 2024: '32' } }, { name: 'areaKm2', value: '9' }] });
    await bed.moveTo('2026-03-01');
    const drafted = await annual.filing.draft(
      { ...at(await annual.reportOf(titleId, 2025)), figures: annual.figures('jl-sme-2024', { totalOutput: '49' }) }, county(),
    );
    expect(drafted.warnings).toMatchObject([{ rule: 'yearly-change', figure: '49', other: '32', source: expect.stringContaining('申报材料2024') }]);
  });

  it('a figure that is none, an unknown field and a doubled one are refused by place', async () => {
    const { titleId } = await bed.tellTitle();
    await bed.moveTo('2026-03-01');
    const report = await annual.reportOf(titleId, 2025);
    const figures = [
      { key: 'totalOutput', value: '1e3' }, { key: 'nothing', value: '1' }, { key: 'newQualitySmes', value: '1.5' },
      { key: 'totalOutput', value: '1' },
    ];
    await expect(annual.filing.draft({ ...at(report), figures }, county())).rejects.toMatchObject({
      code: 'INVALID_REQUEST', issues: [
        { path: 'figures[0].value' }, { path: 'figures[1].key' }, { path: 'figures[2].value' }, { path: 'figures[3].key' },
      ],
    });
  });
});

describe('lists', () => {
  it('SME-13, AMC-10.a: the overdue ones of a programme, page by page, each in the own region alone', async () => {
    const changchun = [await bed.tellTitle(), await bed.tellTitle(), await bed.tellTitle()];
    const jilin = await bed.tellTitle({ region: '220281' });
    const other = await bed.tellTitle(manufacturing);
    const filed = await bed.tellTitle();
    await bed.moveTo('2026-03-01');
    await annual.file(await annual.reportOf(filed.titleId, 2025));
    await bed.moveTo('2026-05-01');
    const titlesOf = async (role: Role, region: string, asked: object = {}): Promise<string[]> => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await annual.reports.listOverdue(
          { limit: 2, ...asked, ...(cursor === undefined ? {} : { cursor: cursor as never }) }, bed.request(role, 'x', region),
        );
        seen.push(...page.items.map(({ titleId }) => titleId));
        cursor = page.next;
      } while (cursor !== undefined);
      return seen.toSorted();
    };
    const ids = (...titles: { titleId: string }[]) => titles.map(({ titleId }) => titleId).toSorted();
    expect(await titlesOf('province-industry', '220000')).toEqual(ids(...changchun, jilin, other));
    expect(await titlesOf('province-industry', '220000', { programme: 'jl-amc-2024' })).toEqual(ids(other));
    expect(await titlesOf('province-industry', '220000', { region: '220200' })).toEqual(ids(jilin));
    expect(await titlesOf('prefecture-industry', '220100', { programme: 'jl-sme-2024' })).toEqual(ids(...changchun));
    expect(await titlesOf('county-industry', '220281')).toEqual(ids(jilin));
    const all = await annual.reports.list({ year: 2025 }, bed.request());
    expect(all.items.map(({ id }) => id)).toEqual(all.items.map(({ id }) => id).toSorted().toReversed());
    expect(all.items).toHaveLength(6);
    await expect(annual.reports.get((await annual.reportOf(jilin.titleId, 2025)).id, prefecture())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
