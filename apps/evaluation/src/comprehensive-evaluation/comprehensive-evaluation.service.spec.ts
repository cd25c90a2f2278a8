import { comprehensiveEvaluationContracts, type ComprehensiveEvaluation, type DraftComprehensiveEvaluation } from '@jiqun/contracts';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { AnnualReportBed } from '../../test/annual-report-bed.js';
import { TitleBed } from '../../test/title-bed.js';
import { ComprehensiveEvaluationRepository } from './comprehensive-evaluation.repository.js';
import { ComprehensiveEvaluationService } from './comprehensive-evaluation.service.js';

jest.setTimeout(120_000);

let bed: TitleBed;
let annual: AnnualReportBed;
let evaluations: ComprehensiveEvaluationService;
beforeAll(async () => {
  bed = await TitleBed.open();
  annual = new AnnualReportBed(bed);
  bed.ignore('re-review.opens');
  evaluations = new ComprehensiveEvaluationService(bed.runner, new ComprehensiveEvaluationRepository(bed.reader), bed.policies);
});
afterAll(async () => {
  await bed.close();
});

const manufacturing = { programme: 'jl-amc-2024', policyVersion: '2024-11-04' };
const author = () => bed.request('province-industry', 'author');
const other = () => bed.request('province-industry', 'other');
const contents = {
  problems: [{ problem: '配套率偏低', clusters: 2 }],
  measures: [{ measure: '组织供需对接', responsible: '产业处', dueOn: '2026-12-31' as never }],
  conclusion: '总体平稳',
};
const draftOf = (year: number): DraftComprehensiveEvaluation => ({ ...manufacturing, year, clause: 'AMC-10.b', ...contents });
const at = ({ id, version }: ComprehensiveEvaluation) => ({ id, version });

it('AMC-10.b: is made of the reports: counted by prefecture, summed exactly, with problems and measures, and issued by another person', async () => {
  const [changchun, alsoChangchun, jilin, meihekou] = [await told('220100'), await told('220182'), await told('220200'), await told('220581')];
  await bed.tellTitle({ ...manufacturing, region: '220100', recognisedOn: '2026-01-05', validThrough: '2029-01-05' });
  await bed.moveTo('2026-04-30');
  await annual.file(await annual.reportOf(changchun, 2025), { totalOutput: '0.1', leadingIndustryOutput: '0.1' });
  await annual.file(await annual.reportOf(alsoChangchun, 2025), { totalOutput: '0.2', leadingIndustryOutput: '0.2' });
  await bed.moveTo('2026-05-02');
  await annual.file(await annual.reportOf(jilin, 2025), { totalOutput: '123456789012.123456', leadingIndustryOutput: '1' });
  const draft = await evaluations.draft(draftOf(2025), author());
  expect(draft.counts).toEqual([
    { region: '220100', titles: 2, filedInTime: 2, filedLate: 0, missing: 0 },
    { region: '220200', titles: 1, filedInTime: 0, filedLate: 1, missing: 0 },
    { region: '220581', titles: 1, filedInTime: 0, filedLate: 0, missing: 1 },
  ]);
  expect(draft.sums).toEqual([
    { key: 'leadingIndustryOutput', unit: '亿元', reports: 3, total: '1.3' },
    { key: 'totalOutput', unit: '亿元', reports: 3, total: '123456789012.423456' },
  ]);
  await expect(evaluations.issue(at(draft), author())).rejects.toMatchObject({ code: 'FOUR_EYES' });
  await annual.file(await annual.reportOf(meihekou, 2025), { totalOutput: '2', leadingIndustryOutput: '1' });
  const issued = await evaluations.issue(at(draft), other());
  expect(issued).toMatchObject({
    state: 'issued', issuedBy: 'other', issuedOn: '2026-05-02', problems: contents.problems, measures: contents.measures,
  });
  expect(issued.counts.at(-1)).toEqual({ region: '220581', titles: 1, filedInTime: 0, filedLate: 1, missing: 0 });
  expect(await bed.events(comprehensiveEvaluationContracts.issued)).toEqual([{
    evaluationId: draft.id, programme: 'jl-amc-2024', year: 2025, clause: 'AMC-10.b', issuedOn: '2026-05-02',
  }]);
  await expect(evaluations.revise({ ...at(issued), ...contents }, author())).rejects.toMatchObject({ code: 'STATE_FORBIDS' });
  await expect(evaluations.draft(draftOf(2025), author())).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
});

async function told(region: string): Promise<string> {
  return (await bed.tellTitle({ ...manufacturing, region })).titleId;
}

it('AMC-10.b: problems without a measure are not issued; who revises is the author from then on', async () => {
  await bed.moveTo('2027-05-02');
  const draft = await evaluations.draft({ ...draftOf(2026), measures: [] }, author());
  await expect(evaluations.issue(at(draft), other())).rejects.toMatchObject({ code: 'CLAUSE_FORBIDS', clause: 'AMC-10.b' });
  const revised = await evaluations.revise({ ...at(draft), ...contents }, other());
  await expect(evaluations.issue(at(revised), other())).rejects.toMatchObject({ code: 'FOUR_EYES' });
  await expect(evaluations.issue(at(draft), author())).rejects.toMatchObject({ code: 'VERSION_CONFLICT', params: { expected: '1', actual: '2' } });
  await expect(evaluations.issue(at(revised), author())).resolves.toMatchObject({ state: 'issued' });
});

it('XJ-4: the region evaluates its clusters, which file no reports', async () => {
  await bed.tellTitle({ programme: 'xj-amc', policyVersion: 'undated', tenant: 'CN-65', region: '650102', validThrough: undefined });
  const region = bed.request('province-industry', 'region', '650000', 'CN-65');
  const draft = await evaluations.draft({ programme: 'xj-amc', policyVersion: 'undated', year: 2026, clause: 'XJ-4', ...contents }, region);
  expect([draft.counts, draft.sums]).toEqual([[{ region: '650100', titles: 1, filedInTime: 0, filedLate: 0, missing: 0 }], []]);
  await expect(evaluations.get(draft.id, author())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(evaluations.issue(at(draft), other())).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

it('is made for a year that has ended, on a clause of the programme, by the province', async () => {
  await expect(evaluations.draft(draftOf(2027), author())).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'year' }] });
  await expect(evaluations.draft({ ...draftOf(2024), clause: 'SME-13' }, author())).rejects.toMatchObject({
    code: 'INVALID_REQUEST', issues: [{ path: 'clause' }],
  });
  await expect(evaluations.draft(
    { ...draftOf(2024), programme: 'xj-amc', policyVersion: 'undated', clause: 'XJ-4' }, author(),
  )).rejects.toMatchObject({ code: 'INVALID_REQUEST', issues: [{ path: 'programme' }] });
  await expect(evaluations.draft(draftOf(2024), bed.request('prefecture-industry', 'x', '220100'))).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
});

it('is a draft for the province alone, and issued for its prefectures as well', async () => {
  const draft = await evaluations.draft(draftOf(2024), author());
  const prefecture = () => bed.request('prefecture-industry', 'x', '220100');
  await expect(evaluations.get(draft.id, prefecture())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const years = async (who: ReturnType<typeof author>) => (await evaluations.list({ programme: 'jl-amc-2024' }, who)).items.map(({ year }) => year);
  expect([await years(author()), await years(prefecture())]).toEqual([[2024, 2026, 2025], [2026, 2025]]);
});
