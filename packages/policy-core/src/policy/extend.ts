import { invalidPolicy } from '../conditions/reference.js';
import { loadPolicy, schemaError } from './load.js';
import type { Policy } from './policy.js';
import { policySchema, type PolicySource } from './schema.js';

/**
 * What a call adds to its policy (SUB-6-3, DESIGN section 3): clauses of its own with criteria, exclusions and
 * judgements, and the facts, parameters and readings that they need. As expressive as a policy file.
 */
const callAdditionsSchema = policySchema
  .pick({ clauses: true, facts: true, parameters: true, interpretations: true, criteria: true, exclusions: true, judgements: true })
  .partial()
  .required({ clauses: true });

/**
 * A policy with the additional criteria of a call. It keeps its id, version and time in force: a decision cites the
 * clauses of the call beside those of the document.
 * @throws PolicyError INVALID_POLICY, also where the call redefines something of the policy
 */
export function extendPolicy(policy: Policy, additions: unknown): Policy {
  const parsed = callAdditionsSchema.safeParse(additions);
  if (!parsed.success) throw schemaError(parsed.error.issues, additions);
  const added = parsed.data;
  const redefined = Object.keys(added.parameters ?? {}).find((name) => Object.hasOwn(policy.source.parameters, name));
  if (redefined !== undefined) throw invalidPolicy(`parameters.${redefined}`, 'a parameter of the policy', 'a name of its own', '未被方案占用的名称');
  const answered = (added.interpretations ?? []).find(({ id }) => policy.source.interpretations.some((entry) => entry.id === id));
  if (answered !== undefined) throw invalidPolicy(`interpretations.${answered.id}`, 'a reading of the policy', 'readings that the policy does not have', '方案尚未选定的读法');
  const source: PolicySource = {
    ...policy.source,
    clauses: [...policy.source.clauses, ...added.clauses],
    facts: [...policy.source.facts, ...(added.facts ?? [])],
    parameters: { ...policy.source.parameters, ...added.parameters },
    interpretations: [...policy.source.interpretations, ...(added.interpretations ?? [])],
    criteria: [...policy.source.criteria, ...(added.criteria ?? [])],
    exclusions: [...policy.source.exclusions, ...(added.exclusions ?? [])],
    judgements: [...policy.source.judgements, ...(added.judgements ?? [])],
  };
  const installedFrom = policy.source.inForce.from === null ? policy.inForce.from : null;
  return loadPolicy(source, installedFrom === null ? {} : { inForceFrom: installedFrom });
}
