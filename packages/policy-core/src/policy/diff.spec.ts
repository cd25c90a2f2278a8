import { describe, expect, test } from '@jest/globals';
import smeFile from '../../policies/jl-sme-2024/2024-03-15.json' with { type: 'json' };
import subsidyFile from '../../policies/jl-amc-subsidy-2024/2024-12-05.json' with { type: 'json' };
import { diffPolicies } from './diff.js';
import { installedPolicies } from './installed.js';
import { loadPolicy } from './load.js';
import type { Policy } from './policy.js';

// eslint-disable-next-line typescript/no-explicit-any
type Draft = any;

function changesOf(file: unknown, change: (draft: Draft) => void): unknown {
  const draft = JSON.parse(JSON.stringify(file)) as Draft;
  change(draft);
  return diffPolicies(loadPolicy(file), loadPolicy(draft)).clauses;
}

describe('what changed between two versions', () => {
  test.each(installedPolicies.all().map((policy): [string, Policy] => [policy.id, policy]))('nothing between %s and itself', (_id, policy) => {
    expect(diffPolicies(policy, policy)).toEqual({ from: `${policy.id}@${policy.version}`, to: `${policy.id}@${policy.version}`, clauses: [] });
  });

  test('SME-6-1.c: a parameter, under the clause whose number it is', () => {
    expect(changesOf(smeFile, (draft) => (draft.parameters.minimumOutput.value = '15'))).toEqual([
      { clause: 'SME-6-1.c', change: 'changed', differences: [{ path: 'parameters.minimumOutput.value', before: '20', after: '15' }] },
    ]);
  });

  test('SME-6-1.b: a condition and a modality', () => {
    const changes = changesOf(smeFile, (draft) => {
      draft.criteria[0].condition.is = 'lessThan';
      draft.clauses[3].modality = 'must';
    });
    expect(changes).toEqual([
      {
        clause: 'SME-6-1.b',
        change: 'changed',
        differences: [
          { path: 'clause.modality', before: 'in-principle', after: 'must' },
          { path: 'criteria.condition.is', before: 'atMost', after: 'lessThan' },
        ],
      },
    ]);
  });

  test('SUB-5.b: a rate, under its level', () => {
    expect(changesOf(subsidyFile, (draft) => (draft.money.ratesByLevel[2].atMost = '0.08'))).toEqual([
      { clause: 'SUB-5.b', change: 'changed', differences: [{ path: 'money.ratesByLevel.provincial.atMost', before: '0.1', after: '0.08' }] },
    ]);
  });

  test('SUB-5.c, SUB-13.c: a list that grew and a lifting that went', () => {
    const changes = changesOf(subsidyFile, (draft) => {
      draft.money.eligibleCategories.values.push('training');
      delete draft.sanctions[2].liftedBy;
    });
    expect(changes).toEqual([
      { clause: 'SUB-5.c', change: 'changed', differences: [{ path: 'money.eligibleCategories.values.5', after: 'training' }] },
      {
        clause: 'SUB-13.c',
        change: 'changed',
        differences: [
          { path: 'sanctions.liftedBy.role', before: 'province-industry' },
          { path: 'sanctions.liftedBy.needsReason', before: true },
          { path: 'sanctions.liftedBy.people', before: 2 },
        ],
      },
    ]);
  });

  test('SME-6-7: a clause that went and one that came', () => {
    const changes = changesOf(smeFile, (draft) => {
      draft.clauses = draft.clauses.filter((clause: Draft) => clause.id !== 'SME-6-7');
      draft.judgements = draft.judgements.filter((judgement: Draft) => judgement.clause !== 'SME-6-7');
      draft.clauses.push({ id: 'SME-8', article: '第八条', kind: 'exclusion', modality: 'must', does: 'Not restricted.' });
      draft.exclusions.push({ clause: 'SME-8', title: { zh: '不受限', en: 'Not restricted' }, condition: { kind: 'is', fact: 'restrictedIndustry', value: false } });
    }) as { clause: string; change: string; differences: { path: string }[] }[];
    expect(changes.map(({ clause, change }) => [clause, change])).toEqual([['SME-8', 'added'], ['SME-6-7', 'removed']]);
    expect(changes[0]!.differences.every((difference) => !('before' in difference))).toBe(true);
    expect(changes[1]!.differences.every((difference) => !('after' in difference))).toBe(true);
    expect(changes[1]!.differences.map(({ path }) => path)).toContain('judgements.title.zh');
  });

  test('INT-3: an interpretation and the title belong to no clause', () => {
    const changes = changesOf(smeFile, (draft) => {
      draft.interpretations.find((each: Draft) => each.id === 'INT-3').chosen = 'mean-of-yearly-rates';
      draft.title.en = 'Another title';
    });
    expect(changes).toEqual([
      {
        clause: null,
        change: 'changed',
        differences: [
          { path: 'interpretations.INT-3.chosen', before: 'compound', after: 'mean-of-yearly-rates' },
          { path: 'title.en', before: smeFile.title.en, after: 'Another title' },
        ],
      },
    ]);
  });

  test('SME-11: a gate of a step', () => {
    expect(changesOf(smeFile, (draft) => (draft.procedure.find((step: Draft) => step.step === 'recognition').gates[0].title.en = 'Closed'))).toEqual([
      { clause: 'SME-11', change: 'changed', differences: [{ path: expect.stringMatching(/^procedure.*\.gates\.0\.title\.en$/), before: expect.any(String), after: 'Closed' }] },
    ]);
  });

  test('moving entries that carry different clauses changes nothing', () => {
    expect(
      changesOf(smeFile, (draft) => {
        draft.criteria.reverse();
        draft.judgements.reverse();
        draft.interpretations.reverse();
        draft.parameters = Object.fromEntries(Object.entries(draft.parameters).toReversed());
      }),
    ).toEqual([]);
  });

  test('every single value of a file is compared', () => {
    const values = (value: unknown): number => (typeof value !== 'object' || value === null ? 1 : Object.values(value).reduce<number>((sum, each) => sum + values(each), 0));
    const parts = smeFile.criteria.flatMap(({ title, condition }) => [title, condition]);
    const all = changesOf(smeFile, (draft) => {
      for (const criterion of draft.criteria) criterion.title = { zh: `${criterion.title.zh}！`, en: `${criterion.title.en}!` };
    }) as { differences: unknown[] }[];
    expect(all.flatMap(({ differences }) => differences)).toHaveLength(smeFile.criteria.length * 2);
    expect(values(parts)).toBeGreaterThan(100);
  });
});

test('two programmes can be compared: every clause of either is added or removed', () => {
  const [a, b] = [installedPolicies.find('jl-amc-2024', '2025-01-01'), installedPolicies.find('xj-amc', '2025-01-01')];
  const { clauses } = diffPolicies(a, b);
  expect(clauses.filter(({ change }) => change === 'added').map(({ clause }) => clause)).toEqual(b.source.clauses.map(({ id }) => id));
  expect(clauses.filter(({ change }) => change === 'removed').map(({ clause }) => clause)).toEqual(a.source.clauses.map(({ id }) => id));
});
