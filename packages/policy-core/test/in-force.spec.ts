import { describe, expect, test } from '@jest/globals';
import xjAmc from '../policies/xj-amc/undated.json' with { type: 'json' };
import { awardUnder, evaluate, installedPolicies, loadPolicy, PolicyError, PolicySet } from '../src/index.js';

/** What is said on a day: the version that answers, or the refusal. */
function answerOn(policy: string, asOf: string, asking: { readonly runningCase?: boolean } = {}, policies: PolicySet = installedPolicies): string {
  return refusalOr(() => `${policy}@${evaluate(policies, { policy, asOf, facts: {} }, asking).version}`);
}

function awardOn(asOf: string, asking: { readonly runningCase?: boolean } = {}): string {
  const projects = ['a', 'b', 'c'].map((id) => ({ id, type: 'chain', completed: { 2025: { equipment: '100.00' } } }));
  return refusalOr(() => awardUnder(installedPolicies, { policy: 'jl-amc-subsidy-2024', asOf, clusterLevel: 'provincial', projects }, asking).approved);
}

function refusalOr(ask: () => string): string {
  try {
    return ask();
  } catch (error) {
    if (error instanceof PolicyError) return error.code;
    throw error;
  }
}

/** The message of the refusal, in both languages, with its path and clause. */
function refusalOn(policy: string, asOf: string, policies: PolicySet = installedPolicies): unknown {
  try {
    evaluate(policies, { policy, asOf, facts: {} });
  } catch (error) {
    if (error instanceof PolicyError) return { ...error.toJSON() };
  }
  return undefined;
}

/** What XJ-6-6 makes of a major accident, in the decision as it is sent. */
function incidentOf(date: string, asOf: string): string {
  const decision = evaluate(installedPolicies, { policy: 'xj-amc', asOf, facts: { incidents: [{ date, category: 'safety', grade: 'major' }] } });
  const sent = JSON.parse(JSON.stringify(decision)) as { criteria: { clause: string; outcome: string }[] };
  return sent.criteria.find(({ clause }) => clause === 'XJ-6-6')!.outcome;
}

const refused = 'POLICY_NOT_IN_FORCE';

describe('the first and the last day in force', () => {
  test('AMC-12, INT-25: the Jilin cluster rules are in force from 2024-11-04, with no last day', () => {
    const answers = ['2024-11-03', '2024-11-04', '2024-11-05', '2099-12-31'].map((day) => answerOn('jl-amc-2024', day));
    expect(answers).toEqual([refused, 'jl-amc-2024@2024-11-04', 'jl-amc-2024@2024-11-04', 'jl-amc-2024@2024-11-04']);
  });

  test('SUB-18, INT-25: the award-subsidy rules take applications from 2024-12-05 through 2026-06-30', () => {
    const days = ['2024-12-04', '2024-12-05', '2026-06-30', '2026-07-01'];
    const version = 'jl-amc-subsidy-2024@2024-12-05';
    expect(days.map((day) => answerOn('jl-amc-subsidy-2024', day))).toEqual([refused, version, version, refused]);
  });

  test('SUB-18, INT-25: an award is decided from 2024-12-05 through 2026-06-30', () => {
    const days = ['2024-12-04', '2024-12-05', '2026-06-30', '2026-07-01'];
    expect(days.map((day) => awardOn(day))).toEqual([refused, '30.00', '30.00', refused]);
  });

  test('SEI-5-2, INT-25: the notice of 2020 is in force from 2020-05-06 through 2020-12-31; its call closed earlier, which is the call to refuse', () => {
    const days = ['2020-05-05', '2020-05-06', '2020-05-15', '2020-05-16', '2020-12-31', '2021-01-01'];
    const version = 'jl-sei-2020@2020-05-06';
    expect(days.map((day) => answerOn('jl-sei-2020', day))).toEqual([refused, version, version, version, version, refused]);
  });

  test('INT-25: the SME measure is in force from the day of its issue, 2024-03-15', () => {
    const answers = ['2024-03-14', '2024-03-15', '2024-03-16', '2099-12-31'].map((day) => answerOn('jl-sme-2024', day));
    expect(answers).toEqual([refused, 'jl-sme-2024@2024-03-15', 'jl-sme-2024@2024-03-15', 'jl-sme-2024@2024-03-15']);
  });

  test('INT-25: a version that is named is held to the same days as the policy', () => {
    const days = ['2026-06-30', '2026-07-01'];
    expect(days.map((day) => answerOn('jl-amc-subsidy-2024@2024-12-05', day))).toEqual(['jl-amc-subsidy-2024@2024-12-05@2024-12-05', refused]);
  });
});

describe('a document that gives no day', () => {
  test('INT-28: the Xinjiang measure is judged on any day', () => {
    expect(['0004-01-01', '1999-12-31', '2025-06-30', '9999-12-31'].map((day) => answerOn('xj-amc', day))).toEqual(Array.from({ length: 4 }, () => 'xj-amc@undated'));
  });

  test('XJ-6-6, INT-2: the three years before a day of the first years of the calendar begin with the calendar', () => {
    expect([incidentOf('0001-01-02', '0004-01-01'), incidentOf('0001-01-01', '0003-12-31')]).toEqual(['not-met', 'not-met']);
  });

  test('XJ-6-6, INT-2: an incident at the end of the calendar counts, though no day follows on which it no longer does', () => {
    expect([incidentOf('9996-12-31', '9996-12-31'), incidentOf('9999-12-31', '9999-12-31')]).toEqual(['not-met', 'not-met']);
  });

  test('INT-25: installed with a first day, it is held to it and has no last day', () => {
    const installed = PolicySet.of([loadPolicy(xjAmc, { inForceFrom: '2023-08-01' })]);
    const answers = ['2023-07-31', '2023-08-01', '2023-08-02', '9999-12-31'].map((day) => answerOn('xj-amc', day, {}, installed));
    expect(answers).toEqual([refused, 'xj-amc@undated', 'xj-amc@undated', 'xj-amc@undated']);
  });

  test('INT-25: the refusal names the day of installation', () => {
    const installed = PolicySet.of([loadPolicy(xjAmc, { inForceFrom: '2023-08-01' })]);
    expect(refusalOn('xj-amc', '2023-07-31', installed)).toMatchObject({ code: refused, message: 'xj-amc is not in force on 2023-07-31; it is in force from 2023-08-01 on.' });
  });
});

describe('a case that began in force', () => {
  test('SUB-18, INT-25: is decided under its version after the last day, and awards go on being paid', () => {
    const running = { runningCase: true };
    expect([answerOn('jl-amc-subsidy-2024', '2026-07-01', running), awardOn('2026-07-01', running), awardOn('2029-03-31', running)]).toEqual([
      'jl-amc-subsidy-2024@2024-12-05',
      '30.00',
      '30.00',
    ]);
  });

  test('SEI-5-2, INT-25: an application to the notice of 2020 is decided after the end of the year', () => {
    expect(answerOn('jl-sei-2020', '2021-01-01', { runningCase: true })).toBe('jl-sei-2020@2020-05-06');
  });
});

describe('the refusal', () => {
  test('SUB-18, INT-25: names the day asked about, the first and the last day in force, and the clause', () => {
    expect(refusalOn('jl-amc-subsidy-2024', '2026-07-01')).toMatchObject({
      code: refused,
      message: 'jl-amc-subsidy-2024 is not in force on 2026-07-01; it is in force from 2024-12-05 through 2026-06-30.',
      messageZh: 'jl-amc-subsidy-2024 在 2026-07-01 不在有效期内；有效期：2024-12-05 至 2026-06-30。',
      path: 'asOf',
      clause: 'SUB-18',
    });
  });

  test('AMC-12, INT-25: names the first day where there is no last one', () => {
    expect(refusalOn('jl-amc-2024', '2024-11-03')).toMatchObject({
      code: refused,
      message: 'jl-amc-2024 is not in force on 2024-11-03; it is in force from 2024-11-04 on.',
      messageZh: 'jl-amc-2024 在 2024-11-03 不在有效期内；有效期：2024-11-04 至 （未定终止日）。',
      clause: 'AMC-12',
    });
  });

  test('INT-25: a fact that cannot be right is reported before the day', () => {
    const request = { policy: 'jl-sei-2020', asOf: '2021-01-01', facts: { output2019: '-1' } };
    expect(refusalOr(() => evaluate(installedPolicies, request).verdict)).toBe('INVALID_FACT');
  });
});
