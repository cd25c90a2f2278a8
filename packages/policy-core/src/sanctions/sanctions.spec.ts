import { describe, expect, test } from '@jest/globals';
import { PolicyError } from '../errors.js';
import { installedPolicies } from '../policy/installed.js';
import type { Policy } from '../policy/policy.js';
import { bars, performanceGrade, type Sanction, sanctionEventSchema, sanctionsFor } from './sanctions.js';

const policy = (id: string): Policy => installedPolicies.find(id, '2025-06-20');
const subsidy = policy('jl-amc-subsidy-2024');
const recognition = policy('jl-sme-2024');

const follow = (kind: 'serious-violation' | 'poor-performance' | 'fraud', hardToCorrect: boolean, decidedOn = '2026-03-01'): Sanction[] => sanctionsFor(subsidy, { kind, hardToCorrect, decidedOn });
const only = (sanctions: Sanction[], measure: string): Sanction => sanctions.find((each) => each.measure === measure)!;

describe('a serious violation that is hard to correct', () => {
  test('SUB-13.a, SUB-13.b, SUB-13.c: recovery, publication, and a ban of five years', () => {
    expect(follow('serious-violation', true).map(({ clause, measure, covers, from, through, modality }) => [clause, measure, covers, from, through, modality])).toEqual([
      ['SUB-13.a', 'recovery', 'this-award', '2026-03-01', null, 'must'],
      ['SUB-13.b', 'publication', 'credit-platform', '2026-03-01', null, 'must'],
      ['SUB-13.c', 'ban', 'funds', '2026-03-01', '2031-03-01', 'in-principle'],
    ]);
  });

  test('SUB-13.a: one that can be corrected has none of these consequences', () => {
    expect(follow('serious-violation', false)).toEqual([]);
  });

  test('SUB-13.c, INT-13: the ban lasts through 2031-03-01, and 2031-03-02 is the first day on which an application is accepted', () => {
    const ban = only(follow('serious-violation', true), 'ban');
    expect(ban.firstDayFree).toBe('2031-03-02');
    expect(['2026-02-28', '2026-03-01', '2029-02-28', '2031-03-01', '2031-03-02'].map((day) => bars(ban, subsidy, day))).toEqual([false, true, true, true, false]);
  });

  test('SUB-13.c, INT-13: from 29 February through 28 February', () => {
    const ban = only(follow('serious-violation', true, '2024-02-29'), 'ban');
    expect([ban.through, ban.firstDayFree]).toEqual(['2029-02-28', '2029-03-01']);
    expect([bars(ban, subsidy, '2029-02-28'), bars(ban, subsidy, '2029-03-01')]).toEqual([true, false]);
  });

  test('SUB-13.c, INT-22: it bars applications for funds alone', () => {
    const ban = only(follow('serious-violation', true), 'ban');
    expect(['jl-amc-subsidy-2024', 'jl-sme-2024', 'jl-amc-2024'].map((id) => bars(ban, policy(id), '2027-01-01'))).toEqual([true, false, false]);
  });

  test('SUB-13.c: a shorter or lifted ban needs the reason of two people of the provincial department', () => {
    expect(only(follow('serious-violation', true), 'ban').liftedBy).toEqual({ role: 'province-industry', needsReason: true, people: 2 });
  });

  test('SUB-13.a, SUB-13.b: recovery and publication bar nothing by themselves', () => {
    const sanctions = follow('serious-violation', true);
    for (const measure of ['recovery', 'publication']) expect(bars(only(sanctions, measure), subsidy, '2026-03-01')).toBe(false);
  });

  test('SUB-13.c: it is cited and said in both languages', () => {
    const { citation, explanation } = only(follow('serious-violation', true), 'ban');
    expect(citation).toEqual({ document: 'jl-amc-subsidy-2024', article: '第十三条' });
    expect([explanation.zh, explanation.en]).toEqual([expect.stringContaining('不得申报资金'), expect.stringContaining('no application for funds')]);
  });
});

describe('a poor performance that is hard to correct', () => {
  test('SUB-16: instalments stop and later applications are barred', () => {
    expect(follow('poor-performance', true).map(({ clause, measure, covers, through, firstDayFree }) => [clause, measure, covers, through, firstDayFree])).toEqual([
      ['SUB-16', 'stop-instalments', 'this-award', null, null],
      ['SUB-16', 'bar-later-applications', 'this-programme', null, null],
    ]);
  });

  test('SUB-16, INT-31: one that can be corrected has no consequence', () => {
    expect(follow('poor-performance', false)).toEqual([]);
  });

  test('SUB-16, INT-23: the bar has no end until it is lifted with a reason, and holds for its own programme', () => {
    const bar = only(follow('poor-performance', true), 'bar-later-applications');
    expect(['2026-02-28', '2026-03-01', '2099-12-31'].map((day) => bars(bar, subsidy, day))).toEqual([false, true, true]);
    expect([bars(bar, recognition, '2027-01-01'), bar.liftedBy]).toEqual([false, { role: 'province-industry', needsReason: true, people: 1 }]);
    expect(bars(only(follow('poor-performance', true), 'stop-instalments'), subsidy, '2027-01-01')).toBe(false);
  });
});

describe('fraud', () => {
  test.each([true, false])('SUB-17: excludes from all provincial support with no end, whether it can be corrected or not (%s)', (hardToCorrect) => {
    expect(follow('fraud', hardToCorrect).map(({ clause, measure, covers, through, liftedBy }) => [clause, measure, covers, through, liftedBy])).toEqual([
      ['SUB-17', 'exclusion', 'all-provincial-support', null, undefined],
    ]);
  });

  test('SUB-17, INT-22: recognition is barred as well as funds, from the day of the decision for ever', () => {
    const exclusion = only(follow('fraud', false), 'exclusion');
    for (const id of ['jl-amc-subsidy-2024', 'jl-amc-2024', 'jl-sme-2024', 'jl-sei-2020']) {
      expect([id, ['2026-02-28', '2026-03-01', '2099-12-31'].map((day) => bars(exclusion, policy(id), day))]).toEqual([id, [false, true, true]]);
    }
  });

  test('SUB-17, INT-22: the support of another province is not what Jilin excludes from', () => {
    expect(bars(only(follow('fraud', false), 'exclusion'), policy('xj-amc'), '2027-01-01')).toBe(false);
  });
});

test('INT-28: the other four programmes attach no measure to anything', () => {
  for (const id of ['jl-amc-2024', 'jl-sme-2024', 'jl-sei-2020', 'xj-amc']) {
    expect([id, sanctionsFor(policy(id), { kind: 'fraud', hardToCorrect: true, decidedOn: '2026-03-01' })]).toEqual([id, []]);
  }
});

test.each([{ kind: 'theft', hardToCorrect: true, decidedOn: '2026-03-01' }, { kind: 'fraud', decidedOn: '2026-03-01' }, { kind: 'fraud', hardToCorrect: true, decidedOn: '2026-02-29' }, { kind: 'fraud', hardToCorrect: true, decidedOn: '2026-03-01', by: 'x' }])(
  'an event that is none is refused: %j',
  (event) => {
    expect(sanctionEventSchema.safeParse(event).success).toBe(false);
  },
);

describe('performance grades', () => {
  test.each([
    ['100', '优'], ['100.00', '优'], ['90', '优'], ['89.99', '良'], ['89.9999999999', '良'], ['80', '良'], ['79.99', '中'], ['60', '中'], ['59.99', '差'], ['0', '差'], ['0.00', '差'],
  ])('SUB-16, INT-31: %s is %s', (score, grade) => {
    expect(performanceGrade(subsidy, score)).toEqual({ grade, poor: grade === '差' });
  });

  test.each(['100.01', '101', '-1', '', ' 60', '60 ', '6e1', '60.', '.5', '+60', '６０', '1,0', 'NaN', 'Infinity', '60.00000000000', '1000', '9'.repeat(5_000_000)])('INT-31: a score that is none is refused (%#)', (score) => {
    let refused: unknown;
    try {
      performanceGrade(subsidy, score);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(PolicyError);
    expect(refused).toMatchObject({ code: 'INVALID_REQUEST', path: 'score', message: 'The score is a decimal from 0 to 100, as "59.5".' });
  });

  test('SUB-16: a programme without grades gives none', () => {
    expect(() => performanceGrade(recognition, '90')).toThrow('jl-sme-2024 has no performance grades; ask a policy that has them.');
  });
});
