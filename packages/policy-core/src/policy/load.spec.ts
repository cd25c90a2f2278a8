import { describe, expect, test } from '@jest/globals';
import smeCases from '../../cases/sme.json' with { type: 'json' };
import amcFile from '../../policies/jl-amc-2024/2024-11-04.json' with { type: 'json' };
import subsidyFile from '../../policies/jl-amc-subsidy-2024/2024-12-05.json' with { type: 'json' };
import seiFile from '../../policies/jl-sei-2020/2020-05-06.json' with { type: 'json' };
import smeFile from '../../policies/jl-sme-2024/2024-03-15.json' with { type: 'json' };
import { PolicyError } from '../errors.js';
import { evaluate } from '../evaluate/evaluate.js';
import { installedPolicies } from './installed.js';
import { loadPolicy } from './load.js';
import type { Policy } from './policy.js';
import { PolicySet } from './policy-set.js';
import { refusalOf } from '../../test/refusal.js';

// A policy file as anyone may write it: no type holds what a test breaks.
// eslint-disable-next-line typescript/no-explicit-any
type Draft = any;

const copy = (file: unknown): Draft => JSON.parse(JSON.stringify(file)) as Draft;
const request = smeCases[0]!.request;

function changed(file: unknown, change: (draft: Draft) => void): Policy {
  const draft = copy(file);
  change(draft);
  return loadPolicy(draft);
}

/** The programme of a county that does not exist: everything that the decision needs is in this object. */
const sixth = {
  id: 'jl-park-2027',
  version: '2027-01-01',
  title: { zh: '示范园区办法', en: 'Model park measure' },
  document: { title: '示范园区办法', number: null, issuers: ['某县工信局'], jurisdiction: 'CN-22', kind: 'recognition' },
  inForce: { clause: null, from: '2027-01-01', to: '2027-12-31' },
  clauses: [
    { id: 'PARK-2.a', article: '第二条', kind: 'criterion', modality: 'must', does: 'At least 4 charging stations.' },
    { id: 'PARK-2.b', article: '第二条（二）', kind: 'criterion', modality: 'in-principle', does: 'Output of more than CNY 100 million in each of two years.' },
    { id: 'PARK-3', article: '第三条', kind: 'judgement', modality: 'must', does: 'Well kept.' },
    { id: 'PARK-4', article: '第四条', kind: 'exclusion', modality: 'must', does: 'Not restricted.' },
  ],
  facts: [{ name: 'chargingStations', type: 'integer', zh: '充电站', en: 'charging stations', unit: { zh: '座', en: 'stations' } }],
  parameters: {
    leastStations: { value: '4', unit: 'stations', clause: 'PARK-2.a', checkedOn: '2026-11-01', zh: '充电站下限', en: 'least stations' },
    leastOutput: { value: '1', unit: 'hundred million yuan', clause: 'PARK-2.b', checkedOn: '2026-11-01', zh: '产值下限', en: 'least output' },
    years: { value: '2', unit: 'years', clause: 'PARK-2.b', checkedOn: '2026-11-01', zh: '年数', en: 'years' },
  },
  interpretations: [
    { id: 'INT-1', chosen: 'full-calendar-years', zh: '完整公历年', en: 'full calendar years' },
    { id: 'INT-8', chosen: 'waivable-with-reason', zh: '可说明理由豁免', en: 'waivable with a reason' },
  ],
  criteria: [
    { clause: 'PARK-2.a', title: { zh: '充电站', en: 'Stations' }, condition: { kind: 'compare', fact: 'chargingStations', is: 'atLeast', parameter: 'leastStations' } },
    { clause: 'PARK-2.b', title: { zh: '产值', en: 'Output' }, condition: { kind: 'each-year', series: 'totalOutput', years: 'years', is: 'moreThan', parameter: 'leastOutput' } },
  ],
  exclusions: [{ clause: 'PARK-4', title: { zh: '不受限制', en: 'Not restricted' }, condition: { kind: 'is', fact: 'restrictedIndustry', value: false } }],
  judgements: [{ clause: 'PARK-3', title: { zh: '管护良好', en: 'Well kept' } }],
  procedure: [], deadlines: [], validity: null, annualReport: null, revocation: [], sanctions: [], performance: null, money: null,
  definitions: [], roles: [], duties: [], supports: [],
};

describe('a sixth policy', () => {
  const policies = installedPolicies.install(loadPolicy(sixth));
  const facts = { chargingStations: 4, totalOutput: { 2025: '1.01', 2026: '1.01' }, restrictedIndustry: false };
  const decide = (more: object = {}, rest: object = {}): unknown => {
    const { verdict, criteria } = evaluate(policies, { policy: 'jl-park-2027', asOf: '2027-06-01', facts: { ...facts, ...more }, judgements: { 'PARK-3': 'met' }, ...rest }).toJSON();
    return [verdict, ...criteria.map(({ clause, outcome }) => `${clause} ${outcome}`)];
  };

  test('decides without a release, clause by clause in the order of its document', () => {
    expect(decide()).toEqual(['eligible', 'PARK-2.a met', 'PARK-2.b met', 'PARK-3 met', 'PARK-4 met']);
    expect(decide({ chargingStations: 3 })).toEqual(['ineligible', 'PARK-2.a not-met', 'PARK-2.b met', 'PARK-3 met', 'PARK-4 met']);
    expect(decide({ totalOutput: { 2025: '1', 2026: '9' } })).toEqual(['needs-judgement', 'PARK-2.a met', 'PARK-2.b waivable', 'PARK-3 met', 'PARK-4 met']);
    expect(decide({ totalOutput: { 2026: '9' } }, { judgements: {} })).toEqual(['incomplete', 'PARK-2.a met', 'PARK-2.b missing', 'PARK-3 judgement', 'PARK-4 met']);
  });

  test('its own fact is unknown to the other policies', () => {
    expect(refusalOf(() => evaluate(policies, { ...request, facts: { chargingStations: 4 } })).code).toBe('UNKNOWN_FACT');
  });

  test('the five that were installed decide as before', () => {
    expect(evaluate(policies, request).toJSON()).toEqual(evaluate(installedPolicies, request).toJSON());
  });

  test('incidents under another name are not those that the exclusions count', () => {
    const policy = changed(smeFile, (draft) => draft.facts.push({ name: 'nearMisses', type: 'incidents', zh: '险情', en: 'near misses' }));
    const nearMisses = [{ date: '2025-01-01', category: 'safety', grade: 'major' }];
    expect(evaluate(PolicySet.of([policy]), { ...request, facts: { ...request.facts, nearMisses } }).verdict).toBe('eligible');
  });
});

describe('a policy file that is not right is refused with the place', () => {
  test.each<[string, unknown, (draft: Draft) => void, string, string]>([
    ['a missing key', smeFile, (draft) => delete draft.criteria[0].title.zh, 'criteria.0.title.zh', 'expected string'],
    ['a missing section', smeFile, (draft) => delete draft.revocation, 'revocation', 'expected array'],
    ['an unknown key', smeFile, (draft) => (draft.criteria[0].condition.percent = 5), 'criteria.0.condition', 'unknown key(s) "percent"'],
    ['a wrong word', smeFile, (draft) => (draft.clauses[0].modality = 'should'), 'clauses.0.modality', 'expected one of "must", "in-principle", "may"'],
    ['a comparison that is none', smeFile, (draft) => (draft.criteria[0].condition.is = '>='), 'criteria.0.condition.is', 'expected one of "atLeast", "moreThan", "atMost", "lessThan"'],
    ['a kind of condition that is none', smeFile, (draft) => (draft.criteria[0].condition.kind = 'script'), 'criteria.0.condition.kind', "'no-incident'"],
    ['a number in place of a decimal text', smeFile, (draft) => (draft.parameters.areaLimit.value = 100), 'parameters.areaLimit.value', 'expected string'],
    ['a decimal of sixteen digits', smeFile, (draft) => (draft.parameters.areaLimit.value = '1000000000000000'), 'parameters.areaLimit.value', 'at most 15 digits'],
    ['an id that is no clause', smeFile, (draft) => (draft.clauses[0].id = 'SME 2'), 'clauses.0.id', 'a clause id'],
    ['an unknown fact', smeFile, (draft) => (draft.criteria[0].condition.fact = 'area'), 'criteria.0.condition.fact', '"area"'],
    ['a fact of another type', smeFile, (draft) => (draft.criteria[0].condition.fact = 'totalOutput'), 'criteria.0.condition.fact', 'decimal or integer'],
    ['a fact every object has', smeFile, (draft) => (draft.criteria[0].condition.fact = 'constructor'), 'criteria.0.condition.fact', '"constructor"'],
    ['an unknown field of an object', amcFile, (draft) => (draft.exclusions[0].condition.of[1].fact = 'promotionOrganisation.legal'), 'exclusions.0.condition.of.1.fact', 'a field of the object'],
    ['an unknown parameter', smeFile, (draft) => (draft.criteria[5].condition.of[1].parameter = 'fewest'), 'criteria.5.condition.of.1.parameter', '"fewest"'],
    ['a parameter every object has', smeFile, (draft) => (draft.criteria[0].condition.parameter = '__proto__'), 'criteria.0.condition.parameter', '"__proto__"'],
    ['an unknown interpretation', smeFile, (draft) => (draft.criteria[5].interpretations = ['INT-99']), 'criteria.5.interpretations', '"INT-99"'],
    ['a growth that INT-3 does not settle', smeFile, (draft) => (draft.interpretations = draft.interpretations.filter((each: Draft) => each.id !== 'INT-3')), 'criteria.3.condition', 'an entry INT-3'],
    ['an answer to INT-3 that is none', smeFile, (draft) => (draft.interpretations.find((each: Draft) => each.id === 'INT-3').chosen = 'guess'), 'interpretations.INT-3', 'mean-of-yearly-rates'],
    ['a clause that is not listed', smeFile, (draft) => (draft.criteria[0].clause = 'SME-99'), 'criteria.0', '"SME-99"'],
    ['a clause listed twice', smeFile, (draft) => draft.clauses.push(draft.clauses[3]), 'clauses.37.id', '"SME-6-1.b" a second time'],
    ['a clause that no entry carries', smeFile, (draft) => draft.criteria.splice(0, 1), 'clauses.3', 'criterion SME-6-1.b carried by no entry'],
    ['a clause carried by an entry of another kind', smeFile, (draft) => (draft.clauses[3].kind = 'judgement'), 'clauses.3', 'an entry in judgements'],
    ['money for a clause that is not listed', subsidyFile, (draft) => (draft.money.ratesByLevel[0].clause = 'SUB-99'), 'money.ratesByLevel.0', '"SUB-99"'],
    ['a sum over decimals', smeFile, (draft) => (draft.criteria[5].condition.of[0].facts[1] = 'areaKm2'), 'criteria.5.condition.of.0.facts.1', 'a fact of type integer'],
    ['a value that the fact does not have', seiFile, (draft) => draft.criteria[0].condition.values.push('farming'), 'criteria.0.condition.values', '"farming"'],
    ['twelve years back', smeFile, (draft) => (draft.parameters.recentYears.value = '12'), 'parameters.recentYears.value', 'from 1 to 11'],
    ['a title of half a year', smeFile, (draft) => (draft.parameters.titleYears.value = '3.5'), 'parameters.titleYears.value', 'a whole number'],
    ['a version that is not the first day in force', smeFile, (draft) => (draft.version = '2024-03-16'), 'version', '"2024-03-15"'],
    ['a day in force that does not exist', smeFile, (draft) => (draft.version = draft.inForce.from = '2024-02-30'), 'inForce.from', 'a day that exists'],
    ['a last day before the first', smeFile, (draft) => (draft.inForce.to = '2024-03-14'), 'inForce.to', 'not before 2024-03-15'],
    ['a day of checking that does not exist', smeFile, (draft) => (draft.parameters.areaLimit.checkedOn = '2026-02-29'), 'parameters.areaLimit.checkedOn', 'a day that exists'],
    ['a due day that does not exist', seiFile, (draft) => (draft.deadlines[0].on = '2020-06-31'), 'deadlines.0.on', 'a day that exists'],
    ['a fact of its own that the dictionary has', smeFile, (draft) => draft.facts.push({ name: 'areaKm2', type: 'decimal', zh: '面积', en: 'area' }), 'facts.0.name', '"areaKm2"'],
    ['a fact of its own twice', seiFile, (draft) => draft.facts.push(...[1, 2].map(() => ({ name: 'odd', type: 'boolean', zh: '奇', en: 'odd' }))), 'facts.1.name', '"odd"'],
    ['a fact named __proto__', smeFile, (draft) => draft.facts.push({ name: '__proto__', type: 'decimal', zh: '面积', en: 'area' }), 'facts.0.name', 'camelCase'],
    ['a step that returns to nowhere', amcFile, (draft) => (draft.procedure[2].returnsTo = 'revocation'), 'procedure.2.returnsTo', 'an earlier step'],
    ['a report due by no deadline', smeFile, (draft) => (draft.annualReport.deadline = 'SME-12'), 'annualReport.deadline', '"SME-12"'],
    ['a report due by a period that no day begins', smeFile, (draft) => (draft.annualReport.deadline = 'SME-11'), 'annualReport.deadline', '"SME-11"'],
    ['a grade from no number', subsidyFile, (draft) => (draft.performance.grades[0].from = 'ninety'), 'performance.grades.0.from', 'ninety'],
  ])('%s', (_what, file, change, path, said) => {
    const refusal = refusalOf(() => changed(file, change));
    expect([refusal.code, refusal.path]).toEqual(['INVALID_POLICY', path]);
    expect(refusal.message).toContain(said);
    expect(refusal.message).toContain(path);
    expect(refusal.sentence.zh).toContain(path);
  });

  test('nesting deeper than any policy is refused, however it is nested', () => {
    let condition: unknown = { kind: 'is', fact: 'restrictedIndustry', value: false };
    for (let level = 0; level < 5000; level += 1) condition = { kind: 'when', fact: 'highEnergyConsuming', condition };
    const refusal = refusalOf(() => loadPolicy({ ...smeFile, exclusions: [{ ...smeFile.exclusions[0], condition }] }));
    expect([refusal.code, refusal.message]).toEqual(['INVALID_POLICY', expect.stringContaining('40 levels')]);
  });

  test.each([null, 'policy', 7, [], {}])('%j is no policy', (json) => {
    expect(refusalOf(() => loadPolicy(json)).code).toBe('INVALID_POLICY');
  });

  test('all that is wrong is listed in the order of the file', () => {
    const refusal = refusalOf(() => changed(smeFile, (draft) => { draft.title = ''; delete draft.document.kind; draft.criteria[0].title = 5; }));
    expect(refusal.issues.map(({ path }) => path)).toEqual(['title', 'document.kind', 'criteria.0.title']);
    expect(refusal.message).toMatch(/wrong in 3 place/);
  });
});

describe('no text of a policy file gets into generated code', () => {
  const hostile = [
    '`;globalThis.pwned=1;//', '${globalThis.pwned=1}', "');globalThis.pwned=1;('", '");globalThis.pwned=1;("', '*/globalThis.pwned=1/*', '\u2028globalThis.pwned=1\u2028',
    '\\', '"', '\uD800', '__proto__', '</script>', '%s', '$&',
  ];

  /** Every text of the file in turn, except the file's own name of its format. */
  function* textsOf(value: unknown, path: readonly (string | number)[] = []): Generator<readonly (string | number)[]> {
    if (typeof value === 'string') yield path;
    else if (typeof value === 'object' && value !== null) for (const [key, each] of Object.entries(value)) yield* textsOf(each, [...path, key]);
  }

  function withText(path: readonly (string | number)[], text: string): Draft {
    const draft = copy(smeFile);
    const holder = path.slice(0, -1).reduce((value: Draft, key) => value[key], draft);
    holder[path.at(-1)!] = text;
    return draft;
  }

  test('every text field of a policy, made hostile, is refused or decides as before, and executes nothing', () => {
    const paths = [...textsOf({ ...smeFile, $schema: undefined })];
    expect(paths.length).toBeGreaterThan(500);
    let loaded = 0;
    for (const [at, path] of paths.entries()) {
      const text = hostile[at % 6]!;
      let policy: Policy;
      try {
        policy = loadPolicy(withText(path, text));
      } catch (error) {
        expect([path, error instanceof PolicyError]).toEqual([path, true]);
        continue;
      }
      loaded += 1;
      const decision = evaluate(PolicySet.of([policy]), request);
      expect([path, decision.verdict]).toEqual([path, 'eligible']);
    }
    expect(loaded).toBeGreaterThan(100);
    expect('pwned' in globalThis).toBe(false);
  });

  test.each(['\n', '\u0000', '\u00010\u0001', '\u000199\u0001'])('a control character (%j) is refused with its place', (text) => {
    const refusal = refusalOf(() => loadPolicy(withText(['judgements', 0, 'title', 'zh'], `乙${text}`)));
    expect([refusal.code, refusal.path]).toEqual(['INVALID_POLICY', 'judgements.0.title.zh']);
  });

  test.each(hostile.map((text) => [JSON.stringify(text), text]))('the text %s stands in a sentence as it was written', (_shown, text) => {
    const draft = copy(smeFile);
    draft.facts.push({ name: 'odd', type: 'decimal', zh: `甲${text}`, en: `A${text}`, unit: { zh: text, en: text } });
    draft.criteria[0].condition.fact = 'odd';
    draft.judgements[0].title = { zh: `乙${text}`, en: `B${text}` };
    const decision = evaluate(PolicySet.of([loadPolicy(draft)]), { ...request, facts: { ...request.facts, odd: '7' } });
    const { criteria } = decision.toJSON();
    expect(criteria[0]!.explanation.zh).toBe(`第六条（一）由评审认定：乙${text}。结论：符合。`);
    expect(criteria[1]!.explanation.zh).toBe(`第六条（一）要求：甲${text}不超过100${text}。填报：甲${text}7${text}。结论：符合。`);
    expect('pwned' in globalThis).toBe(false);
  });
});
