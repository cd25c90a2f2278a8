import { type Caller, type Issue, type Permission, Refusal, type Sentence } from '@jiqun/contracts';
import { installedRegions, permitsObject } from '@jiqun/service-kit';

/** What of an object decides whether a command may change it. */
export interface ChangeableObject {
  readonly id: string;
  readonly tenant: string;
  readonly region: string;
  readonly version: number;
}

/** What of a contract decides it. */
export interface ChangingContract {
  readonly noun: string;
  readonly permission: Permission;
}

/**
 * Whether the caller may change the object as it was last read. Of two who act on the same version the second is told that it
 * has changed, before the lifecycle says what its new state allows.
 * @throws Refusal NOT_PERMITTED, OTHER_TENANT, OUTSIDE_REGION, VERSION_CONFLICT
 */
export function requireCurrent({ noun, permission }: ChangingContract, caller: Caller, object: ChangeableObject, version: number): void {
  const { states: _states, ...inAnyState } = permission;
  permitsObject(inAnyState, caller, { tenant: object.tenant, region: object.region }, installedRegions());
  requireVersion(noun, object, version);
}

/** @throws Refusal VERSION_CONFLICT when the object is at another version than the one that was read */
export function requireVersion(noun: string, { id, version }: Pick<ChangeableObject, 'id' | 'version'>, expected: number): void {
  if (version !== expected) throw versionConflict(noun, id, expected, version);
}

/** VERSION_CONFLICT with both versions. */
export function versionConflict(noun: string, id: string, expected: number, actual: number): Refusal {
  return new Refusal('VERSION_CONFLICT', { noun, id, expected: String(expected), actual: String(actual) });
}

/** NOT_FOUND, also for what the caller may not know of. */
export function notFound(noun: string, id: string): Refusal {
  return new Refusal('NOT_FOUND', { noun, id });
}

/** One thing that is wrong in one place of a request. */
export function issueAt(path: string, zh: string, en: string, code = 'VALUE'): Issue {
  return { path, code, message: { zh, en } };
}

/** A request has something in one place that its contract's shape cannot tell to be wrong. */
export function invalidAt(path: string, zh: string, en: string): Refusal {
  return invalid([issueAt(path, zh, en)]);
}

/** Most issues that one answer bears. */
export const MOST_ISSUES = 100;

/** A request with several faults, all of them said at once. */
export function invalid(issues: readonly Issue[]): Refusal {
  return new Refusal('INVALID_REQUEST', {}, { issues: issues.slice(0, MOST_ISSUES) });
}

/**
 * What a clause does not allow, in both languages.
 * @param what the name of what is missing or in the way, `second-signature`
 * @param message what is missing and what to do about it
 */
export function clauseForbids(action: string, what: string, message: Sentence, clause?: string): Refusal {
  return clauseForbidsAll(action, what, [{ path: '', code: 'CLAUSE', message }], clause);
}

/** The same with each thing that is in the way. */
export function clauseForbidsAll(action: string, what: string, issues: readonly Issue[], clause?: string): Refusal {
  return new Refusal('CLAUSE_FORBIDS', { action, what }, { issues: issues.slice(0, MOST_ISSUES), ...(clause === undefined ? {} : { clause }) });
}

/** A new application is made outside the days on which the policy is in force (SUB-18; INT-25). */
export function notInForce(action: string, clause: string | undefined, day: string, { from, to }: { readonly from: string | null; readonly to: string | null }): Refusal {
  const message = {
    zh: `${day} 不在该办法的有效期内（${from ?? '未定'} 至 ${to ?? '未定'}）；新的申报请待新的办法施行后再提出，已核定的奖补继续兑现。`,
    en: `${day} is outside the days on which the policy is in force (${from ?? 'open'} through ${to ?? 'open'}); a new application waits for a policy in force, what was awarded goes on being paid.`,
  };
  return new Refusal('CLAUSE_FORBIDS', { action, what: 'policy-in-force' }, { issues: [{ path: '', code: 'POLICY_NOT_IN_FORCE', message }], ...(clause === undefined ? {} : { clause }) });
}

/** Who did something, as `fourEyes` compares it, from its columns. */
export function handsOf(person: string, client: string | null): { readonly person: string; readonly client?: string } {
  return { person, ...(client === null ? {} : { client }) };
}
