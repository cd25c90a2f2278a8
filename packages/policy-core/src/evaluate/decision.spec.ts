import { afterEach, describe, expect, jest, test } from '@jest/globals';
import recognitionCases from '../../cases/recognition.json' with { type: 'json' };
import smeCases from '../../cases/sme.json' with { type: 'json' };
import { addDays } from '../calendar/local-date.js';
import { PolicyError } from '../errors.js';
import { installedPolicies } from '../policy/installed.js';
import type { CriterionAnswer } from './criterion-decision.js';
import type { Decision } from './decision.js';
import { evaluate, prepareApplication, verdictOf } from './evaluate.js';
import { JsonBytes } from './json-bytes.js';
import { readEvaluateRequest } from './request.js';
import { WordingCache } from './wording.js';

type Fields = Record<string, unknown>;

const base = smeCases[0]!.request as { policy: string; asOf: string; facts: Fields; judgements: Fields };

function decide(facts: Fields = {}, rest: Fields = {}): Decision {
  const stated = Object.fromEntries(Object.entries({ ...base.facts, ...facts }).filter(([, value]) => value !== undefined));
  return evaluate(installedPolicies, { ...base, facts: stated, ...rest });
}

function answer(clause: string, facts: Fields = {}, rest: Fields = {}): CriterionAnswer {
  return decide(facts, rest).criteria.find((each) => each.clause === clause)!.toJSON();
}

afterEach(() => {
  jest.restoreAllMocks();
});

describe('the answer to a clause', () => {
  test('SME-6-1.c: met, with all that it rests on', () => {
    expect(answer('SME-6-1.c')).toEqual({
      clause: 'SME-6-1.c',
      outcome: 'met',
      observed: { 2022: '25.30', 2023: '27.85', 2024: '31.02' },
      required: 'total output of the cluster at least 20 hundred million yuan in each of 2022, 2023 and 2024',
      missing: [],
      interpretations: ['INT-1'],
      parameters: [
        { name: 'minimumOutput', value: '20', unit: 'hundred million yuan', clause: 'SME-6-1.c', checkedOn: '2026-11-21' },
        { name: 'recentYears', value: '3', unit: 'years', clause: 'SME-6-1.c', checkedOn: '2026-11-21' },
      ],
      citation: { document: 'jl-sme-2024', article: '第六条（一）' },
      explanation: {
        zh: '第六条（一）要求：集群总产值在2022、2023、2024年每年不低于20亿元。填报：2022年25.30亿元，2023年27.85亿元，2024年31.02亿元。结论：符合。',
        en: 'Article 6(1) requires: total output of the cluster at least 20 hundred million yuan in each of 2022, 2023 and 2024. Stated: 2022: 25.30, 2023: 27.85, 2024: 31.02. Result: met.',
      },
    });
  });

  test('SME-6-1.e: not met by a ten-thousandth, with the least figure that would meet it', () => {
    const found = answer('SME-6-1.e', { leadingIndustryOutput: { 2021: '20', 2024: '23.1524' } });
    expect([found.outcome, found.observed]).toEqual(['not-met', { 2021: '20', 2024: '23.1524' }]);
    expect(found.change).toEqual({ by: 'one', changes: [{ fact: 'leadingIndustryOutput.2024', atLeast: '23.1525' }] });
    expect(found.explanation).toEqual({
      zh: '第六条（一）要求：主导产业产值2021年至2024年年均增速不低于5%（复合增长率）。填报：2021年20亿元，2024年23.1524亿元。结论：不符合。若2024年主导产业产值不低于23.1525亿元，则符合。',
      en: 'Article 6(1) requires: average yearly growth of output of the leading industry from 2021 to 2024 at least 5% (compound). Stated: 2021: 20, 2024: 23.1524. Result: not met. It would be met with output of the leading industry in 2024 at least 23.1525.',
    });
    expect(answer('SME-6-1.e', { leadingIndustryOutput: { 2021: '20', 2024: '23.1525' } }).outcome).toBe('met');
  });

  test('SME-6-1.d: every year that fails is to be changed', () => {
    const found = answer('SME-6-1.d', { totalOutput: { 2022: '30', 2023: '30', 2024: '30' }, smeOutput: { 2022: '17.99', 2023: '18', 2024: '1' } });
    expect(found.change).toEqual({ by: 'several', changes: [{ fact: 'smeOutput.2022', atLeast: '18' }, { fact: 'smeOutput.2024', atLeast: '18' }] });
    expect(found.observed).toEqual({ 'smeOutput.2022': '17.99', 'totalOutput.2022': '30', 'smeOutput.2023': '18', 'totalOutput.2023': '30', 'smeOutput.2024': '1', 'totalOutput.2024': '30' });
  });

  test('SME-6-2: of two ways to meet it the nearer is proposed, in whole enterprises', () => {
    expect(answer('SME-6-2', { littleGiants: 0, provincialSpecialisedSmes: 1, highTechEnterprises: 1 }).change).toEqual({ by: 'one', changes: [{ fact: 'nationalChampions', atLeast: '1' }] });
  });

  test('SME-6-4.c: patents are proposed in whole patents', () => {
    const found = answer('SME-6-4.c', { validInventionPatents: { 2021: 5, 2024: 10 }, employees: { 2024: 21801 } });
    expect(found.change).toEqual({ by: 'one', changes: [{ fact: 'validInventionPatents.2024', atLeast: '11' }] });
  });

  test('SME-6-1.c: missing, with the names of the figures to state', () => {
    const found = answer('SME-6-1.c', { totalOutput: { 2022: '25.30', 2024: '31.02' } });
    expect([found.outcome, found.missing, found.observed, 'change' in found]).toEqual(['missing', ['totalOutput.2023'], { 2022: '25.30', 2024: '31.02' }, false]);
    expect(found.explanation.zh).toMatch(/结论：资料不全，尚不能判定。请补充：2023年集群总产值（totalOutput\.2023）。$/);
    expect(found.explanation.en).toMatch(/Result: cannot be decided yet\. Please state total output of the cluster in 2023 \(totalOutput\.2023\)\.$/);
  });

  test('INT-26, SME-6-1.c: one year that fails decides, and nothing is missing', () => {
    const found = answer('SME-6-1.c', { totalOutput: { 2022: '19' } });
    expect([found.outcome, found.missing, found.observed]).toEqual(['not-met', [], { 2022: '19' }]);
  });

  test('AMC-3.a: the fields of the promotion organisation that are missing have their names', () => {
    const decision = evaluate(installedPolicies, { policy: 'jl-amc-2024', asOf: '2025-05-20', facts: { promotionOrganisation: { governmental: false, profitMaking: false } } });
    expect(decision.criteria[0]).toMatchObject({ clause: 'AMC-3.a', outcome: 'missing', missing: ['promotionOrganisation.legalPerson', 'promotionOrganisation.registeredInPrc'] });
  });

  test('SME-6-1.b, INT-8: what holds in principle can be waived, and says by whom', () => {
    const found = answer('SME-6-1.b', { areaKm2: '100.01' });
    expect([found.outcome, found.interpretations]).toEqual(['waivable', ['INT-8']]);
    expect(found.explanation).toEqual({
      zh: '第六条（一）要求：占地面积不超过100平方公里。填报：占地面积100.01平方公里。结论：不符合原则性要求；经省级主管部门书面说明理由，可予豁免。若占地面积不超过100平方公里，则符合。',
      en: 'Article 6(1) requires: area at most 100 km². Stated: area: 100.01. Result: not met; this requirement holds in principle and can be waived by the provincial department with a recorded reason. It would be met with area at most 100.',
    });
  });

  test('SME-6-1.b, INT-8: what was waived says the reason, quotes and all', () => {
    const found = answer('SME-6-1.b', { areaKm2: '100.01' }, { waivers: { 'SME-6-1.b': '含水库"三湖"\n12平方公里' } });
    expect(found.outcome).toBe('waived');
    expect(found.explanation.zh).toContain('结论：不符合原则性要求，已予豁免。理由：含水库"三湖"\n12平方公里。');
    expect(found.explanation.en).toContain('Result: not met, waived. Reason: 含水库"三湖"\n12平方公里.');
  });

  test('SME-6-6.b: not applicable to a cluster of another industry', () => {
    expect(answer('SME-6-6.b')).toMatchObject({
      outcome: 'not-applicable',
      missing: [],
      observed: { highEnergyConsuming: 'false' },
      explanation: { zh: expect.stringMatching(/填报：属于高耗能行业：否。结论：不适用。$/), en: expect.stringMatching(/Stated: high-energy-consuming industry: no\. Result: not applicable\.$/) },
    });
  });

  test('AMC-6-4.a: the average of the industry is not what the applicant can change', () => {
    const request = { ...recognitionCases[0]!.request, facts: { rdIntensity: '2.1', industryRdIntensity: '2.10' } };
    const found = evaluate(installedPolicies, request).criteria.find((each) => each.clause === 'AMC-6-4.a')!;
    expect([found.outcome, found.change]).toEqual(['not-met', { by: 'one', changes: [{ fact: 'rdIntensity', moreThan: '2.1' }] }]);
  });
});

describe('a judgement', () => {
  const judged = (said: string | undefined): CriterionAnswer => answer('SME-6-3', {}, { judgements: { ...base.judgements, ...(said !== undefined && { 'SME-6-3': said }) } });

  test('SME-6-3: is open until it is recorded', () => {
    const { 'SME-6-3': _made, ...others } = base.judgements;
    const found = answer('SME-6-3', {}, { judgements: others });
    expect([found.outcome, found.observed, found.missing, found.change]).toEqual(['judgement', {}, [], undefined]);
    expect(found.explanation.zh).toMatch(/^第六条（三）由评审认定：.*。结论：尚未认定。$/);
    expect(found.explanation.en).toMatch(/^Article 6\(3\) is judged by reviewers: .*\. Result: not yet judged\.$/);
    expect(decide({}, { judgements: others }).verdict).toBe('needs-judgement');
  });

  test('SME-6-3, INT-24: recorded as not met it ends the application, and no figure would change it', () => {
    expect(judged('met').outcome).toBe('met');
    expect([judged('not-met').outcome, judged('not-met').change]).toEqual(['not-met', undefined]);
    expect(decide({ totalOutput: undefined }, { judgements: { ...base.judgements, 'SME-6-3': 'not-met' } }).verdict).toBe('ineligible');
  });
});

describe('an accident', () => {
  const accident = (date: string): Fields => ({ incidents: [{ date, category: 'safety', grade: 'major' }, { date: '2024-12-01', category: 'safety', grade: 'larger' }] });

  test('SME-7-2: cannot be changed; the day is named from which it no longer counts', () => {
    const found = answer('SME-7-2', accident('2023-03-10'));
    expect(found.change).toEqual({
      by: 'none',
      because: { zh: '已发生的事故不能更改；2023-03-10的事故自2026-03-10起不再计入', en: 'what happened cannot be changed; the incident of 2023-03-10 no longer counts from 2026-03-10 on' },
      from: '2026-03-10',
    });
    expect(found.explanation.zh).toMatch(/填报：事故与事件：2起（2023-03-10重大生产安全事故）。结论：不符合。已发生的事故不能更改；2023-03-10的事故自2026-03-10起不再计入。$/);
    expect(found.explanation.en).toMatch(/Stated: accidents and incidents: 2 \(major production safety accident of 2023-03-10\)\. Result: not met\. What happened cannot be changed; the incident of 2023-03-10 no longer counts from 2026-03-10 on\.$/);
  });

  test.each([['2024-03-16', '2027-03-16'], ['2024-02-29', '2027-03-01'], ['2024-02-28', '2027-02-28'], ['2025-06-30', '2028-06-30']])('SME-7-2, INT-2: that of %s counts until the day before %s', (date, from) => {
    const outcomeOn = (asOf: string): string => answer('SME-7-2', accident(date), { asOf }).outcome;
    expect(answer('SME-7-2', accident(date)).change).toMatchObject({ from });
    expect([outcomeOn(addDays(from, -1)), outcomeOn(from), outcomeOn(addDays(date, -1) < '2024-03-15' ? from : addDays(date, -1))]).toEqual(['not-met', 'met', 'met']);
  });
});

describe('what is asked beside an application to recognise', () => {
  test.each([['jl-amc-2024', 'AMC-9'], ['xj-amc', 'XJ-8']])('AMC-9, XJ-8, INT-8: a recommendation of %s from outside the provincial clusters needs a recorded reason', (policy, clause) => {
    const recommend = (holdsProvincialTitle: boolean, waivers: Fields = {}): unknown => {
      const { verdict, criteria } = evaluate(installedPolicies, { policy, asOf: '2025-05-20', facts: { holdsProvincialTitle }, waivers }, { concern: 'national-recommendation' });
      return [verdict, criteria.map((each) => [each.clause, each.outcome])];
    };
    expect(recommend(true)).toEqual(['eligible', [[clause, 'met']]]);
    expect(recommend(false)).toEqual(['needs-judgement', [[clause, 'waivable']]]);
    expect(recommend(false, { [clause]: '国家急需' })).toEqual(['eligible', [[clause, 'waived']]]);
  });

  const group = {
    clusterLevel: 'provincial', projectsOfOtherTypes: 0, ledByLeadingEnterprise: true, projects: 3, memberOfCluster: true, operatesInProvince: true,
    dishonestJudgementDebtor: false, abnormalOperation: false, seriousViolation: false,
  };
  const failing = (facts: Fields): string[] =>
    evaluate(installedPolicies, { policy: 'jl-amc-subsidy-2024', asOf: '2025-06-20', facts: { ...group, ...facts } }).criteria.filter(({ outcome }) => outcome !== 'met').map(({ clause, outcome }) => `${clause} ${outcome}`);

  test('SUB-6-1: the applicant belongs to the cluster and operates within Jilin', () => {
    expect([failing({}), failing({ memberOfCluster: false }), failing({ operatesInProvince: false })]).toEqual([[], ['SUB-6-1 not-met'], ['SUB-6-1 not-met']]);
  });

  test.each(['dishonestJudgementDebtor', 'abnormalOperation', 'seriousViolation'])('SUB-6-2: one of the three lists is enough: %s', (list) => {
    expect(failing({ [list]: true })).toEqual(['SUB-6-2 not-met']);
  });
});

describe('two readings of average growth', () => {
  const facts = { leadingIndustryOutput: { 2021: '20', 2022: '30', 2023: '20', 2024: '23.1524' } };

  test('INT-32, SME-6-1.e: the chosen one decides, and the other is said to decide otherwise', () => {
    const decision = decide(facts);
    expect([decision.verdict, decision.sensitivity]).toEqual(['ineligible', [{ interpretation: 'INT-3', reading: 'mean-of-yearly-rates', clauses: ['SME-6-1.e'], verdict: 'eligible' }]]);
    const found = answer('SME-6-1.e', facts);
    expect([found.outcome, found.differs]).toEqual(['not-met', [{ interpretation: 'INT-3', reading: 'mean-of-yearly-rates', outcome: 'met' }]]);
    expect(found.explanation.zh).toMatch(/如按INT-3的另一读法（mean-of-yearly-rates），该条结论将为“符合”。$/);
    expect(found.explanation.en).toMatch(/ Under the other reading of INT-3 \(mean-of-yearly-rates\) the result would be: met\.$/);
  });

  test('INT-32: where both decide alike nothing is said', () => {
    const decision = decide();
    expect([decision.sensitivity, decision.criteria.filter(({ differs }) => differs !== undefined)]).toEqual([[], []]);
    expect('sensitivity' in decision.toJSON()).toBe(false);
  });
});

describe('sentences are made only when they are asked for', () => {
  test('no wording is made for a verdict, none for outcomes, one for a sentence', () => {
    const of = jest.spyOn(WordingCache.prototype, 'of');
    const policy = installedPolicies.find('jl-sme-2024', '2025-06-30');
    expect(verdictOf(policy, prepareApplication(policy, readEvaluateRequest(base)))).toBe('eligible');
    const decision = evaluate(installedPolicies, base);
    expect([decision.verdict, decision.criteria.map(({ clause, outcome }) => clause + outcome).length]).toEqual(['eligible', 25]);
    expect(of).not.toHaveBeenCalled();
    expect(decision.criteria[0]!.explanation.zh).not.toBe('');
    expect(of).toHaveBeenCalled();
  });
});

test('the JSON that is written is the JSON of the answer, byte for byte, for every worked case', () => {
  const requests = [...smeCases, ...recognitionCases].map(({ request }) => request as Fields);
  let written = 0;
  for (const request of [...requests, ...requests.map((each) => ({ ...each, waivers: each['policy'] === 'jl-sme-2024' ? { 'SME-6-1.b': '"\\\n\u0001\u2028\uD800因' } : {} }))]) {
    let decision: Decision;
    try {
      decision = evaluate(installedPolicies, request);
    } catch (error) {
      expect(error).toBeInstanceOf(PolicyError);
      continue;
    }
    const bytes = new JsonBytes(64);
    decision.writeJson(bytes);
    expect(new TextDecoder().decode(bytes.view())).toBe(JSON.stringify(decision));
    written += 1;
  }
  expect(written).toBeGreaterThan(60);
});
