import { type Caller, type Issue, type Permission, Refusal } from '@jiqun/contracts';
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
 * Whether the caller may change the object as he knows it. Of two who act on the same version the second is told that it
 * has changed, before the lifecycle tells him what its new state allows.
 * @throws Refusal NOT_PERMITTED, OTHER_TENANT, OUTSIDE_REGION, VERSION_CONFLICT
 */
export function requireCurrent({ noun, permission }: ChangingContract, caller: Caller, object: ChangeableObject, version: number): void {
  const { states: _states, ...inAnyState } = permission;
  permitsObject(inAnyState, caller, { tenant: object.tenant, region: object.region }, installedRegions());
  if (object.version !== version) throw versionConflict(noun, object.id, version, object.version);
}

/** VERSION_CONFLICT with both versions. */
export function versionConflict(noun: string, id: string, expected: number, actual: number): Refusal {
  return new Refusal('VERSION_CONFLICT', { noun, id, expected: String(expected), actual: String(actual) });
}

/** A request names a title that the caller's jurisdiction does not have. */
export function unknownTitle(titleId: string): Refusal {
  const message = { zh: `没有编号为 ${titleId} 的称号，请核对`, en: `there is no title ${titleId}; check the identifier` };
  return new Refusal('INVALID_REQUEST', {}, { issues: [{ path: 'titleId', code: 'VALUE', message }] });
}

/** A request has something in one place that its contract's shape cannot tell to be wrong. */
export function invalidAt(path: string, zh: string, en: string): Refusal {
  return new Refusal('INVALID_REQUEST', {}, { issues: [{ path, code: 'VALUE', message: { zh, en } }] });
}

/**
 * What a clause does not allow, in both languages.
 * @param what the name of what is missing or in the way, `hearing-notice`
 */
export function clauseForbids(action: string, what: string, message: Issue['message'], clause?: string): Refusal {
  return new Refusal(
    'CLAUSE_FORBIDS', { action, what }, { issues: [{ path: '', code: 'CLAUSE', message }], ...(clause === undefined ? {} : { clause }) },
  );
}

/** Who did something, as `fourEyes` compares it, from its columns. */
export function handsOf(person: string, client: string | null): { readonly person: string; readonly client?: string } {
  return { person, ...(client === null ? {} : { client }) };
}
