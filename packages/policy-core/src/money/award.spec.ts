import { describe, expect, test } from '@jest/globals';
import awardCases from '../../cases/award.json' with { type: 'json' };
import { awardShape, readAwardRequest } from './award-request.js';
import { award, decideAward } from './award.js';
import { moneyRulesSchema } from './rules.js';
import type { MoneyRules } from './rules.js';
import { refusalOf } from '../../test/refusal.js';

/** The Jilin subsidy rules of 2024 as a policy file states them. */
const rules: MoneyRules = {
  ratesByLevel: [
    { level: 'provincial', atMost: '0.1', clause: 'SUB-5.b' },
    { level: 'national', atMost: '0.3', clause: 'SUB-5.b' },
    { level: 'world', atMost: '0.3', clause: 'SUB-5.b' },
  ],
  basis: { clause: 'SUB-4.b', counts: 'completed', allocatedBy: 'project' },
  projectTypes: { clause: 'SUB-4.a', values: ['chain', 'renovation', 'joint-research', 'promotion'] },
  eligibleCategories: { clause: 'SUB-5.c', values: ['equipment', 'software', 'earlyRnd', 'promotion', 'consulting'] },
  excludedCategories: { clause: 'SUB-5.c', values: ['civilWorks', 'plant'] },
  group: { clause: 'SUB-5.a', atLeast: 3 },
  instalments: { clause: 'SUB-5.d', consecutiveYears: 3 },
  rounding: { interpretation: 'INT-16', to: 'fen', direction: 'down' },
  budgetShortfall: { clause: 'SUB-11', interpretation: 'INT-20', method: 'largest-remainder' },
};

interface Case {
  readonly name: string;
  readonly request: Record<string, unknown>;
  readonly expect: { readonly error?: string };
}

/** Whether the policy is in force on `asOf` is asked by the caller, who knows the policy. */
const cases = (awardCases as Case[]).filter((one) => one.expect.error !== 'POLICY_NOT_IN_FORCE');

function code(request: unknown): string {
  return refusalOf(() => award(rules, request)).code;
}

type Project = { id: string; type: string; completed: Record<string, unknown> };

function project(id: string, completed: Record<string, unknown>, type = 'chain'): Project {
  return { id, type, completed };
}

/** Three projects, 1000.00 yuan of eligible investment in 2025 together. */
function group(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const projects = [
    project('a', { 2025: { equipment: '500.00' } }),
    project('b', { 2025: { software: '300.00' } }),
    project('c', { 2025: { consulting: '200.00' } }),
  ];
  return { clusterLevel: 'provincial', projects, ...changes };
}

describe('the worked cases', () => {
  test('SUB-5.b: there are worked cases', () => {
    expect(cases.length).toBeGreaterThanOrEqual(13);
  });

  test.each(cases.map((one) => [one.name, one] as const))('SUB-5.a, SUB-5.b, SUB-5.c, SUB-5.d: worked case "%s"', (_name, one) => {
    if (one.expect.error === undefined) expect(award(rules, one.request)).toMatchObject(one.expect);
    else expect(refusalOf(() => award(rules, one.request)).code).toBe(one.expect.error);
  });
});

describe('the project group', () => {
  const projects = group()['projects'] as Project[];

  test.each([
    [0, 'GROUP_TOO_SMALL'],
    [2, 'GROUP_TOO_SMALL'],
    [3, undefined],
    [4, undefined],
  ])('SUB-5.a: three projects or more make a group, %d projects: %p', (size, expected) => {
    const request = group({ projects: [...projects, project('d', {})].slice(0, size) });
    if (expected === undefined) {
      expect(award(rules, request).eligibleInvestment).toBe('1000.00');
      return;
    }
    const refusal = refusalOf(() => award(rules, request));
    expect([refusal.code, refusal.clause, refusal.path]).toEqual([expected, 'SUB-5.a', 'projects']);
  });

  test.each(['chain', 'renovation', 'joint-research', 'promotion'])('SUB-4.a: a project may be of type %s', (type) => {
    expect(award(rules, group({ projects: projects.map((one) => ({ ...one, type })) })).ceiling).toBe('100.00');
  });

  test.each(['infrastructure', 'Chain', '__proto__', 'constructor'])('SUB-4.a: a project is not of type %s', (type) => {
    const refusal = refusalOf(() => award(rules, group({ projects: [...projects, project('d', {}, type)] })));
    expect([refusal.code, refusal.clause, refusal.path]).toEqual(['INVALID_REQUEST', 'SUB-4.a', 'projects.3.type']);
  });
});

describe('what the rate is applied to', () => {
  test('SUB-4.b: only completed investment counts, so a group that has completed nothing earns nothing', () => {
    const projects = ['a', 'b', 'c'].map((id) => project(id, {}));
    expect(award(rules, group({ projects }))).toEqual({
      eligibleInvestment: '0.00', rate: '0.1', ceiling: '0.00', approved: '0.00', instalments: [], lapsed: '0.00',
    });
  });

  test.each([
    ['equipment', '10.00'],
    ['software', '10.00'],
    ['earlyRnd', '10.00'],
    ['promotion', '10.00'],
    ['consulting', '10.00'],
    ['civilWorks', '0.00'],
    ['plant', '0.00'],
  ])('SUB-5.c: 100.00 yuan of %s earn a provincial cluster %s yuan', (category, ceiling) => {
    const projects = [project('a', { 2025: { [category]: '100.00' } }), project('b', {}), project('c', {})];
    expect(award(rules, group({ projects })).ceiling).toBe(ceiling);
  });

  test('INT-16: the rate is applied to the sum of the group, not project by project', () => {
    const projects = ['a', 'b', 'c'].map((id) => project(id, { 2025: { equipment: '0.04' } }));
    expect(award(rules, group({ projects }))).toMatchObject({ eligibleInvestment: '0.12', ceiling: '0.01' });
  });

  test('INT-16: sums beyond what a float can hold are exact to the fen', () => {
    const projects = ['a', 'b', 'c'].map((id) => project(id, { 2025: { equipment: '3333333333333333333.37' } }));
    expect(award(rules, group({ projects }))).toMatchObject({ eligibleInvestment: '10000000000000000000.11', ceiling: '1000000000000000000.01' });
  });
});

describe('the rate and the approved amount', () => {
  test.each([
    ['provincial', '0.0999999', '0.1', '0.1000001'],
    ['national', '0.2999999', '0.3', '0.3000001'],
    ['world', '0.2999999', '0.3', '0.3000001'],
  ])('SUB-5.b: a %s cluster gets %s and %s, never %s', (clusterLevel, below, at, above) => {
    expect(award(rules, group({ clusterLevel, rate: below })).rate).toBe(below);
    expect(award(rules, group({ clusterLevel, rate: at })).rate).toBe(at);
    expect(award(rules, group({ clusterLevel })).rate).toBe(at);
    const refusal = refusalOf(() => award(rules, group({ clusterLevel, rate: above })));
    expect([refusal.code, refusal.clause, refusal.path]).toEqual(['RATE_ABOVE_CAP', 'SUB-5.b', 'rate']);
    expect(refusal.sentence.en).toContain(above);
  });

  test('SUB-5.b: a rate stated as a number is taken as the decimal that it is written as', () => {
    expect(award(rules, group({ rate: 0.075 }))).toMatchObject({ rate: '0.075', ceiling: '75.00' });
    expect(award(rules, group({ rate: 0.1 }))).toMatchObject({ rate: '0.1', ceiling: '100.00' });
  });

  test('SUB-5.b: the approved amount may be below or at the ceiling, not a fen above', () => {
    expect(award(rules, group({ approved: '99.99' }))).toMatchObject({ approved: '99.99', lapsed: '0.00' });
    expect(award(rules, group({ approved: '100.00' })).approved).toBe('100.00');
    const refusal = refusalOf(() => award(rules, group({ approved: '100.01' })));
    expect([refusal.code, refusal.clause, refusal.path]).toEqual(['APPROVED_ABOVE_CEILING', 'SUB-5.b', 'approved']);
  });

  test('SUB-5.b: a percentage written as 10 is above every cap', () => {
    expect(refusalOf(() => award(rules, group({ rate: 10 }))).code).toBe('RATE_ABOVE_CAP');
    expect(refusalOf(() => award(rules, group({ rate: '1.01' }))).code).toBe('RATE_ABOVE_CAP');
  });

  test('SUB-5.b: a rate of zero and an approved amount of zero pay nothing', () => {
    expect(award(rules, group({ rate: '0' }))).toMatchObject({ ceiling: '0.00', instalments: [], lapsed: '0.00' });
    expect(award(rules, group({ approved: '0' }))).toMatchObject({ approved: '0.00', instalments: [], lapsed: '0.00' });
  });

  test('SUB-5.d: the decision carries fen, for one who pays', () => {
    const decided = decideAward(rules, readAwardRequest(rules, group()));
    expect(decided).toEqual({
      eligibleInvestment: 100_000n,
      rate: { numerator: 1n, denominator: 10n, text: '0.1' },
      ceiling: 10_000n,
      approved: 10_000n,
      instalments: [{ year: 2025, amount: 10_000n, cumulative: 10_000n }],
      lapsed: 0n,
    });
  });
});

describe('requests that are refused', () => {
  const [first, ...rest] = group()['projects'] as [Project, ...Project[]];

  test.each<[string, unknown, string | undefined]>([
    ['nothing', null, undefined],
    ['an array', [], undefined],
    ['an unknown field', group({ clusterName: 'x' }), 'clusterName'],
    ['a prototype', JSON.parse('{"__proto__": {"rate": "0.1"}, "clusterLevel": "provincial", "projects": []}'), '__proto__'],
    ['no level', group({ clusterLevel: undefined }), 'clusterLevel'],
    ['an unknown level', group({ clusterLevel: 'city' }), 'clusterLevel'],
    ['a level named like a prototype', group({ clusterLevel: '__proto__' }), 'clusterLevel'],
    ['no projects', group({ projects: undefined }), 'projects'],
    ['projects as an object', group({ projects: {} }), 'projects'],
    ['a project as text', group({ projects: ['a'] }), 'projects.0'],
    ['an unknown field of a project', group({ projects: [{ ...first, name: 'x' }] }), 'projects.0.name'],
    ['a project without id', group({ projects: [{ ...first, id: '' }] }), 'projects.0.id'],
    ['an id as a number', group({ projects: [{ ...first, id: 1 }] }), 'projects.0.id'],
    ['nothing completed stated', group({ projects: [{ id: 'a', type: 'chain' }] }), 'projects.0.completed'],
    ['a year of two digits', group({ projects: [project('a', { 25: {} })] }), 'projects.0.completed.25'],
    ['the year 0000', group({ projects: [project('a', { '0000': {} })] }), 'projects.0.completed.0000'],
    ['a year in full-width digits', group({ projects: [project('a', { '２０２５': {} })] }), 'projects.0.completed.２０２５'],
    ['a year named __proto__', group({ projects: [{ ...first, completed: JSON.parse('{"__proto__": {"equipment": "1.00"}}') }] }), 'projects.0.completed.__proto__'],
    ['a year that holds an amount', group({ projects: [project('a', { 2025: '1.00' })] }), 'projects.0.completed.2025'],
    ['an unknown category', group({ projects: [project('a', { 2025: { equipmnt: '1.00' } })] }), 'projects.0.completed.2025.equipmnt'],
    ['a category named __proto__', group({ projects: [{ ...first, completed: { 2025: JSON.parse('{"__proto__": "1.00"}') } }] }), 'projects.0.completed.2025.__proto__'],
    ['a category named constructor', group({ projects: [project('a', { 2025: { constructor: '1.00' } })] }), 'projects.0.completed.2025.constructor'],
  ])('SUB-5.c: %s is refused as a matter of shape', (_name, request, path) => {
    const refusal = refusalOf(() => readAwardRequest(rules, request));
    expect([refusal.code, refusal.path]).toEqual(['INVALID_REQUEST', path]);
    expect(refusal.sentence.zh).toMatch(/请/);
    expect(Object.prototype).not.toHaveProperty('rate');
    expect(Object.prototype).not.toHaveProperty('equipment');
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['an investment as a number', group({ projects: [project('a', { 2025: { equipment: 1 } }), ...rest] }), 'projects.0.completed.2025.equipment'],
    ['a negative investment', group({ projects: [first, project('b', { 2026: { plant: '-1.00' } })] }), 'projects.1.completed.2026.plant'],
    ['an approved amount with three decimals', group({ approved: '1.000' }), 'approved'],
    ['null for an approved amount', group({ approved: null }), 'approved'],
    ['a rate in percent', group({ rate: '10%' }), 'rate'],
  ])('SUB-5.b: %s is refused as an amount', (_name, request, path) => {
    const refusal = refusalOf(() => readAwardRequest(rules, request));
    expect([refusal.code, refusal.path]).toEqual(['INVALID_AMOUNT', path]);
  });

  test('SUB-5.a: a project stated twice does not make a group of three', () => {
    const refusal = refusalOf(() => readAwardRequest(rules, group({ projects: [first, ...rest, first] })));
    expect([refusal.code, refusal.path]).toEqual(['DUPLICATE_ID', 'projects.3.id']);
  });

  test('SUB-5.a: of several errors the first of the catalogue is reported, wherever in the request it stands', () => {
    const wrong = { shape: { ...first, note: 'x' }, amount: project('z', { 2025: { equipment: 'x' } }) };
    expect(code(group({ rate: '9', projects: [wrong.amount, wrong.shape] }))).toBe('INVALID_REQUEST');
    expect(code(group({ rate: '9', projects: [first, project('d', {}, 'other')] }))).toBe('INVALID_REQUEST');
    expect(code(group({ projects: [first, first, wrong.amount] }))).toBe('INVALID_AMOUNT');
    expect(code(group({ rate: '0.5', projects: [first, first] }))).toBe('DUPLICATE_ID');
    expect(code(group({ rate: '0.5', approved: '999.00', projects: [first] }))).toBe('GROUP_TOO_SMALL');
    expect(code(group({ rate: '0.5', approved: '999.00' }))).toBe('RATE_ABOVE_CAP');
    expect(code(group({ rate: '0.1', approved: '999.00' }))).toBe('APPROVED_ABOVE_CEILING');
  });

  test('SUB-18: reading decides nothing, so that the caller asks in between whether the policy is in force', () => {
    const tooSmallAndTooHigh = group({ rate: '0.5', approved: '999.00', projects: [first] });
    const read = readAwardRequest(rules, { ...tooSmallAndTooHigh, policy: 'jl-amc-subsidy-2024', asOf: '2026-07-01' });
    expect(read.projects.map(({ id }) => id)).toEqual(['a']);
    expect(refusalOf(() => decideAward(rules, read)).code).toBe('GROUP_TOO_SMALL');
  });

  test('SUB-18: the shape alone is checked without a policy', () => {
    expect(awardShape(group({ clusterLevel: 'city', rate: 'x' })).clusterLevel).toBe('city');
    expect(refusalOf(() => awardShape({ clusterLevel: 'city' })).path).toBe('projects');
  });
});

describe('the rules of a policy file', () => {
  test('SUB-5.b: the rules of 2024 are accepted', () => {
    expect(moneyRulesSchema.parse(rules)).toEqual(rules);
  });

  test.each<[string, unknown]>([
    ['a cap that is no decimal', { ...rules, ratesByLevel: [{ level: 'provincial', atMost: '10%', clause: 'SUB-5.b' }] }],
    ['a cap as a number', { ...rules, ratesByLevel: [{ level: 'provincial', atMost: 0.1, clause: 'SUB-5.b' }] }],
    ['two caps for one level', { ...rules, ratesByLevel: [...rules.ratesByLevel, { level: 'world', atMost: '0.2', clause: 'SUB-5.b' }] }],
    ['no cap', { ...rules, ratesByLevel: [] }],
    ['a category both eligible and excluded', { ...rules, excludedCategories: { clause: 'SUB-5.c', values: ['equipment'] } }],
    ['a project type named twice', { ...rules, projectTypes: { clause: 'SUB-4.a', values: ['chain', 'chain'] } }],
    ['a group of none', { ...rules, group: { clause: 'SUB-5.a', atLeast: 0 } }],
    ['half a year', { ...rules, instalments: { clause: 'SUB-5.d', consecutiveYears: 2.5 } }],
    ['rounding up', { ...rules, rounding: { ...rules.rounding, direction: 'up' } }],
    ['another method for a shortfall', { ...rules, budgetShortfall: { ...rules.budgetShortfall, method: 'first-come' } }],
    ['a number without clause', { ...rules, group: { atLeast: 3 } }],
    ['an unknown field', { ...rules, cap: 1 }],
  ])('SUB-5.b: %s is refused', (_name, changed) => {
    expect(moneyRulesSchema.safeParse(changed).success).toBe(false);
  });

  test('SUB-5.a, SUB-5.b, SUB-5.d: another policy file, other numbers: two projects, 12.5%, two years', () => {
    const other = moneyRulesSchema.parse({
      ...rules,
      ratesByLevel: [{ level: 'city', atMost: '0.125', clause: 'X-1' }],
      group: { clause: 'X-2', atLeast: 2 },
      instalments: { clause: 'X-3', consecutiveYears: 2 },
    });
    const projects = [
      project('a', { 2025: { equipment: '8.00' }, 2026: { equipment: '8.00' } }),
      project('b', { 2027: { equipment: '8.00' } }),
    ];
    expect(award(other, { clusterLevel: 'city', projects })).toEqual({
      eligibleInvestment: '24.00',
      rate: '0.125',
      ceiling: '3.00',
      approved: '3.00',
      instalments: [
        { year: 2025, amount: '1.00', cumulative: '1.00' },
        { year: 2026, amount: '1.00', cumulative: '2.00' },
      ],
      lapsed: '1.00',
    });
  });
});
