import type { PolicySet } from '../policy/policy-set.js';
import { notInForce } from '../policy/policy.js';
import { invalidRequest, isPlainObject, pathOf, readDay, readPolicyName, unexpected } from '../request-object.js';
import { type Ground, groundsOn } from './grounds.js';
import { type TitleHistory, titleHistorySchema } from './title-history.js';

/**
 * Which grounds of revocation exist on a day, as CLI.md asks it. A title outlives the policy that granted it, so that
 * only the days before the policy came into force are refused.
 * @throws PolicyError INVALID_REQUEST, UNKNOWN_POLICY, POLICY_NOT_IN_FORCE
 */
export function groundsUnder(policies: PolicySet, request: unknown): { grounds: Ground[] } {
  if (!isPlainObject(request)) throw unexpected('', request, { zh: '应为一个对象', en: 'an object is expected' });
  const { policy: named, asOf, ...history } = request;
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

function readHistory(history: Record<string, unknown>): TitleHistory {
  const parsed = titleHistorySchema.safeParse(history);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = pathOf(...(issue?.path ?? []).map((segment) => (typeof segment === 'number' ? segment : String(segment))));
  const expected = issue?.code === 'invalid_value' ? issue.values.join(', ') : (issue?.message ?? '');
  throw invalidRequest(path, `${path || '请求'} 不符合格式，应为：${expected}。请按 CLI 约定改正。`, `${path || 'The request'} is not as expected: ${expected}. Correct it as the contract of grounds says.`);
}
