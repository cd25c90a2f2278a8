import { z } from 'zod';
import register from '../../register/clauses.json' with { type: 'json' };
import services from '../../register/services.json' with { type: 'json' };
import tests from '../../register/tests.json' with { type: 'json' };
import { carriersOf } from '../policy/check.js';
import { installedPolicies } from '../policy/installed.js';
import { clauseKinds, modalities } from '../policy/schema.js';

const registerSchema = z.object({
  clauses: z.array(z.object({ id: z.string(), doc: z.string(), article: z.string(), kind: z.enum(clauseKinds), modality: z.enum(modalities), does: z.string() })),
});
const byClauseSchema = z.object({ clauses: z.record(z.string(), z.array(z.string())) });

/** Every clause of the register; `register/clauses.json`. */
export const registeredClauses = registerSchema.parse(register).clauses;

/** Kinds of clause that this package decides; the others are data here and carried out by a service. */
export const kindsDecidedHere: ReadonlySet<string> = new Set(['criterion', 'judgement', 'exclusion', 'validity', 'sanction', 'money', 'deadline', 'effect']);

/** Sections of a policy file from which this package decides. */
const decidingSections = new Set(['criteria', 'exclusions', 'judgements', 'deadlines', 'validity', 'annualReport', 'revocation', 'sanctions', 'performance', 'money', 'inForce']);

/** A row of the traceability table. */
export interface TracedClause {
  readonly clause: string;
  readonly document: string;
  readonly article: string;
  readonly kind: string;
  readonly modality: string;
  readonly does: string;
  /** Places of the policy file from which this package decides the clause: `jl-sme-2024@2024-03-15#criteria.4`. */
  readonly rules: readonly string[];
  /** Places of the policy file that a service carries out (steps, duties, roles). */
  readonly data: readonly string[];
  /** Services that carry the clause, now or when their part lands. */
  readonly services: readonly string[];
  readonly tests: readonly string[];
}

/** Every clause of the register with what carries it and the tests that name it. */
export function traceabilityTable(): TracedClause[] {
  const carried = byClauseSchema.parse(services).clauses;
  const tested = byClauseSchema.parse(tests).clauses;
  const places = placesByClause();
  return registeredClauses.map(({ id, doc, ...row }) => {
    const found = places.get(id) ?? [];
    return {
      clause: id,
      document: doc,
      ...row,
      rules: found.filter(({ section }) => decidingSections.has(section)).map(({ place }) => place),
      data: found.filter(({ section }) => !decidingSections.has(section)).map(({ place }) => place),
      services: carried[id] ?? [],
      tests: tested[id] ?? [],
    };
  });
}

function placesByClause(): Map<string, { section: string; place: string }[]> {
  const places = new Map<string, { section: string; place: string }[]>();
  for (const policy of installedPolicies.all()) {
    for (const { clause, section, path } of carriersOf(policy.source)) {
      const list = places.get(clause) ?? [];
      list.push({ section, place: `${policy.id}@${policy.version}#${path}` });
      places.set(clause, list);
    }
  }
  return places;
}

/** The table in columns, for a terminal. */
export function traceabilityAsText(table: readonly TracedClause[]): string {
  const rows = table.map((row) => [
    row.clause,
    row.kind,
    row.modality,
    [...row.rules, ...row.data].map((place) => place.replace(/^.*#/, '')).join(' ') || '-',
    row.services.join(' ') || '-',
    row.tests.length === 0 ? '-' : `${row.tests.length}: ${row.tests[0]}`,
  ]);
  const all = [['clause', 'kind', 'modality', 'rule or data', 'services', 'tests'], ...rows];
  const widths = (all[0] as string[]).map((_, column) => Math.max(...all.map((row) => (row[column] as string).length)));
  return all.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] as number))).join('  ')).join('\n');
}
