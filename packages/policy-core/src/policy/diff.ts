import { carriersOf } from './check.js';
import type { Policy } from './policy.js';
import type { PolicySource } from './schema.js';

/** One place at which two versions differ; `before` or `after` is absent where the place is new or gone. */
export interface Difference {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What changed under one clause; `clause` is null for what belongs to no clause (the title, the document). */
export interface ClauseDifference {
  readonly clause: string | null;
  readonly change: 'added' | 'removed' | 'changed';
  readonly differences: readonly Difference[];
}

/** What changed between two versions, clause by clause in the order of the later document. */
export interface PolicyDifference {
  readonly from: string;
  readonly to: string;
  readonly clauses: readonly ClauseDifference[];
}

/**
 * Compares two versions of a policy, or two policies. Entries are matched by the clause that they carry and their order
 * under it, parameters and interpretations by name, so that moving an entry changes nothing.
 */
export function diffPolicies(from: Policy, to: Policy): PolicyDifference {
  const before = leavesByClause(from.source);
  const after = leavesByClause(to.source);
  const clauses = [...new Set([...after.keys(), ...before.keys()])];
  return {
    from: `${from.id}@${from.version}`,
    to: `${to.id}@${to.version}`,
    clauses: clauses.flatMap((clause) => {
      const differences = differencesOf(before.get(clause) ?? new Map(), after.get(clause) ?? new Map());
      if (differences.length === 0) return [];
      const change = clause === null || (before.has(clause) && after.has(clause)) ? 'changed' : before.has(clause) ? 'removed' : 'added';
      return [{ clause, change, differences } as const];
    }),
  };
}

function differencesOf(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): Difference[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return paths
    .filter((path) => before.get(path) !== after.get(path) || before.has(path) !== after.has(path))
    .map((path) => ({ path, ...(before.has(path) && { before: before.get(path) }), ...(after.has(path) && { after: after.get(path) }) }));
}

type Leaves = Map<string | null, Map<string, unknown>>;

/** Every single value of the file, under the clause that it belongs to. */
function leavesByClause(source: PolicySource): Leaves {
  const leaves: Leaves = new Map(source.clauses.map((clause) => [clause.id, new Map<string, unknown>()]));
  const put = (clause: string | null, path: string, value: unknown): void => {
    const under = leaves.get(clause) ?? new Map<string, unknown>();
    leaves.set(clause, under);
    eachLeaf(value, path, (at, leaf) => under.set(at, leaf));
  };
  for (const { id, ...clause } of source.clauses) put(id, 'clause', clause);
  for (const [name, parameter] of Object.entries(source.parameters)) put(parameter.clause, `parameters.${name}`, parameter);
  const counts = new Map<string, number>();
  for (const { clause, section, path } of carriersOf(source)) {
    if (section === 'money' || path.includes('.gates.')) continue;
    const count = counts.get(`${section} ${clause}`) ?? 0;
    counts.set(`${section} ${clause}`, count + 1);
    put(clause, count === 0 ? section : `${section}.${count}`, valueAt(source, path));
  }
  for (const { id, ...interpretation } of source.interpretations) put(null, `interpretations.${id}`, interpretation);
  for (const { name, ...fact } of source.facts) put(null, `facts.${name}`, fact);
  put(null, 'title', source.title);
  put(null, 'document', source.document);
  put(null, 'inForce', source.inForce);
  for (const [key, rule] of Object.entries(source.money ?? {})) putMoney(key, rule, put);
  return leaves;
}

function putMoney(key: string, rule: unknown, put: (clause: string | null, path: string, value: unknown) => void): void {
  for (const [at, entry] of [rule].flat().entries()) {
    const { clause, ...rest } = entry as { clause?: string; level?: string };
    put(clause ?? null, `money.${key}${Array.isArray(rule) ? `.${rest.level ?? at}` : ''}`, rest);
  }
}

function valueAt(source: PolicySource, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], source);
}

function eachLeaf(value: unknown, path: string, take: (path: string, leaf: unknown) => void): void {
  if (typeof value !== 'object' || value === null) return take(path, value);
  const entries = Object.entries(value);
  if (entries.length === 0) return take(path, Array.isArray(value) ? '[]' : '{}');
  for (const [key, each] of entries) eachLeaf(each, `${path}.${key}`, take);
}
