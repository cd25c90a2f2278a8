import { describe, expect, test } from '@jest/globals';

import register from '../../register/defence.json' with { type: 'json' };
import { installedCalendar } from '../calendar/installed.js';
import { defenceDemand, defencePeriod, defenceRights, defenceRule, type DefenceRuleId } from './defence-rules.js';

const { rules } = register as { readonly rules: readonly { readonly id: DefenceRuleId }[] };

describe('the rules of defence', () => {
  test('INT-27: each stands once, in both languages', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const { id } of rules) expect(defenceRule(id).law).toEqual({ zh: expect.stringContaining('条'), en: expect.stringContaining('art') });
    expect(defenceRights).toHaveLength(3);
  });

  test('INT-27: who has not met one is told what it asks and what to do next', () => {
    expect(defenceDemand('notice').zh).toMatch(/第44、45、62条.*；请先送达告知书。$/u);
    expect(defenceDemand('notice').en).toMatch(/there is no decision\. Serve the notice first\.$/);
    expect(defenceDemand('litigation').en).toBe(`${defenceRule('litigation').law.en}.`);
  });

  test('INT-27: what is not among them is told, not guessed', () => {
    expect(() => defenceRule('appeal' as DefenceRuleId)).toThrow('defence.json has no rule appeal');
  });
});

describe('a period of defence', () => {
  test.each([
    ['statement', '2026-09-22', undefined, '2026-09-30'],
    ['statement', '2026-09-23', undefined, '2026-10-08'],
    ['statement', '2026-09-22', 6, '2026-10-08'],
    ['hearing-request', '2026-09-22', undefined, '2026-09-30'],
    ['hearing-notice', '2026-09-17', undefined, '2026-09-28'],
    // The sixtieth day is a Saturday of the National Day break; the next working day is the 8th.
    ['reconsideration', '2026-08-04', undefined, '2026-10-08'],
    ['reconsideration', '2026-03-02', undefined, '2026-05-06'],
    ['litigation', '2026-03-03', undefined, '2026-09-03'],
    ['litigation', '2026-04-03', undefined, '2026-10-08'],
  ] as const)('INT-12, INT-27: %s from %s (given: %s) runs through %s; an end on a rest day moves', (id, from, given, ends) => {
    expect(defencePeriod(id, from, installedCalendar, given)).toMatchObject({ ends, provisional: false, basis: defenceRule(id).law });
  });

  test('INT-14, INT-27: reaching into a year without an arrangement it is provisional', () => {
    expect(defencePeriod('statement', '2026-12-30', installedCalendar).provisional).toBe(true);
  });

  test('INT-27: a rule that names no days has no period', () => {
    expect(() => defencePeriod('hearing', '2026-03-02', installedCalendar)).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  });
});
