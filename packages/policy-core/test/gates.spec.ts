import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../src/evaluate/evaluate.js';
import { PolicyError } from '../src/errors.js';
import { installedPolicies } from '../src/policy/installed.js';

const fitting = {
  clusterLevel: 'provincial',
  projectsOfOtherTypes: 0,
  projects: 3,
  ledByLeadingEnterprise: true,
  memberOfCluster: true,
  operatesInProvince: true,
  dishonestJudgementDebtor: false,
  abnormalOperation: false,
  seriousViolation: false,
};

function gate(facts: object): { verdict: string; failed: string[] } {
  const decision = evaluate(installedPolicies, { policy: 'jl-amc-subsidy-2024', asOf: '2025-06-20', facts: { ...fitting, ...facts } });
  return { verdict: decision.verdict, failed: decision.criteria.filter(({ outcome }) => outcome === 'not-met').map(({ clause }) => clause) };
}

describe('the gates of an application for funds', () => {
  test('SUB-4.a, SUB-5.a, SUB-6-1, SUB-6-2: a group of three led by a leading enterprise of the cluster may apply', () => {
    expect(gate({})).toEqual({ verdict: 'eligible', failed: [] });
  });

  test.each([
    ['SUB-4.a: a cluster without a title', { clusterLevel: 'none' }, 'SUB-4.a'],
    ['SUB-4.a: a project of none of the four types', { projectsOfOtherTypes: 1 }, 'SUB-4.a'],
    ['SUB-5.a: two projects', { projects: 2 }, 'SUB-5.a'],
    ['SUB-5.a: a group not led by a leading enterprise', { ledByLeadingEnterprise: false }, 'SUB-5.a'],
    ['SUB-6-1: an enterprise that is not of the cluster', { memberOfCluster: false }, 'SUB-6-1'],
    ['SUB-6-1: an enterprise that operates outside Jilin', { operatesInProvince: false }, 'SUB-6-1'],
    ['SUB-6-2: a dishonest judgement debtor', { dishonestJudgementDebtor: true }, 'SUB-6-2'],
    ['SUB-6-2: an enterprise on the abnormal-operation list', { abnormalOperation: true }, 'SUB-6-2'],
    ['SUB-6-2: an enterprise on the serious-violation list', { seriousViolation: true }, 'SUB-6-2'],
  ])('%s is refused by that clause', (_title, facts, clause) => {
    expect(gate(facts)).toEqual({ verdict: 'ineligible', failed: [clause] });
  });

  test.each(['world', 'national', 'provincial'])('SUB-4.a: a cluster of level %s may apply', (clusterLevel) => {
    expect(gate({ clusterLevel }).verdict).toBe('eligible');
  });

  test('SUB-6-2: a list that was not looked up is missing, not clean', () => {
    const { dishonestJudgementDebtor: _, ...unchecked } = fitting;
    const decision = evaluate(installedPolicies, { policy: 'jl-amc-subsidy-2024', asOf: '2025-06-20', facts: unchecked });
    expect(decision.verdict).toBe('incomplete');
    expect(decision.criteria.find(({ clause }) => clause === 'SUB-6-2')?.missing).toEqual(['dishonestJudgementDebtor']);
  });

  test('SUB-5.a: the group size of the gate and of the award are the same number', () => {
    const { source } = installedPolicies.find('jl-amc-subsidy-2024', '2025-06-20');
    expect(String(source.money?.group.atLeast)).toBe(source.parameters.leastProjects?.value);
  });
});

describe('recommendation to the national level', () => {
  test.each([
    ['AMC-9', 'jl-amc-2024'],
    ['XJ-8', 'xj-amc'],
  ])('AMC-9, XJ-8: %s asks for a provincial title, and an exception needs a reason', (clause, policy) => {
    const ask = (facts: object, waivers?: object) => {
      const decision = evaluate(installedPolicies, { policy, asOf: '2025-06-30', facts, ...(waivers && { waivers }) }, { concern: 'national-recommendation' });
      return [decision.verdict, ...decision.criteria.map((criterion) => `${criterion.clause} ${criterion.outcome}`)];
    };
    expect(ask({ holdsProvincialTitle: true })).toEqual(['eligible', `${clause} met`]);
    expect(ask({ holdsProvincialTitle: false })).toEqual(['needs-judgement', `${clause} waivable`]);
    expect(ask({ holdsProvincialTitle: false }, { [clause]: 'recommended by the ministry itself' })).toEqual(['eligible', `${clause} waived`]);
    expect(ask({})).toEqual(['incomplete', `${clause} missing`]);
  });

  test('AMC-9: the recommendation is not asked of an application', () => {
    const ask = (): unknown => evaluate(installedPolicies, { policy: 'jl-amc-2024', asOf: '2025-06-30', facts: {}, waivers: { 'AMC-9': 'a reason' } });
    expect(ask).toThrow(PolicyError);
  });
});
