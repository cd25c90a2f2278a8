import type { PolicySet } from '../policy/policy-set.js';
import { notInForce } from '../policy/policy.js';
import { invalidRequest, isPlainObject, knownFields, pathOf, readDay, readPolicyName, unexpected } from '../request-object.js';
import { type Ground, groundsOn } from './grounds.js';
import { type TitleHistory, titleHistorySchema } from './title-history.js';

/**
 * Which grounds of revocation exist on a day, as CLI.md asks it. A title outlives the policy that granted it, so that
 * only the days before the policy came into force are refused.
 * @throws PolicyError INVALID_REQUEST, UNKNOWN_POLICY, POLICY_NOT_IN_FORCE
 */
export function groundsUnder(policies: PolicySet, request: unknown): { grounds: Ground[] } {
  const { policy: named, asOf, ...history } = knownFields(request, '', ['policy', 'asOf', 'title', 'reports', 'changes', 'incidents', 'findings']);
  const name = readPolicyName(named);
  const day = readDay(asOf, 'asOf');
  const read = readHistory(history);
  const policy = policies.find(name, day);
  if (policy.source.document.kind !== 'recognition') {
    throw unexpected('policy', name, { zh: '应为授予称号的方案', en: 'a policy that grants titles is expected' });
  }
  if (policy.inForce.from !== null && day < policy.inForce.from) throw notInForce(policy.id, day, [policy]);
  return { grounds: groundsOn(policy, read, day) };
}

/** More keys than any object of a request has; a schema would list them all. */
const mostKeys = 20;

/** @throws PolicyError INVALID_REQUEST for an object of more keys than any here has, before the schema looks at them */
function refuseWideObjects(value: unknown, path: string): void {
  if (Array.isArray(value)) {
    for (const [at, each] of value.entries()) refuseWideObjects(each, pathOf(path, at));
  } else if (isPlainObject(value)) {
    const keys = Object.keys(value);
    if (keys.length > mostKeys) throw invalidRequest(path, `${path || '请求'} 有 ${keys.length} 项，多于约定；请按约定改正。`, `${path || 'The request'} has ${keys.length} fields, more than the contract knows; correct it.`);
    for (const key of keys) refuseWideObjects(value[key], pathOf(path, key));
  }
}

function readHistory(history: Record<string, unknown>): TitleHistory {
  refuseWideObjects(history, '');
  const parsed = titleHistorySchema.safeParse(history);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = pathOf(...(issue?.path ?? []).map((segment) => (typeof segment === 'number' ? segment : String(segment))));
  const expected = issue?.code === 'invalid_value' ? issue.values.join(', ') : (issue?.message ?? '').slice(0, 200);
  throw invalidRequest(path, `${path || '请求'} 不符合格式，应为：${expected}。请按 CLI 约定改正。`, `${path || 'The request'} is not as expected: ${expected}. Correct it as the contract of grounds says.`);
}
