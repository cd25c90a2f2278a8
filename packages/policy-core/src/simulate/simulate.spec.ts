import { describe, expect, test } from '@jest/globals';
import awardCases from '../../cases/award.json' with { type: 'json' };
import smeCases from '../../cases/sme.json' with { type: 'json' };
import smeFile from '../../policies/jl-sme-2024/2024-03-15.json' with { type: 'json' };
import subsidyFile from '../../policies/jl-amc-subsidy-2024/2024-12-05.json' with { type: 'json' };
import { PolicyError } from '../errors.js';
import { loadPolicy } from '../policy/load.js';
import type { Policy } from '../policy/policy.js';
import { type Simulation, Simulator } from './simulate.js';

// eslint-disable-next-line typescript/no-explicit-any
type Draft = any;

function draftOf(file: unknown, change: (draft: Draft) => void = () => undefined): Policy {
  const draft = JSON.parse(JSON.stringify(file)) as Draft;
  draft.version = draft.inForce.from = '2026-06-01';
  change(draft);
  return loadPolicy(draft);
}

function simulated(baseline: Policy, draft: Policy, lines: readonly unknown[], listed?: number): Simulation {
  const simulator = new Simulator(baseline, draft, listed);
  for (const line of lines) simulator.take(line);
  return JSON.parse(JSON.stringify(simulator.result())) as Simulation;
}

const request = smeCases[0]!.request;
const stating = (facts: object, rest: object = {}): object => ({ ...request, ...rest, facts: { ...request.facts, ...facts } });
const counts = (eligible: number, ineligible: number, incomplete = 0, open = 0): object => ({ eligible, ineligible, incomplete, 'needs-judgement': open });

describe('a recognition draft', () => {
  const sme = loadPolicy(smeFile);
  const same = draftOf(smeFile);
  const stricter = draftOf(smeFile, (draft) => {
    draft.parameters.internetPenetration.value = '12';
    draft.parameters.minimumOutput.value = '26';
  });

  test('the same rules change nothing', () => {
    expect(simulated(sme, same, [request, stating({ restrictedIndustry: true }), stating({ areaKm2: '101' })])).toEqual({
      baseline: 'jl-sme-2024@2024-03-15',
      draft: 'jl-sme-2024@2026-06-01',
      population: 3,
      unreadable: { count: 0, first: [] },
      verdicts: { baseline: counts(1, 1, 0, 1), draft: counts(1, 1, 0, 1) },
      newlyPass: { count: 0, applications: [] },
      newlyFail: { count: 0, applications: [] },
      otherwiseChanged: 0,
      byClause: {},
    });
  });

  test('SME-6-1.c, SME-6-5.a: who newly fails, and by which clauses', () => {
    const result = simulated(sme, stricter, [{ ...request, id: 'both' }, stating({ industrialInternetPenetration: '12' }, { id: 'output' }), stating({ totalOutput: { 2022: '26', 2023: '27', 2024: '28' } })]);
    expect(result.verdicts).toEqual({ baseline: counts(3, 0), draft: counts(0, 3) });
    expect(result.newlyFail).toEqual({
      count: 3,
      applications: [
        { line: 1, id: 'both', from: 'eligible', to: 'ineligible', clauses: ['SME-6-1.c', 'SME-6-5.a'] },
        { line: 2, id: 'output', from: 'eligible', to: 'ineligible', clauses: ['SME-6-1.c'] },
        { line: 3, from: 'eligible', to: 'ineligible', clauses: ['SME-6-5.a'] },
      ],
    });
    expect(result.byClause).toEqual({ 'SME-6-1.c': { newlyPass: 0, newlyFail: 2 }, 'SME-6-5.a': { newlyPass: 0, newlyFail: 2 } });
  });

  test('SME-6-5.a: the other way round they newly pass', () => {
    const result = simulated(stricter, sme, [request]);
    expect([result.newlyPass.applications, result.newlyFail.count, result.byClause]).toEqual([
      [{ line: 1, from: 'ineligible', to: 'eligible', clauses: ['SME-6-1.c', 'SME-6-5.a'] }],
      0,
      { 'SME-6-1.c': { newlyPass: 1, newlyFail: 0 }, 'SME-6-5.a': { newlyPass: 1, newlyFail: 0 } },
    ]);
  });

  test('SME-6-1.c: an application that fails either way but by another verdict is counted apart', () => {
    const result = simulated(sme, stricter, [stating({ areaKm2: '101' }), stating({ areaKm2: '101', totalOutput: { 2022: '26', 2023: '27', 2024: '28' }, industrialInternetPenetration: '12' })]);
    expect([result.otherwiseChanged, result.verdicts, result.newlyFail.count]).toEqual([1, { baseline: counts(0, 0, 0, 2), draft: counts(0, 1, 0, 1) }, 0]);
  });

  test('the lists are cut, the counts are of all', () => {
    const population = Array.from({ length: 30 }, (_, at) => ({ ...request, id: `a${at}` }));
    for (const [listed, expected] of [[0, 0], [7, 7], [undefined, 30]] as const) {
      const { newlyFail } = simulated(sme, stricter, population, listed);
      expect([newlyFail.count, newlyFail.applications.length]).toEqual([30, expected]);
    }
    expect(simulated(sme, stricter, population, 2).newlyFail.applications.map(({ id }) => id)).toEqual(['a0', 'a1']);
  });

  test('a line that cannot be judged is counted with its place, and not on either side', () => {
    const simulator = new Simulator(sme, stricter);
    simulator.take(request);
    simulator.refuseLine(new PolicyError('INVALID_JSON', { zh: '不是 JSON。', en: 'This is not JSON.' }));
    for (let at = 0; at < 15; at += 1) simulator.take(stating({ area: at }));
    simulator.take([request]);
    const result = JSON.parse(JSON.stringify(simulator.result())) as Simulation;
    expect([result.population, result.unreadable.count, result.unreadable.first.map(({ line }) => line)]).toEqual([18, 17, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]]);
    expect(result.unreadable.first[1]?.error).toMatchObject({ code: 'UNKNOWN_FACT', path: 'facts.area' });
    expect(result.verdicts).toEqual({ baseline: counts(1, 0), draft: counts(0, 1) });
  });

  test('whether a version is in force on the day of an application is not asked', () => {
    expect(simulated(sme, stricter, [stating({}, { asOf: '2024-01-01', policy: 'jl-sme-2024@2020-01-01' })])).toMatchObject({ population: 1, unreadable: { count: 0 } });
  });

  test('an error of the program is no bad line', () => {
    const broken = { ...request, get asOf(): string { throw new TypeError('broken'); } };
    expect(() => new Simulator(sme, same).take(broken)).toThrow(TypeError);
  });

  test('a draft that asks for a new fact finds it missing where it is not stated', () => {
    const asking = draftOf(smeFile, (draft) => {
      draft.facts.push({ name: 'chargingStations', type: 'integer', zh: '充电站', en: 'charging stations' });
      draft.parameters.stations = { value: '4', unit: 'stations', clause: 'SME-6-1.b', checkedOn: '2026-05-01', zh: '下限', en: 'least' };
      draft.criteria[0].condition = { kind: 'compare', fact: 'chargingStations', is: 'atLeast', parameter: 'stations' };
    });
    expect(simulated(sme, asking, [request])).toMatchObject({ newlyFail: { count: 1, applications: [{ from: 'eligible', to: 'incomplete', clauses: ['SME-6-1.b'] }] } });
  });

  test('a fact that the draft alone declares says nothing to the version in force; a name that neither knows is refused', () => {
    const asking = draftOf(smeFile, (draft) => draft.facts.push({ name: 'chargingStations', type: 'integer', zh: '充电站', en: 'charging stations' }));
    const { unreadable, verdicts } = simulated(sme, asking, [stating({ chargingStations: 4 })]);
    expect([unreadable.count, verdicts]).toMatchObject([0, { baseline: counts(1, 0), draft: counts(1, 0) }]);
    expect(simulated(sme, asking, [stating({ chargingPoints: 4 })]).unreadable.first[0]?.error).toMatchObject({ code: 'UNKNOWN_FACT', path: 'facts.chargingPoints' });
  });
});

describe('a money draft', () => {
  const subsidy = loadPolicy(subsidyFile);
  const award = awardCases[0]!.request;
  const draft = draftOf(subsidyFile, (each) => {
    each.money.ratesByLevel[2].atMost = '0.08';
    each.money.group.atLeast = 4;
  });
  const cheaper = draftOf(subsidyFile, (each) => (each.money.ratesByLevel[2].atMost = '0.08'));

  test('SUB-5.b, SUB-5.d: costs by the fen, in all and by year', () => {
    const result = simulated(subsidy, cheaper, [award, { ...award, id: 'second' }]);
    expect(result).toMatchObject({ population: 2, otherwiseChanged: 2, newlyPass: { count: 0 }, newlyFail: { count: 0 }, byClause: {} });
    expect('verdicts' in result).toBe(false);
    expect(result.cost).toEqual({
      baseline: '15708000.36',
      draft: '12566400.28',
      difference: '-3141600.08',
      byYear: {
        2025: { baseline: '8360000.00', draft: '6688000.00' },
        2026: { baseline: '6270000.16', draft: '5016000.12' },
        2027: { baseline: '1078000.20', draft: '862400.16' },
      },
    });
  });

  test('SUB-5.a: a group that becomes too small gets nothing, and its clause is named', () => {
    const result = simulated(subsidy, draft, [award]);
    expect([result.newlyFail.applications, result.byClause]).toEqual([
      [{ line: 1, from: '7854000.18', to: 'GROUP_TOO_SMALL', clauses: ['SUB-5.a'] }],
      { 'SUB-5.a': { newlyPass: 0, newlyFail: 1 } },
    ]);
    expect(result.cost).toMatchObject({ baseline: '7854000.18', draft: '0.00', difference: '-7854000.18' });
  });

  test('SUB-5.a: the other way round it newly passes', () => {
    expect(simulated(draft, subsidy, [award])).toMatchObject({ newlyPass: { count: 1, applications: [{ from: 'GROUP_TOO_SMALL', to: '7854000.18' }] }, byClause: { 'SUB-5.a': { newlyPass: 1, newlyFail: 0 } } });
  });

  test('an award that cannot be read costs nothing on either side', () => {
    const result = simulated(subsidy, cheaper, [{ ...award, projects: 'none' }, { ...award, approved: '1,000' }]);
    expect([result.unreadable.first.map(({ error }) => (error as unknown as { code: string }).code), result.cost]).toEqual([['INVALID_REQUEST', 'INVALID_AMOUNT'], { baseline: '0.00', draft: '0.00', difference: '0.00', byYear: {} }]);
  });
});
