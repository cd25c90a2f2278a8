import { describe, expect, test } from '@jest/globals';
import smeCases from '../../cases/sme.json' with { type: 'json' };
import smeFile from '../../policies/jl-sme-2024/2024-03-15.json' with { type: 'json' };
import xjFile from '../../policies/xj-amc/undated.json' with { type: 'json' };
import { evaluate } from '../evaluate/evaluate.js';
import { installedPolicies } from './installed.js';
import { loadPolicy } from './load.js';
import type { Policy } from './policy.js';
import { PolicySet } from './policy-set.js';
import { refusalOf } from '../../test/refusal.js';

function version(from: string, to: string | null, minimumOutput = '20'): Policy {
  const { parameters } = smeFile;
  return loadPolicy({
    ...smeFile,
    version: from,
    inForce: { ...smeFile.inForce, from, to },
    parameters: { ...parameters, minimumOutput: { ...parameters.minimumOutput, value: minimumOutput } },
  });
}

const first = version('2024-03-15', '2025-12-31');
const second = version('2026-01-01', '2026-12-31', '25');
const third = version('2028-01-01', null, '30');
const versions = PolicySet.of([third, first, second]);
const found = (name: string, day: string): string => versions.find(name, day).version;

describe('versions of one policy', () => {
  test('stand in the order of their first day in force, however they were installed', () => {
    expect(versions.all().map((policy) => policy.version)).toEqual(['2024-03-15', '2026-01-01', '2028-01-01']);
  });

  test('the version in force on the day answers for the bare id', () => {
    expect(['2024-03-15', '2025-12-31', '2026-01-01', '2026-12-31', '2028-01-01', '2099-01-01'].map((day) => found('jl-sme-2024', day))).toEqual([
      '2024-03-15', '2024-03-15', '2026-01-01', '2026-01-01', '2028-01-01', '2028-01-01',
    ]);
  });

  test('id@version is that version on any day', () => {
    expect(found('jl-sme-2024@2024-03-15', '2030-01-01')).toBe('2024-03-15');
    expect(refusalOf(() => evaluate(versions, { policy: 'jl-sme-2024@2024-03-15', asOf: '2026-01-01', facts: {} }))).toMatchObject({ code: 'POLICY_NOT_IN_FORCE' });
  });

  test('SME-6-1.c: the minimum of the version in force on the day decides', () => {
    const request = smeCases[0]!.request;
    const facts = { ...request.facts, totalOutput: { 2022: '24', 2023: '24', 2024: '24', 2025: '24' } };
    const outcome = (asOf: string): unknown => {
      const decision = evaluate(versions, { ...request, asOf, facts });
      return [decision.version, decision.criteria.find(({ clause }) => clause === 'SME-6-1.c')?.outcome];
    };
    expect([outcome('2025-12-31'), outcome('2026-01-01')]).toEqual([['2024-03-15', 'met'], ['2026-01-01', 'not-met']]);
  });

  test('INT-25: between two versions, before the first and after the last nothing answers, and all their days are named', () => {
    for (const asOf of ['2024-03-14', '2027-06-01']) {
      const { message } = refusalOf(() => evaluate(versions, { policy: 'jl-sme-2024', asOf, facts: {} }));
      expect(message).toBe(`jl-sme-2024 is not in force on ${asOf}; it is in force from 2024-03-15 through 2025-12-31; from 2026-01-01 through 2026-12-31; from 2028-01-01 on.`);
    }
  });

  test('a case that began under a version stays on it after it has expired', () => {
    const request = { ...smeCases[0]!.request, policy: 'jl-sme-2024@2024-03-15', asOf: '2026-02-01' };
    expect(evaluate(versions, request, { runningCase: true })).toMatchObject({ version: '2024-03-15' });
  });
});

describe('two versions of one policy are never in force on the same day', () => {
  test.each([
    ['the same version again', '2024-03-15', '2025-12-31'],
    ['one that begins on the last day', '2025-12-31', '2025-12-31'],
    ['one that ends on the first day', '2020-01-01', '2024-03-15'],
    ['one around all of it', '2020-01-01', null],
    ['one within it', '2025-01-01', '2025-02-01'],
  ])('%s is refused', (_what, from, to) => {
    const refusal = refusalOf(() => PolicySet.of([first]).install(version(from, to)));
    expect([refusal.code, refusal.path]).toEqual(['POLICY_CONFLICT', 'inForce']);
    expect(refusal.message).toContain('@2024-03-15');
  });

  test.each([['2026-01-01', null], ['2020-01-01', '2024-03-14']])('one from %s to %s lies beside it', (from, to) => {
    expect(PolicySet.of([first]).install(version(from, to)).all()).toHaveLength(2);
  });

  test('installing gives a new set and leaves the old as it was', () => {
    const before = PolicySet.of([first]);
    before.install(second);
    expect(before.all()).toEqual([first]);
  });
});

describe('xj-amc, whose text gives no day', () => {
  test('INT-25: it is judged on any day until an installation gives it one', () => {
    for (const asOf of ['1999-12-31', '2025-01-01']) expect(evaluate(installedPolicies, { policy: 'xj-amc', asOf, facts: {} }).verdict).toBe('incomplete');
  });

  test('INT-25: installed with a first day, it is held to that day', () => {
    const dated = PolicySet.of([loadPolicy(xjFile, { inForceFrom: '2023-05-01' })]);
    expect(evaluate(dated, { policy: 'xj-amc', asOf: '2023-05-01', facts: {} }).version).toBe('undated');
    const refusal = refusalOf(() => evaluate(dated, { policy: 'xj-amc', asOf: '2023-04-30', facts: {} }));
    expect([refusal.code, refusal.message]).toEqual(['POLICY_NOT_IN_FORCE', 'xj-amc is not in force on 2023-04-30; it is in force from 2023-05-01 on.']);
  });

  test.each([['2023-02-29', 'inForceFrom'], ['soon', 'inForceFrom']])('"%s" is no first day', (inForceFrom, path) => {
    expect(refusalOf(() => loadPolicy(xjFile, { inForceFrom }))).toMatchObject({ code: 'INVALID_POLICY', path });
  });

  test('a policy whose text gives the day takes no other', () => {
    expect(refusalOf(() => loadPolicy(smeFile, { inForceFrom: '2024-03-16' }))).toMatchObject({ code: 'INVALID_POLICY', path: 'inForce.from' });
    expect(loadPolicy(smeFile, { inForceFrom: '2024-03-15' }).inForce).toEqual({ from: '2024-03-15', to: null });
  });

  test('a version without a first day overlaps every dated one', () => {
    expect(refusalOf(() => PolicySet.of([loadPolicy(xjFile)]).install(loadPolicy(xjFile, { inForceFrom: '2030-01-01' }))).code).toBe('POLICY_CONFLICT');
  });
});

test.each(['', 'nope', 'constructor', 'jl-sme-2024@', 'jl-sme-2024@2024-03-15@2024-03-15', '@', 'x'.repeat(5_000_000)])('no policy has the name %#', (name) => {
  const refusal = refusalOf(() => installedPolicies.find(name, '2025-01-01'));
  expect([refusal.code, refusal.path]).toEqual(['UNKNOWN_POLICY', 'policy']);
  expect(refusal.message.length).toBeLessThan(300);
});
