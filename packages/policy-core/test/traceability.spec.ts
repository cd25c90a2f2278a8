import { describe, expect, test } from '@jest/globals';
import { commonFacts } from '../src/facts/dictionary.js';
import { installedPolicies } from '../src/policy/installed.js';
import { kindsDecidedHere, registeredClauses, traceabilityTable, type TracedClause } from '../src/traceability/table.js';

/** What a row lacks to be covered by this package; undefined when nothing. */
function lackOf(row: TracedClause): string | undefined {
  if (!kindsDecidedHere.has(row.kind)) return row.services.length === 0 ? `${row.clause}: carried by no service` : undefined;
  // SUB-6-3 leaves criteria to the call: what carries it is that a call can add them (extendPolicy), not an entry.
  if (row.rules.length === 0 && row.clause !== 'SUB-6-3') return `${row.clause}: no rule`;
  return row.tests.length === 0 ? `${row.clause}: no test names it` : undefined;
}

describe('the traceability table', () => {
  const table = traceabilityTable();

  test('has every clause of the register once, in its order', () => {
    expect(table.map((row) => row.clause)).toEqual(registeredClauses.map(({ id }) => id));
    expect(table.length).toBe(130);
  });

  test('every clause of a kind that this package decides has a rule and a test', () => {
    expect(table.map(lackOf).filter((lack) => lack !== undefined)).toEqual([]);
  });

  test('a clause without a rule, a test or a service is found', () => {
    const row: TracedClause = { clause: 'SME-6-2', document: 'x', article: 'x', kind: 'criterion', modality: 'must', does: 'x', rules: [], data: [], services: ['evaluation'], tests: ['a'] };
    expect(lackOf(row)).toBe('SME-6-2: no rule');
    expect(lackOf({ ...row, rules: ['r'], tests: [] })).toBe('SME-6-2: no test names it');
    expect(lackOf({ ...row, kind: 'procedure', services: [] })).toBe('SME-6-2: carried by no service');
  });

  test('the clauses of the policy files are those of the register, word for word', () => {
    const inFiles = installedPolicies.all().flatMap(({ id, source }) => source.clauses.map((clause) => ({ ...clause, doc: id })));
    const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
    expect(inFiles.toSorted(byId)).toEqual([...registeredClauses].toSorted(byId));
  });

  test('each fact of the dictionary is used by the clauses that it names, and by no other', () => {
    const used = new Map<string, Set<string>>();
    for (const policy of installedPolicies.all()) {
      for (const rule of policy.rules.rules) {
        for (const { definition } of rule.condition?.observed ?? []) used.set(definition.name, (used.get(definition.name) ?? new Set()).add(rule.clause.id));
      }
    }
    for (const [name, { usedBy = [] }] of commonFacts) expect([name, [...(used.get(name) ?? [])].toSorted()]).toEqual([name, [...usedBy].toSorted()]);
  });
});
