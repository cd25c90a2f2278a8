import { describe, expect, test } from '@jest/globals';
import { addDays } from '../calendar/local-date.js';
import { installedPolicies } from '../policy/installed.js';
import type { Ground } from './grounds.js';
import { groundsUnder } from './grounds-request.js';
import { refusalOf } from '../../test/refusal.js';

type More = Record<string, unknown>;

const reports = [2025, 2026, 2027, 2028, 2029, 2030].map((year) => ({ year, filedOn: `${year + 1}-03-01` }));
const title = { recognisedOn: '2025-08-15', validThrough: '2028-08-15' };

function groundsOf(asOf: string, more: More = {}, policy = 'jl-sme-2024'): Ground[] {
  return groundsUnder(installedPolicies, { policy, asOf, title, reports, ...more }).grounds;
}

const shown = (grounds: readonly Ground[]): unknown => grounds.map(({ clause, since }) => `${clause} since ${since}`);

/** The ground exists from its first day on: not the day before, on the day, the day after, and a year later. */
function expectFrom(first: string, clause: string, more: More, policy?: string): void {
  expect([first, shown(groundsOf(addDays(first, -1), more, policy))]).toEqual([first, []]);
  for (const asOf of [first, addDays(first, 1), addDays(first, 300)]) {
    expect([asOf, shown(groundsOf(asOf, more, policy))]).toEqual([asOf, [`${clause} since ${first}`]]);
  }
}

describe('the first day of each ground', () => {
  test('SME-14-1, INT-13: the day after a term that expired without an application', () => {
    expectFrom('2028-08-16', 'SME-14-1', {});
  });

  test('SME-14-1: the day on which a re-review failed', () => {
    expectFrom('2028-10-20', 'SME-14-1', { title: { ...title, reReview: { appliedOn: '2028-08-15', result: 'failed', decidedOn: '2028-10-20' } } });
  });

  test('SME-14-2: the day of the finding', () => {
    expectFrom('2026-09-01', 'SME-14-2', { findings: [{ kind: 'false-application', by: 'cluster', foundOn: '2026-09-01' }] });
  });

  test('SME-14-3, INT-15, INT-35: 1 April for a report that was not filed, or filed late', () => {
    expectFrom('2027-04-01', 'SME-14-3', { reports: reports.filter(({ year }) => year !== 2026) });
    expectFrom('2027-04-01', 'SME-14-3', { reports: [...reports.filter(({ year }) => year !== 2026), { year: 2026, filedOn: '2027-04-01' }] });
    expect(groundsOf('2027-04-01', { reports: [...reports.filter(({ year }) => year !== 2026), { year: 2026, filedOn: '2027-03-31' }] })).toEqual([]);
  });

  test('SME-14-4, INT-34: the thirty-first day after a change that was not reported', () => {
    expectFrom('2026-07-02', 'SME-14-4', { changes: [{ kind: 'area', changedOn: '2026-06-01' }] });
    expectFrom('2026-07-02', 'SME-14-4', { changes: [{ kind: 'operating-body', changedOn: '2026-06-01', reportedOn: '2026-07-02' }] });
    expect(groundsOf('2027-01-01', { changes: [{ kind: 'leading-industry', changedOn: '2026-06-01', reportedOn: '2026-07-01' }] })).toEqual([]);
  });

  test('SME-14-5, INT-29: the day of the accident, when it is later than the day of recognition', () => {
    expectFrom('2025-08-16', 'SME-14-5', { incidents: [{ date: '2025-08-16', category: 'quality', grade: 'larger' }] });
    expect(groundsOf('2026-01-01', { incidents: [{ date: '2025-08-15', category: 'quality', grade: 'extraordinary' }] })).toEqual([]);
  });

  test('AMC-11.b: the day of the finding, and the day on which a re-review failed', () => {
    expectFrom('2026-09-01', 'AMC-11.b', { findings: [{ kind: 'fraud', by: 'cluster', foundOn: '2026-09-01' }] }, 'jl-amc-2024');
    expectFrom('2028-10-20', 'AMC-11.b', { title: { ...title, reReview: { appliedOn: '2028-08-01', result: 'failed', decidedOn: '2028-10-20' } } }, 'jl-amc-2024');
  });
});

describe('the term', () => {
  const reviewed = (reReview: More): More => ({ title: { ...title, reReview } });

  test('SME-12, SME-14-1: an application on the last day is in time, one on the day after is late', () => {
    expect(groundsOf('2029-01-01', reviewed({ appliedOn: '2028-08-15' }))).toEqual([]);
    const [late, ...others] = groundsOf('2029-01-01', reviewed({ appliedOn: '2028-08-16' }));
    expect([late?.since, late?.because, others]).toEqual(['2028-08-16', { kind: 'term-expired', validThrough: '2028-08-15', appliedOn: '2028-08-16' }, []]);
    expect(late?.explanation.en).toContain('The title was valid through 2028-08-15; the re-review was applied for on 2028-08-16 only');
  });

  test('SME-12: a passed re-review extends the term by three years, and the reports with it', () => {
    const passed = reviewed({ appliedOn: '2028-08-01', result: 'passed', decidedOn: '2028-10-20' });
    expect(groundsOf('2031-08-15', passed)).toEqual([]);
    expect(shown(groundsOf('2031-08-16', passed))).toEqual(['SME-14-1 since 2031-08-16']);
    expect(shown(groundsOf('2031-08-15', { ...passed, reports: reports.filter(({ year }) => year !== 2029) }))).toEqual(['SME-14-3 since 2030-04-01']);
    expect(shown(groundsOf('2031-08-15', { ...passed, reports: [] }))).toEqual([2026, 2027, 2028, 2029, 2030, 2031].map((year) => `SME-14-3 since ${year}-04-01`));
  });

  test('SME-14-1: while an application filed in time waits for its result, no ground exists', () => {
    for (const result of ['passed', 'failed']) {
      expect([result, groundsOf('2028-09-01', reviewed({ appliedOn: '2028-08-01', result, decidedOn: '2028-10-20' }))]).toEqual([result, []]);
    }
  });

  test('SME-13: no report is asked for whose due day lies after the term', () => {
    expect(shown(groundsOf('2028-08-15', { reports: [] }))).toEqual(['SME-14-3 since 2026-04-01', 'SME-14-3 since 2027-04-01', 'SME-14-3 since 2028-04-01']);
    expect(shown(groundsOf('2030-08-15', { reports: [] }))).toEqual(['SME-14-1 since 2028-08-16', 'SME-14-3 since 2026-04-01', 'SME-14-3 since 2027-04-01', 'SME-14-3 since 2028-04-01']);
    const through = { title: { recognisedOn: '2025-08-15', validThrough: '2028-03-31' }, reports: reports.slice(0, 2) };
    expect(shown(groundsOf('2028-04-01', through))).toEqual(['SME-14-1 since 2028-04-01', 'SME-14-3 since 2028-04-01']);
    const before = { title: { recognisedOn: '2025-08-15', validThrough: '2028-03-30' }, reports: reports.slice(0, 2) };
    expect(shown(groundsOf('2028-04-01', before))).toEqual(['SME-14-1 since 2028-03-31']);
  });

  test('SME-12, INT-13: without a stated last day the term is three years from recognition', () => {
    expectFrom('2028-08-16', 'SME-14-1', { title: { recognisedOn: '2025-08-15' } });
    expectFrom('2027-03-01', 'SME-14-1', { title: { recognisedOn: '2024-02-29' }, reports: [{ year: 2024, filedOn: '2025-03-01' }, ...reports] });
  });

  test('SME-13: the first report is that of the year of recognition', () => {
    expect(shown(groundsOf('2027-01-01', { title: { recognisedOn: '2025-12-31' }, reports: [] }))).toEqual(['SME-14-3 since 2026-04-01']);
    expect(shown(groundsOf('2027-01-01', { title: { recognisedOn: '2026-01-01' }, reports: [] }))).toEqual([]);
  });

  test('SME-13: of several filings the first counts', () => {
    const filings = [{ year: 2025, filedOn: '2026-05-01' }, { year: 2025, filedOn: '2026-03-31' }];
    expect(groundsOf('2026-12-31', { reports: filings })).toEqual([]);
  });

  test('AMC-11.a, AMC-11.b: an expired term and a missing report are no grounds of the manufacturing rules', () => {
    expect(groundsOf('2035-01-01', { reports: [] }, 'jl-amc-2024')).toEqual([]);
  });
});

describe('which incidents', () => {
  const grades = ['general', 'larger', 'major', 'extraordinary'];
  test.each([
    ['safety', ['larger', 'major', 'extraordinary']],
    ['quality', ['larger', 'major', 'extraordinary']],
    ['environment', ['larger', 'major', 'extraordinary']],
    ['network-security', ['major', 'extraordinary']],
    ['data-security', ['major', 'extraordinary']],
  ])('SME-14-5, INT-9, INT-10: of category %s, of the grades %j', (category, counting) => {
    const found = grades.filter((grade) => groundsOf('2027-01-01', { incidents: [{ date: '2026-02-02', category, grade }] }).length > 0);
    expect(found).toEqual(counting);
    expect(groundsOf('2027-01-01', { incidents: grades.map((grade) => ({ date: '2026-02-02', category, grade })) }, 'jl-amc-2024')).toEqual([]);
  });

  test('SME-14-5: an incident is shown as it was stated, with what is required of it', () => {
    const incident = { date: '2026-02-02', category: 'data-security', grade: 'major' };
    expect(groundsOf('2027-01-01', { incidents: [incident] })).toEqual([
      {
        clause: 'SME-14-5',
        since: '2026-02-02',
        because: { kind: 'incident', incident },
        interpretations: ['INT-9', 'INT-29'],
        citation: { document: 'jl-sme-2024', article: '第十四条（五）' },
        explanation: { zh: expect.stringContaining('2026-02-02发生重大数据安全事件'), en: expect.stringContaining('A major data-security incident happened on 2026-02-02') },
      },
    ]);
  });
});

describe('findings', () => {
  test.each<[string, string, string | undefined, string | undefined]>([
    ['false-application', 'SME-14-2', 'SME-14-2', 'AMC-11.b'],
    ['fraud', 'SME-14-2', 'SME-14-5', 'AMC-11.b'],
    ['violation', 'SME-14-2', 'SME-14-5', 'AMC-11.b'],
    ['refused-monitoring', 'SME-14-3', 'SME-14-3', undefined],
    ['tax-evasion', 'SME-14-2', 'SME-14-5', 'AMC-11.b'],
    ['serious-dishonesty', 'SME-14-2', 'SME-14-5', 'AMC-11.b'],
    ['other-major', 'SME-14-2', 'SME-14-5', undefined],
  ])('SME-14-2, SME-14-3, SME-14-5, AMC-11.b: %s by the cluster %s, by an enterprise %s; in manufacturing %s, by an enterprise nothing', (kind, byCluster, byEnterprise, manufacturing) => {
    const clauses = (by: string, policy: string): string[] => groundsOf('2027-01-01', { findings: [{ kind, by, foundOn: '2026-09-01' }] }, policy).map(({ clause }) => clause);
    expect(clauses('cluster', 'jl-sme-2024')).toEqual([byCluster]);
    expect(clauses('enterprise', 'jl-sme-2024')).toEqual([byEnterprise]);
    expect(clauses('cluster', 'jl-amc-2024')).toEqual(manufacturing === undefined ? [] : [manufacturing]);
    expect(clauses('enterprise', 'jl-amc-2024')).toEqual([]);
  });

  test('SME-14-2: what was found before the title existed does not revoke it', () => {
    const finding = (foundOn: string): More => ({ findings: [{ kind: 'violation', by: 'cluster', foundOn }] });
    expect(groundsOf('2026-01-01', finding('2025-08-14'))).toEqual([]);
    expect(groundsOf('2026-01-01', finding('2025-08-15'))).toHaveLength(1);
  });
});

test('one entry for each separate cause, ordered by clause and day', () => {
  const grounds = groundsOf('2028-09-01', {
    reports: [reports[1]],
    changes: [{ kind: 'area', changedOn: '2027-01-01' }, { kind: 'leading-industry', changedOn: '2026-01-01' }],
    incidents: [{ date: '2027-05-05', category: 'safety', grade: 'major' }, { date: '2026-05-05', category: 'data-security', grade: 'major' }],
    findings: [{ kind: 'tax-evasion', by: 'enterprise', foundOn: '2026-12-01' }, { kind: 'violation', by: 'cluster', foundOn: '2026-06-01' }, { kind: 'refused-monitoring', by: 'cluster', foundOn: '2027-06-01' }],
  });
  expect(shown(grounds)).toEqual([
    'SME-14-1 since 2028-08-16',
    'SME-14-2 since 2026-06-01',
    'SME-14-3 since 2026-04-01',
    'SME-14-3 since 2027-06-01',
    'SME-14-3 since 2028-04-01',
    'SME-14-4 since 2026-02-01',
    'SME-14-4 since 2027-02-01',
    'SME-14-5 since 2026-05-05',
    'SME-14-5 since 2026-12-01',
    'SME-14-5 since 2027-05-05',
  ]);
  expect(grounds.map(({ because }) => because.kind)).toEqual([
    'term-expired', 'finding', 'report-not-in-time', 'finding', 'report-not-in-time', 'change-not-reported', 'change-not-reported', 'incident', 'finding', 'incident',
  ]);
});

describe('which policy is asked', () => {
  test('INT-25: a day before the policy came into force is refused, one after its last day is not', () => {
    expect(refusalOf(() => groundsOf('2024-03-14', { title: { recognisedOn: '2024-03-01' } }))).toMatchObject({ code: 'POLICY_NOT_IN_FORCE', path: 'asOf' });
    expect(groundsOf('2024-03-15', { title: { recognisedOn: '2024-03-15' } })).toEqual([]);
    expect(groundsOf('2030-01-01', { title: { recognisedOn: '2020-07-01' } }, 'jl-sei-2020')).toEqual([]);
  });

  test('a policy that pays grants no title', () => {
    expect(refusalOf(() => groundsOf('2025-06-01', {}, 'jl-amc-subsidy-2024'))).toMatchObject({ code: 'INVALID_REQUEST', path: 'policy' });
  });

  test('INT-28: Xinjiang knows no ground, whatever happened', () => {
    const worst = {
      reports: [],
      title: { recognisedOn: '2015-08-15', reReview: { result: 'failed', decidedOn: '2020-01-01' } },
      changes: [{ kind: 'area', changedOn: '2016-01-01' }],
      incidents: [{ date: '2018-01-01', category: 'safety', grade: 'extraordinary' }],
      findings: [{ kind: 'fraud', by: 'cluster', foundOn: '2018-01-01' }],
    };
    expect(groundsOf('2030-01-01', worst, 'xj-amc')).toEqual([]);
  });
});
