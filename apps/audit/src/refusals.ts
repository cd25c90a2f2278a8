import { type Caller, type Issue, type Permission, Refusal } from '@jiqun/contracts';
import { installedRegions, permitsObject } from '@jiqun/service-kit';

type Words = Issue['message'];

/** What of an object decides whether a command may change it. */
export interface ChangeableObject {
  readonly id: string;
  readonly tenant: string;
  /** Absent where the object belongs to the whole jurisdiction. */
  readonly region?: string;
  readonly version: number;
}

/** What of a contract decides it. */
export interface ChangingContract {
  readonly noun: string;
  readonly permission: Permission;
}

/**
 * The object, if the caller may change it as it was last read. The version comes before the state: of two who act on the
 * same version the second is told that it has changed, not what its new state forbids.
 * @throws Refusal NOT_FOUND also for another jurisdiction's, NOT_PERMITTED, OUTSIDE_REGION, VERSION_CONFLICT
 */
export function requireCurrent<Row extends ChangeableObject>(
  { noun, permission }: ChangingContract, caller: Caller, found: Row | undefined, { id, version }: { readonly id: string; readonly version: number },
): Row {
  if (found === undefined || found.tenant !== caller.tenant) throw notFound(noun, id);
  const { states: _states, ...inAnyState } = permission;
  const { tenant, region } = found;
  permitsObject(inAnyState, caller, { tenant, ...(region === undefined ? {} : { region }) }, installedRegions());
  if (found.version !== version) throw versionConflict(noun, id, version, found.version);
  return found;
}

/** NOT_FOUND. */
export function notFound(noun: string, id: string): Refusal {
  return new Refusal('NOT_FOUND', { noun, id });
}

/** VERSION_CONFLICT with both versions. */
export function versionConflict(noun: string, id: string, expected: number, actual: number): Refusal {
  return new Refusal('VERSION_CONFLICT', { noun, id, expected: String(expected), actual: String(actual) });
}

/** A request has something in one place that its contract's shape cannot tell to be wrong. */
export function invalidAt(path: string, zh: string, en: string): Refusal {
  return new Refusal('INVALID_REQUEST', {}, { issues: [{ path, code: 'VALUE', message: { zh, en } }] });
}

/** What a clause does not allow, in both languages. @param what the name of what is missing or in the way */
export function clauseForbids(action: string, what: string, message: Words, clause: string): Refusal {
  return new Refusal('CLAUSE_FORBIDS', { action, what }, { clause, issues: [{ path: '', code: 'CLAUSE', message }] });
}
