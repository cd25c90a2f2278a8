import { describe, expect, test } from '@jest/globals';
import smeCases from '../../cases/sme.json' with { type: 'json' };
import xjFile from '../../policies/xj-amc/undated.json' with { type: 'json' };
import { evaluate } from '../evaluate/evaluate.js';
import { extendPolicy } from './extend.js';
import { installedPolicies } from './installed.js';
import { loadPolicy } from './load.js';
import type { Policy } from './policy.js';
import { PolicySet } from './policy-set.js';
import { refusalOf } from '../../test/refusal.js';

const subsidy = installedPolicies.find('jl-amc-subsidy-2024', '2025-06-20');
const facts = {
  clusterLevel: 'provincial', projectsOfOtherTypes: 0, ledByLeadingEnterprise: true, projects: 3, memberOfCluster: true, operatesInProvince: true,
  dishonestJudgementDebtor: false, abnormalOperation: false, seriousViolation: false,
};

const clause = (id: string, kind: string, modality = 'must'): object => ({ id, article: '2025年申报指南第二条', kind, modality, does: 'A condition of the call.' });
const parameter = (value: string, unit: string): object => ({ value, unit, clause: 'CALL-2.a', checkedOn: '2025-05-01', zh: '下限', en: 'least' });
const criterion = (id: string, condition: object): object => ({ clause: id, title: { zh: '附加条件', en: 'A condition of the call' }, condition });

const call = {
  clauses: [clause('CALL-2.a', 'criterion'), clause('CALL-2.b', 'criterion', 'in-principle'), clause('CALL-3', 'judgement'), clause('CALL-4', 'exclusion')],
  facts: [
    { name: 'groupInvestment', type: 'decimal', zh: '项目群投资', en: "the group's investment", unit: { zh: '万元', en: 'CNY 10,000' } },
    { name: 'inArrears', type: 'boolean', zh: '拖欠中小企业账款', en: 'in arrears to SMEs' },
  ],
  parameters: { leastInvestment: parameter('3000', 'CNY 10,000'), leastIntensity: parameter('3', '%') },
  criteria: [
    criterion('CALL-2.a', { kind: 'compare', fact: 'groupInvestment', is: 'atLeast', parameter: 'leastInvestment' }),
    criterion('CALL-2.b', { kind: 'compare', fact: 'rdIntensity', is: 'atLeast', parameter: 'leastIntensity' }),
  ],
  exclusions: [criterion('CALL-4', { kind: 'is', fact: 'inArrears', value: false })],
  judgements: [{ clause: 'CALL-3', title: { zh: '带动作用明显', en: 'It pulls others along' } }],
};

function decided(policy: Policy, more: object, judgements: object = { 'CALL-3': 'met' }): [string, Record<string, string>] {
  const { verdict, criteria } = evaluate(PolicySet.of([policy]), { policy: policy.id, asOf: '2025-06-20', facts: { ...facts, ...more }, judgements });
  return [verdict, Object.fromEntries(criteria.map((each) => [each.clause, each.outcome]))];
}

describe("a call's own criteria", () => {
  const extended = extendPolicy(subsidy, call);
  const met = { 'SUB-4.a': 'met', 'SUB-5.a': 'met', 'SUB-6-1': 'met', 'SUB-6-2': 'met', 'CALL-2.a': 'met', 'CALL-2.b': 'met', 'CALL-3': 'met', 'CALL-4': 'met' };
  const stated = { groupInvestment: '3000', rdIntensity: '3', inArrears: false };

  test('SUB-6-3: are decided after those of the document, each under its own clause', () => {
    expect(decided(extended, stated)).toEqual(['eligible', met]);
    expect(decided(extended, { ...stated, groupInvestment: '2999.99' })).toEqual(['ineligible', { ...met, 'CALL-2.a': 'not-met' }]);
    expect(decided(extended, { ...stated, inArrears: true })).toEqual(['ineligible', { ...met, 'CALL-4': 'not-met' }]);
    expect(decided(extended, {})).toEqual(['incomplete', { ...met, 'CALL-2.a': 'missing', 'CALL-2.b': 'missing', 'CALL-4': 'missing' }]);
    expect(decided(extended, stated, {})).toEqual(['needs-judgement', { ...met, 'CALL-3': 'judgement' }]);
  });

  test('SUB-6-3, INT-8: one in principle can be waived with a reason', () => {
    expect(decided(extended, { ...stated, rdIntensity: '2.99' })).toEqual(['needs-judgement', { ...met, 'CALL-2.b': 'waivable' }]);
    const request = { policy: 'jl-amc-subsidy-2024', asOf: '2025-06-20', facts: { ...facts, ...stated, rdIntensity: '2.99' }, judgements: { 'CALL-3': 'met' }, waivers: { 'CALL-2.b': '首台套项目' } };
    expect(evaluate(PolicySet.of([extended]), request).verdict).toBe('eligible');
  });

  test('SUB-6-3: are cited and explained from the call', () => {
    const decision = evaluate(PolicySet.of([extended]), { policy: 'jl-amc-subsidy-2024', asOf: '2025-06-20', facts: { ...facts, ...stated, groupInvestment: '2500' } });
    expect(decision.criteria.find((each) => each.clause === 'CALL-2.a')?.toJSON()).toEqual({
      clause: 'CALL-2.a',
      outcome: 'not-met',
      observed: { groupInvestment: '2500' },
      required: "the group's investment at least 3000 CNY 10,000",
      missing: [],
      interpretations: [],
      parameters: [{ name: 'leastInvestment', value: '3000', unit: 'CNY 10,000', clause: 'CALL-2.a', checkedOn: '2025-05-01' }],
      citation: { document: 'jl-amc-subsidy-2024', article: '2025年申报指南第二条' },
      change: { by: 'one', changes: [{ fact: 'groupInvestment', atLeast: '3000' }] },
      explanation: {
        zh: '2025年申报指南第二条要求：项目群投资不低于3000万元。填报：项目群投资2500万元。结论：不符合。若项目群投资不低于3000万元，则符合。',
        en: "2025年申报指南第二条 requires: the group's investment at least 3000 CNY 10,000. Stated: the group's investment: 2500. Result: not met. It would be met with the group's investment at least 3000.",
      },
    });
  });

  test('SUB-6-3: a call is as expressive as a policy: growth of an average over three years', () => {
    const growing = {
      clauses: [clause('CALL-2.a', 'criterion')],
      parameters: { growth: parameter('5', '% a year'), years: parameter('3', 'years') },
      interpretations: [
        { id: 'INT-1', chosen: 'three-full-calendar-years', zh: '三个完整公历年', en: 'three full calendar years' },
        { id: 'INT-3', chosen: 'compound', others: ['mean-of-yearly-rates'], zh: '复合增长率', en: 'compound growth' },
      ],
      criteria: [criterion('CALL-2.a', { kind: 'growth', series: 'leadingIndustryOutput', years: 'years', is: 'atLeast', parameter: 'growth' })],
    };
    const outcome = decided(extendPolicy(subsidy, growing), { leadingIndustryOutput: { 2021: '20', 2024: '23.1525' } }, {})[1]['CALL-2.a'];
    expect(outcome).toBe('met');
  });

  test('SUB-6-3: a call that needs a reading must choose it, and cannot choose again what its policy has chosen', () => {
    const growing = {
      clauses: [clause('CALL-2.a', 'criterion')],
      parameters: { growth: parameter('5', '% a year'), years: parameter('3', 'years') },
      criteria: [criterion('CALL-2.a', { kind: 'growth', series: 'leadingIndustryOutput', years: 'years', is: 'atLeast', parameter: 'growth' })],
    };
    expect(() => extendPolicy(subsidy, growing)).toThrow('expected an entry INT-3 in interpretations');
    const again = { clauses: [clause('CALL-3', 'judgement')], judgements: call.judgements, interpretations: [{ id: 'INT-16', chosen: 'up', zh: '向上', en: 'up' }] };
    expect(() => extendPolicy(subsidy, again)).toThrow('interpretations.INT-16');
  });

  test('the policy itself stays as it was, and the extended one keeps its name and days', () => {
    expect(evaluate(installedPolicies, { policy: 'jl-amc-subsidy-2024', asOf: '2025-06-20', facts }).criteria.map((each) => each.clause)).toEqual(['SUB-4.a', 'SUB-5.a', 'SUB-6-1', 'SUB-6-2']);
    expect([extended.id, extended.version, extended.inForce]).toEqual(['jl-amc-subsidy-2024', '2024-12-05', { from: '2024-12-05', to: '2026-06-30' }]);
  });

  test('INT-25: a policy that was given its first day at installation keeps it', () => {
    const xj = loadPolicy(xjFile, { inForceFrom: '2023-05-01' });
    expect(extendPolicy(xj, { clauses: [clause('CALL-3', 'judgement')], judgements: call.judgements }).inForce).toEqual({ from: '2023-05-01', to: null });
  });

  test('a call can be extended by its guide', () => {
    const guide = { clauses: [clause('GUIDE-1', 'exclusion')], exclusions: [criterion('GUIDE-1', { kind: 'is', fact: 'majorViolations', value: false })] };
    expect(decided(extendPolicy(extended, guide), { ...stated, majorViolations: true })).toEqual(['ineligible', { ...met, 'GUIDE-1': 'not-met' }]);
  });

  test('another programme takes a call as well', () => {
    const sme = extendPolicy(installedPolicies.find('jl-sme-2024', '2025-06-30'), { clauses: [clause('CALL-1', 'judgement')], judgements: [{ clause: 'CALL-1', title: { zh: '特色鲜明', en: 'Distinctive' } }] });
    expect(evaluate(PolicySet.of([sme]), smeCases[0]!.request).verdict).toBe('needs-judgement');
  });
});

describe('a call adds, it never redefines', () => {
  test.each<[string, object, string]>([
    ['a clause of the policy', { clauses: [clause('SUB-5.a', 'criterion')] }, 'clauses.28.id'],
    ['a parameter of the policy', { ...call, parameters: { ...call.parameters, leastProjects: parameter('1', 'projects') } }, 'parameters.leastProjects'],
    ['a fact of the policy', { ...call, facts: [...call.facts, { name: 'projects', type: 'integer', zh: '项目', en: 'projects' }] }, 'facts.11.name'],
    ['a fact of the dictionary', { ...call, facts: [...call.facts, { name: 'areaKm2', type: 'decimal', zh: '面积', en: 'area' }] }, 'facts.11.name'],
    ['its money', { ...call, money: null }, ''],
    ['its time in force', { ...call, inForce: { clause: null, from: '2024-12-05', to: null } }, ''],
    ['nothing it says', { criteria: call.criteria }, 'clauses'],
    ['a clause that nothing decides', { clauses: [clause('CALL-9', 'criterion')] }, 'clauses.28'],
    ['a fact that nobody knows', { ...call, facts: [] }, 'criteria.3.condition.fact'],
    ['a parameter with no name', { ...call, parameters: { 'least investment': parameter('1', '%') } }, 'parameters.least investment'],
  ])('SUB-6-3: %s is refused', (_what, additions, path) => {
    const refusal = refusalOf(() => extendPolicy(subsidy, additions));
    expect([refusal.code, refusal.path]).toEqual(['INVALID_POLICY', path]);
  });
});
