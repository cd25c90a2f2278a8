import { afterEach, describe, expect, test } from '@jest/globals';
import smeCases from '../cases/sme.json' with { type: 'json' };
import { parseJson } from '../src/cli/json-text.js';
import { allocate, awardUnder, type ErrorCode, errorCodes, evaluate, groundsUnder, installedCalendar, installedPolicies, period, PolicyError } from '../src/index.js';
import { refusalOf } from './refusal.js';

type Fields = Record<string, unknown>;

const sme = smeCases[0]!.request as { policy: string; asOf: string; facts: Fields; judgements: Fields };
const amcFacts = { rdIntensity: '3', industryRdIntensity: '2', researchStaffShare: '9', industryResearchStaffShare: '7', incidents: [] };
const title = { recognisedOn: '2025-08-15' };

const ask = (request: unknown): unknown => evaluate(installedPolicies, request).toJSON();
const askText = (text: string): unknown => ask(parseJson(text));
const stating = (facts: Fields): unknown => ask({ ...sme, facts: { ...sme.facts, ...facts } });
const grounds = (more: Fields): unknown => groundsUnder(installedPolicies, { policy: 'jl-sme-2024', asOf: '2027-05-01', title, ...more });
const days = (more: Fields): unknown => period({ from: '2025-06-30', days: 5, ...more }, installedCalendar);

const projectsOf = (count: number, amount: unknown = '100.00'): unknown[] =>
  Array.from({ length: count }, (_, at) => ({ id: `p${at}`, type: 'chain', completed: { 2025: { equipment: amount } } }));
const pay = (more: Fields): unknown =>
  awardUnder(installedPolicies, { policy: 'jl-amc-subsidy-2024', asOf: '2025-06-20', clusterLevel: 'provincial', projects: projectsOf(3), ...more });

/** Code and path exactly; both sentences on one line, finished, and short whatever was sent. */
function expectRefusal(act: () => unknown, code: ErrorCode, path: string | undefined): void {
  const { message, messageZh, ...rest } = refusalOf(act).toJSON();
  expect({ code: rest.code, path: rest.path }).toEqual({ code, path });
  expect(message).toMatch(/^[^\n]{10,600}\.$/);
  expect(messageZh).toMatch(/^(?=.*\p{Script=Han})[^\n]{5,600}。$/u);
}

afterEach(() => {
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Fields)['polluted']).toBeUndefined();
});

describe('a decimal', () => {
  const noDecimals = [Number.NaN, Infinity, -Infinity, '1e400', '٣', '５', '1,000', '1_000', '', ' 5', '5 ', '5\n', '+5', '5.', '.5', '.', '-', '--5', '1.2.3', '0x10', '1e3', 'NaN', 'Infinity', null, true, 5n, [], {}, ['5']];
  test.each(noDecimals.map((value) => [typeof value === 'string' ? JSON.stringify(value) : String(value), value]))('%s is refused wherever a decimal is stated', (_shown, value) => {
    expectRefusal(() => stating({ areaKm2: value }), 'INVALID_FACT', 'facts.areaKm2');
    expectRefusal(() => stating({ totalOutput: { 2024: value } }), 'INVALID_FACT', 'facts.totalOutput.2024');
    expectRefusal(() => stating({ littleGiants: value }), 'INVALID_FACT', 'facts.littleGiants');
  });

  test.each(['1e400', '-1e400', '1E+400'])('the JSON literal %s is no finite decimal', (literal) => {
    expectRefusal(() => askText(JSON.stringify({ ...sme, facts: { areaKm2: '#' } }).replace('"#"', literal)), 'INVALID_FACT', 'facts.areaKm2');
  });

  test.each(['-1', '-0.0001', -0.5, '-0.00000000000000000000000000000000000001'])('%s is negative, which has no meaning for an area', (value) => {
    expectRefusal(() => stating({ areaKm2: value }), 'INVALID_FACT', 'facts.areaKm2');
    expectRefusal(() => stating({ totalOutput: { 2019: value } }), 'INVALID_FACT', 'facts.totalOutput.2019');
  });

  test.each(['0', '0.000', 0, -0, '0'.repeat(400)])('INT-7: %s employees is bad input, not a cluster without patents', (value) => {
    expectRefusal(() => stating({ employees: { 2024: value } }), 'INVALID_FACT', 'facts.employees.2024');
  });

  test('a decimal has at most 400 characters', () => {
    expect(stating({ areaKm2: `86.${'4'.repeat(397)}` })).toMatchObject({ verdict: 'eligible' });
    expectRefusal(() => stating({ areaKm2: `86.${'4'.repeat(398)}` }), 'INVALID_FACT', 'facts.areaKm2');
  });

  test.each(['1.5', 0.5, '0.00001', '1.00000000000000000001'])('%s is no number of enterprises', (value) => {
    expectRefusal(() => stating({ littleGiants: value }), 'INVALID_FACT', 'facts.littleGiants');
  });

  test('a whole number may be written with a decimal point', () => {
    expect(stating({ littleGiants: '1.0' })).toMatchObject({ verdict: 'eligible' });
  });

  test.each([
    ['20.0000000000000000001', '20', 'AMC-6-4.a', 'met'],
    ['20', '20.0000000000000000001', 'AMC-6-4.a', 'not-met'],
    ['2e1', '20', 'AMC-6-4.a', 'not-met'],
    ['20', '0.2E+2', 'AMC-6-4.a', 'not-met'],
    ['20.1', '2e1', 'AMC-6-4.a', 'met'],
  ])('AMC-6-4.a: the literal %s against %s is decided as it stands, without rounding', (value, average, clause, outcome) => {
    const facts = JSON.stringify({ ...amcFacts, rdIntensity: 1, industryRdIntensity: 2 }).replace('"rdIntensity":1', `"rdIntensity":${value}`).replace('RdIntensity":2', `RdIntensity":${average}`);
    const answer = askText(`{"policy":"jl-amc-2024","asOf":"2025-05-20","facts":${facts}}`) as { criteria: { clause: string; outcome: string; observed: Fields }[] };
    expect(answer.criteria.find((each) => each.clause === clause)).toMatchObject({ outcome, observed: { rdIntensity: value, industryRdIntensity: average } });
  });

  test.each([['19.99999999999999999999', 'not-met'], ['20.00000000000000000000', 'met'], ['2e1', 'met'], ['1999e-2', 'not-met']])('SME-6-1.c: an output of %s in 2023 is %s', (literal, outcome) => {
    const text = JSON.stringify({ ...sme, facts: { ...sme.facts, totalOutput: { 2022: 20, 2023: '#', 2024: 20 } } }).replace('"#"', literal);
    const answer = askText(text) as { criteria: { clause: string; outcome: string }[] };
    expect(answer.criteria.find((each) => each.clause === 'SME-6-1.c')?.outcome).toBe(outcome);
  });
});

const noDays = ['2025-02-29', '2025-13-01', '2025-00-10', '2025-04-31', '2025-6-1', '0000-00-00', '0000-01-01', '2025-06-30T00:00:00Z', ' 2025-06-30', '20250630', '２０２５-06-30', '', 20250630, null];
test.each(noDays)('a day that does not exist is refused wherever a day is stated: %s', (day) => {
  expectRefusal(() => ask({ ...sme, asOf: day }), 'INVALID_REQUEST', 'asOf');
  expectRefusal(() => stating({ incidents: [{ date: day, category: 'safety', grade: 'major' }] }), 'INVALID_FACT', 'facts.incidents.0.date');
  expectRefusal(() => days({ from: day }), 'INVALID_REQUEST', 'from');
  expectRefusal(() => grounds({ title: { recognisedOn: day } }), 'INVALID_REQUEST', 'title.recognisedOn');
  expectRefusal(() => pay({ asOf: day }), 'INVALID_REQUEST', 'asOf');
});

describe('names and shapes', () => {
  test.each(['areaKM2', 'area', '__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'totalOutput.2023'])('a fact named "%s" is a typing error, never a missing fact', (name) => {
    expectRefusal(() => ask({ ...sme, facts: JSON.parse(`{${JSON.stringify(name)}:{"polluted":1}}`) as unknown }), 'UNKNOWN_FACT', `facts.${name}`);
  });

  test.each(['legal', '__proto__', 'constructor', 'toString'])('AMC-3.a: the promotion organisation has no field "%s"', (field) => {
    const facts = JSON.parse(`{"promotionOrganisation":{"${field}":true}}`) as unknown;
    expectRefusal(() => ask({ policy: 'jl-amc-2024', asOf: '2025-05-20', facts }), 'UNKNOWN_FACT', `facts.promotionOrganisation.${field}`);
  });

  test.each(['24', '20245', '__proto__', '2O24', '２０２４', ' 2024', '-202', ''])('"%s" is no year of a series', (key) => {
    const series = JSON.parse(`{${JSON.stringify(key)}:"5"}`) as unknown;
    expectRefusal(() => stating({ totalOutput: series }), 'INVALID_FACT', key === '' ? 'facts.totalOutput.' : `facts.totalOutput.${key}`);
  });

  test.each<[string, Fields, string]>([
    ['a yes-no fact in words', { restrictedIndustry: 'false' }, 'facts.restrictedIndustry'],
    ['a yes-no fact as a number', { highEnergyConsuming: 0 }, 'facts.highEnergyConsuming'],
    ['a series as one number', { totalOutput: '25' }, 'facts.totalOutput'],
    ['a series as a list', { totalOutput: ['25', '26'] }, 'facts.totalOutput'],
    ['incidents as an object', { incidents: {} }, 'facts.incidents'],
    ['incidents that are not stated', { incidents: null }, 'facts.incidents'],
    ['an incident that is a word', { incidents: ['none'] }, 'facts.incidents.0'],
    ['an unknown grade', { incidents: [{ date: '2025-01-01', category: 'safety', grade: '重大' }] }, 'facts.incidents.0.grade'],
    ['an unknown category', { incidents: [{ date: '2025-01-01', category: 'fire', grade: 'major' }] }, 'facts.incidents.0.category'],
    ['an incident with more to it', { incidents: [{ date: '2025-01-01', category: 'safety', grade: 'major', deaths: 3 }] }, 'facts.incidents.0.deaths'],
    ['an incident without a day', { incidents: [{ category: 'safety', grade: 'major' }] }, 'facts.incidents.0.date'],
    ['an organisation as a list', { promotionOrganisation: [] }, 'facts.promotionOrganisation'],
    ['a field of it in words', { promotionOrganisation: { legalPerson: 'yes' } }, 'facts.promotionOrganisation.legalPerson'],
    ['a text as a number', { figureSources: 7 }, 'facts.figureSources'],
    ['a field that the list does not have', { field: 'agriculture' }, 'facts.field'],
  ])('%s is refused', (_what, facts, path) => {
    expectRefusal(() => stating(facts), 'INVALID_FACT', path);
  });

  test.each<[string, unknown, string | undefined]>([
    ['no object', [sme], undefined],
    ['nothing', null, undefined],
    ['a misspelt key', { ...sme, judgments: {} }, 'judgments'],
    ['a key __proto__', JSON.parse(`{"__proto__":{"polluted":1},"policy":"jl-sme-2024"}`), '__proto__'],
    ['no policy', { ...sme, policy: undefined }, 'policy'],
    ['a policy that is no name', { ...sme, policy: 7 }, 'policy'],
    ['no facts', { policy: sme.policy, asOf: sme.asOf }, 'facts'],
    ['facts in a list', { ...sme, facts: [] }, 'facts'],
    ['judgements in a list', { ...sme, judgements: ['SME-6-3'] }, 'judgements'],
    ['a judgement that is neither met nor not-met', { ...sme, judgements: { 'SME-6-3': true } }, 'judgements.SME-6-3'],
    ['waivers in words', { ...sme, waivers: 'SME-6-1.b' }, 'waivers'],
    ...['', '  ', '\t\n', '\u3000', null].map((reason): [string, unknown, string] => [`a blank reason ${JSON.stringify(reason)}`, { ...sme, waivers: { 'SME-6-1.b': reason } }, 'waivers.SME-6-1.b']),
  ])('an evaluate request with %s is refused', (_what, request, path) => {
    expectRefusal(() => ask(request), 'INVALID_REQUEST', path);
  });

  test.each<[Fields, string]>([
    [{ judgements: { 'SME-6-1.c': 'met' } }, 'judgements.SME-6-1.c'],
    [{ judgements: { 'AMC-6-1': 'met' } }, 'judgements.AMC-6-1'],
    [{ judgements: JSON.parse('{"__proto__":"met"}') as unknown }, 'judgements.__proto__'],
    [{ waivers: { 'SME-6-1.c': 'agreed' } }, 'waivers.SME-6-1.c'],
    [{ waivers: { 'SME-6-3': 'agreed' } }, 'waivers.SME-6-3'],
  ])('INT-8: nobody can judge or waive a clause that takes none: %j', (more, path) => {
    expectRefusal(() => ask({ ...sme, ...more }), 'UNKNOWN_CLAUSE', path);
  });

  test.each(['jl-sme-2025', 'JL-SME-2024', '__proto__', 'jl-sme-2024@2024-03-16', 'jl-sme-2024@', 'jl-sme-2024@2024-03-15@2024-03-15'])('no policy "%s" is installed', (policy) => {
    expectRefusal(() => ask({ ...sme, policy }), 'UNKNOWN_POLICY', 'policy');
    expectRefusal(() => grounds({ policy }), 'UNKNOWN_POLICY', 'policy');
    expectRefusal(() => pay({ policy }), 'UNKNOWN_POLICY', 'policy');
  });
});

describe('the other doors', () => {
  const noAmounts = [5, '1.234', '-1', '+1', '1e3', '1,000', '', ' 5', '５', '5.', '.5', 'NaN', null, '9'.repeat(31), '1'.repeat(5_000_000)];
  test.each(noAmounts.map((amount) => [JSON.stringify(amount).slice(0, 20), amount]))('%s is no amount of money', (_shown, amount) => {
    expectRefusal(() => pay({ projects: projectsOf(3, amount) }), 'INVALID_AMOUNT', 'projects.0.completed.2025.equipment');
    expectRefusal(() => pay({ approved: amount }), 'INVALID_AMOUNT', 'approved');
    expectRefusal(() => allocate({ budget: amount, awards: [] }), 'INVALID_AMOUNT', 'budget');
    expectRefusal(() => allocate({ budget: '1', awards: [{ id: 'a', ceiling: amount }] }), 'INVALID_AMOUNT', 'awards.0.ceiling');
  });

  test.each<[ErrorCode, string | undefined, () => unknown]>([
    ['INVALID_AMOUNT', 'rate', () => pay({ rate: '10%' })],
    ['RATE_ABOVE_CAP', 'rate', () => pay({ rate: '0.10001' })],
    ['APPROVED_ABOVE_CEILING', 'approved', () => pay({ approved: '30.01' })],
    ['GROUP_TOO_SMALL', 'projects', () => pay({ projects: projectsOf(2) })],
    ['DUPLICATE_ID', 'projects.3.id', () => pay({ projects: [...projectsOf(3), ...projectsOf(1)] })],
    ['POLICY_NOT_IN_FORCE', 'asOf', () => pay({ asOf: '2026-07-01' })],
    ['INVALID_REQUEST', 'clusterLevel', () => pay({ clusterLevel: 'county' })],
    ['INVALID_REQUEST', 'projects', () => pay({ projects: undefined })],
    ['INVALID_REQUEST', 'policy', () => pay({ policy: 'jl-sme-2024' })],
    ['INVALID_REQUEST', 'level', () => pay({ level: 'provincial' })],
    ['DUPLICATE_ID', 'awards.1.id', () => allocate({ budget: '1', awards: [{ id: 'a', ceiling: '1' }, { id: 'a', ceiling: '2' }] })],
    ['INVALID_REQUEST', 'awards.0.id', () => allocate({ budget: '1', awards: [{ ceiling: '1' }] })],
    ['INVALID_REQUEST', 'budget', () => allocate({ awards: [] })],
    ['INVALID_REQUEST', undefined, () => allocate('all')],
    ['INVALID_REQUEST', 'days', () => days({ days: 0 })],
    ['INVALID_REQUEST', 'days', () => days({ days: 1.5 })],
    ['INVALID_REQUEST', 'days', () => days({ days: '5' })],
    ['INVALID_REQUEST', 'years', () => days({ years: 1 })],
    ['INVALID_REQUEST', 'startDay', () => days({ startDay: 'counted' })],
    ['INVALID_REQUEST', 'days', () => days({ from: '9999-12-30' })],
    ['INVALID_REQUEST', 'title', () => grounds({ title: undefined })],
    ['INVALID_REQUEST', 'title', () => grounds({ title: { ...title, validThrough: '2025-08-14' } })],
    ['INVALID_REQUEST', 'title.reReview', () => grounds({ title: { ...title, reReview: { result: 'passed' } } })],
    ['INVALID_REQUEST', 'incidents.0.grade', () => grounds({ incidents: [{ date: '2026-01-01', category: 'safety', grade: 'massive' }] })],
    ['INVALID_REQUEST', 'findings.0.kind', () => grounds({ findings: [{ kind: 'gossip', by: 'cluster', foundOn: '2026-01-01' }] })],
    ['POLICY_NOT_IN_FORCE', 'asOf', () => grounds({ asOf: '2024-03-14', title: { recognisedOn: '2024-03-01' } })],
    ['INVALID_JSON', undefined, () => parseJson('{"policy": "jl-sme-2024",')],
    ['INVALID_JSON', undefined, () => parseJson('')],
    ['INVALID_JSON', undefined, () => parseJson('NaN')],
    ['INVALID_JSON', undefined, () => parseJson('{"a":01}')],
  ])('%s at %s (%#)', (code, path, act) => {
    expectRefusal(act, code, path);
  });

  // Days near the ends of the calendar, which the request's shape admits.
  test.each<[string, () => unknown]>([
    ['a recognition in 9999', () => grounds({ title: { recognisedOn: '9999-01-01' } })],
    ['a title through 9999-12-31', () => grounds({ asOf: '9999-12-31', title: { ...title, validThrough: '9999-12-31' } })],
    ['a change on 9999-12-31', () => grounds({ changes: [{ kind: 'area', changedOn: '9999-12-31' }] })],
    ['incidents asked about in the year 2', () => ask({ policy: 'xj-amc', asOf: '0002-01-01', facts: { incidents: [{ date: '0001-05-05', category: 'safety', grade: 'major' }] } })],
    ['an incident of 9998', () => ask({ policy: 'xj-amc', asOf: '9999-01-01', facts: { incidents: [{ date: '9998-05-05', category: 'safety', grade: 'major' }] } })],
  ])('%s is answered or refused, never a crash', (_what, act) => {
    let refused: unknown;
    try {
      act();
    } catch (error) {
      refused = error;
    }
    expect(refused instanceof PolicyError || refused === undefined ? 'answered or refused' : String(refused)).toBe('answered or refused');
  });
});

test.each<[ErrorCode, () => unknown]>([
  ['INVALID_JSON', () => parseJson('{"policy":}')],
  ['INVALID_REQUEST', () => ask({ ...sme, judgments: {} })],
  ['UNKNOWN_POLICY', () => ask({ ...sme, policy: 'jl-sme' })],
  ['UNKNOWN_FACT', () => stating({ area: '5' })],
  ['INVALID_FACT', () => stating({ areaKm2: '1,000' })],
  ['UNKNOWN_CLAUSE', () => ask({ ...sme, waivers: { 'SME-6-1.c': 'agreed' } })],
  ['INVALID_AMOUNT', () => pay({ approved: '1,000' })],
  ['DUPLICATE_ID', () => pay({ projects: [...projectsOf(3), ...projectsOf(1)] })],
  ['POLICY_NOT_IN_FORCE', () => ask({ ...sme, asOf: '2024-03-14' })],
  ['GROUP_TOO_SMALL', () => pay({ projects: projectsOf(2) })],
  ['RATE_ABOVE_CAP', () => pay({ rate: '0.3' })],
  ['APPROVED_ABOVE_CEILING', () => pay({ approved: '31' })],
])('%s says what to do next, in both languages', (code, act) => {
  const { code: found, message, messageZh } = refusalOf(act).toJSON();
  expect(found).toBe(code);
  expect(message).toMatch(/check|write|use|lower|add|remove|correct|expected|are known|installed:|is in force|the clauses that do/);
  expect(messageZh).toMatch(/请|应为|须为|只接受|已安装|有效期：|可用的条款/);
});

describe('where several errors apply, the first of the order is reported', () => {
  const out = { asOf: '2026-07-01' };
  test.each<[ErrorCode, ErrorCode, () => unknown]>([
    ['INVALID_JSON', 'INVALID_REQUEST', () => askText('{"judgments": {}, "policy": "nope"')],
    ['INVALID_REQUEST', 'UNKNOWN_POLICY', () => ask({ ...sme, policy: 'nope', judgments: {} })],
    ['INVALID_REQUEST', 'UNKNOWN_POLICY', () => pay({ policy: 'nope', projects: 'none' })],
    ['INVALID_REQUEST', 'UNKNOWN_POLICY', () => grounds({ policy: 'nope', title: {} })],
    ['INVALID_REQUEST', 'UNKNOWN_FACT', () => ask({ ...sme, facts: { area: 1 }, waivers: { 'SME-6-1.b': ' ' } })],
    ['INVALID_REQUEST', 'INVALID_AMOUNT', () => pay({ approved: '1,000', clusterLevel: 'county' })],
    ['UNKNOWN_POLICY', 'UNKNOWN_FACT', () => ask({ ...sme, policy: 'nope', facts: { area: 1 } })],
    ['UNKNOWN_POLICY', 'INVALID_AMOUNT', () => pay({ policy: 'nope', approved: '1,000' })],
    ['UNKNOWN_FACT', 'POLICY_NOT_IN_FORCE', () => ask({ ...sme, asOf: '2024-03-14', facts: { area: 1 } })],
    ['INVALID_FACT', 'POLICY_NOT_IN_FORCE', () => ask({ ...sme, asOf: '2024-03-14', facts: { areaKm2: '-1' } })],
    ['UNKNOWN_CLAUSE', 'POLICY_NOT_IN_FORCE', () => ask({ ...sme, asOf: '2024-03-14', judgements: { 'SME-2': 'met' } })],
    ['INVALID_AMOUNT', 'POLICY_NOT_IN_FORCE', () => pay({ ...out, approved: '1,000' })],
    ['DUPLICATE_ID', 'POLICY_NOT_IN_FORCE', () => pay({ ...out, projects: [...projectsOf(1), ...projectsOf(1)] })],
    ['POLICY_NOT_IN_FORCE', 'GROUP_TOO_SMALL', () => pay({ ...out, projects: projectsOf(2) })],
    ['GROUP_TOO_SMALL', 'RATE_ABOVE_CAP', () => pay({ projects: projectsOf(2), rate: '0.9' })],
    ['RATE_ABOVE_CAP', 'APPROVED_ABOVE_CEILING', () => pay({ rate: '0.9', approved: '99999999' })],
  ])('%s before %s (%#)', (first, second, act) => {
    expect(refusalOf(act).code).toBe(first);
    expect(errorCodes.indexOf(first)).toBeLessThan(errorCodes.indexOf(second));
  });
});

describe('hostile input', () => {
  const size = 5_000_000;
  const manyKeys = Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`k${at}`, 1]));
  const incidents = Array.from({ length: 10_000 }, () => ({ date: '2023-08-01', category: 'safety', grade: 'larger' }));
  const requestText = (stated: string): string => `{"policy":"jl-sme-2024","asOf":"2025-06-30","facts":{"areaKm2":${stated}}}`;
  const brackets = '['.repeat(size / 2) + ']'.repeat(size / 2);
  const braces = '{"a":'.repeat(size / 6) + '1' + '}'.repeat(size / 6);
  const openBrackets = '['.repeat(size);
  const openBraces = '{"a":'.repeat(size / 5);
  const longNumber = '9'.repeat(size);
  const longLiteral = requestText(longNumber);
  const longText = requestText(`"${longNumber}"`);
  const escapedQuotes = `[1e5,"${'\\"'.repeat(size / 2)}`;

  test.each<[string, () => unknown, ErrorCode]>([
    ['5 MB of nested arrays', () => parseJson(brackets), 'INVALID_JSON'],
    ['5 MB of nested objects', () => parseJson(braces), 'INVALID_JSON'],
    ['5 MB of arrays that never close', () => parseJson(openBrackets), 'INVALID_JSON'],
    ['5 MB of objects that never close', () => parseJson(openBraces), 'INVALID_JSON'],
    ['a decimal of 5 MB', () => stating({ areaKm2: longNumber }), 'INVALID_FACT'],
    ['a JSON literal of 5 MB', () => askText(longLiteral), 'INVALID_FACT'],
    ['a decimal of 5 MB in a JSON text', () => askText(longText), 'INVALID_FACT'],
    ['100,000 unknown facts', () => ask({ ...sme, facts: manyKeys }), 'UNKNOWN_FACT'],
    ['100,000 unknown keys to evaluate', () => ask(manyKeys), 'INVALID_REQUEST'],
    ['100,000 unknown keys to award', () => awardUnder(installedPolicies, manyKeys), 'INVALID_REQUEST'],
    ['100,000 unknown keys to allocate', () => allocate(manyKeys), 'INVALID_REQUEST'],
    ['100,000 unknown keys to period', () => period(manyKeys, installedCalendar), 'INVALID_REQUEST'],
    ['100,000 unknown keys to grounds', () => groundsUnder(installedPolicies, manyKeys), 'INVALID_REQUEST'],
    ['100,000 unknown keys in a title', () => grounds({ title: manyKeys }), 'INVALID_REQUEST'],
  ])('%s is refused at once with a short sentence', (_what, act, code) => {
    const refusal = refusalOf(act);
    expect(refusal.code).toBe(code);
    expect(JSON.stringify(refusal).length).toBeLessThan(1500);
    expect(bestOfFive(() => refusalOf(act))).toBeLessThan(allowed());
  });

  test('10,000 incidents are decided at once', () => {
    const decide = (): unknown => stating({ incidents });
    expect(decide()).toMatchObject({ verdict: 'eligible' });
    expect(bestOfFive(decide)).toBeLessThan(allowed());
  });

  // An eighth of the size: where every quote begins a search of its own, the whole would take days.
  test('quotes that are escaped and never closed do not take a search each', () => {
    const text = escapedQuotes.slice(0, 40_000);
    expect(refusalOf(() => parseJson(text)).code).toBe('INVALID_JSON');
    expect(bestOfFive(() => refusalOf(() => parseJson(text)))).toBeLessThan(allowed());
  });

  test('a long text beside a number with an exponent is read', () => {
    const reason = '因'.repeat(20_000_000);
    expect(parseJson(`{"areaKm2":1e1,"reason":"${reason}"}`)).toMatchObject({ reason });
  });
});

/**
 * 50 ms, or on a machine that others keep busy what five times reading five megabytes once costs on it just now: the
 * ways that this guards against cost a hundred times that and more.
 */
function allowed(): number {
  const text = '1'.repeat(5_000_000);
  const read = (): number => {
    let sum = 0;
    for (let at = 0; at < text.length; at += 1) sum += text.charCodeAt(at);
    return sum;
  };
  return Math.max(50, 5 * bestOfFive(read));
}

/** Milliseconds of the best of five calls, after the caller's first one. */
function bestOfFive(act: () => unknown): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    act();
    return performance.now() - start;
  });
  return Math.min(...times);
}
