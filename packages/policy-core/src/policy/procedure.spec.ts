import { describe, expect, it } from '@jest/globals';
import { installedPolicies } from './installed.js';
import type { Policy } from './policy.js';
import { applicationSteps, recognises, selects, signaturesOf, stepAfter, stepOf } from './procedure.js';

const policyOf = (id: string): Policy => installedPolicies.all().find((policy) => policy.id === id) as Policy;
const namesOf = (policy: Policy): string[] => applicationSteps(policy).map(({ step }) => step);

describe('the walk of a procedure', () => {
  it.each(installedPolicies.all().map((policy) => [`${policy.id}@${policy.version}`, policy] as const))('%s: begins with the application and leads step by step to its end', (_, policy) => {
    const names = namesOf(policy);
    expect(names[0]).toBe('application');
    expect(names.map((name) => stepAfter(policy, name)?.step)).toEqual([...names.slice(1), undefined]);
    expect(names.map((name) => stepOf(policy, name).step)).toEqual(names);
  });

  it('the call before the application and what comes after the title or the plan are no steps of it', () => {
    const policy = policyOf('jl-amc-subsidy-2024');
    expect(namesOf(policy)).not.toContain('call');
    expect(() => stepOf(policy, 'issue-of-funds')).toThrow('jl-amc-subsidy-2024@2024-12-05 has no step issue-of-funds');
  });

  it.each([
    ['jl-amc-2024', ['recognition']], ['jl-sme-2024', ['recognition']], ['jl-amc-subsidy-2024', []],
  ])('%s: the steps that give a title', (id, expected) => {
    const policy = policyOf(id);
    expect(applicationSteps(policy).filter((step) => recognises(policy, step)).map(({ step }) => step)).toEqual(expected);
  });

  it('SEI-3-2: where the document knows no recognition, the list gives the title, and it is a choice too', () => {
    const policy = policyOf('jl-sei-2020');
    const listed = applicationSteps(policy).filter((step) => recognises(policy, step));
    expect(listed.map(({ result }) => result)).toEqual(['listed']);
    expect(listed.every(selects)).toBe(true);
  });

  it('SUB-8: the joint review has two sides, industry and finance; a step without signatures has all its actors as one', () => {
    const policy = policyOf('jl-amc-subsidy-2024');
    expect(signaturesOf(stepOf(policy, 'local-review'))).toEqual([['county-industry', 'prefecture-industry'], ['county-finance', 'prefecture-finance']]);
    expect(signaturesOf(stepOf(policy, 'review'))).toEqual([['expert', 'third-party-reviewer']]);
  });
});
