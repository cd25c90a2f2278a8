import { type Caller, issueCatalogue, type IssueCode, type Permission, Refusal, type RegionCode } from '@jiqun/contracts';
import { currentCode, installedRegions, permitsObject, visibleRegions } from '@jiqun/service-kit';

/** What of a registered object decides who may touch it. */
export interface Registered {
  readonly id: string;
  readonly tenant: string;
  readonly region: string;
  readonly state?: string | undefined;
  readonly version: number;
}

/** Today's region for a code of any time. Whether it exists and is the caller's, the permission says. */
export function settledRegion(code: RegionCode): RegionCode {
  return currentCode(code) as RegionCode;
}

/** The object, if it is the caller's tenant's and the caller may do this to it. @throws Refusal NOT_FOUND, also for another tenant's object; those of `permitsObject` */
export function permitted<Found extends Registered>(found: Found | undefined, { noun, id }: { noun: string; id: string }, permission: Permission, caller: Caller): Found {
  if (found === undefined || found.tenant !== caller.tenant) throw new Refusal('NOT_FOUND', { noun, id });
  const { tenant, region, state } = found;
  permitsObject(permission, caller, { tenant, region, ...(state === undefined ? {} : { state }) }, installedRegions());
  return found;
}

/** @throws Refusal VERSION_CONFLICT when the object has changed since the caller read it */
export function requireVersion(noun: string, { id, version }: Pick<Registered, 'id' | 'version'>, expected: number): void {
  if (version !== expected) throw new Refusal('VERSION_CONFLICT', { noun, id, expected: String(expected), actual: String(version) });
}

/** Codes of the regions whose objects a list may have for this caller, within a region that was asked for. */
export function visibleCodes(permission: Permission, caller: Caller, region: RegionCode | undefined): readonly string[] {
  return codesWithin(visibleRegions(permission, caller, installedRegions()).regions?.codes ?? [], region);
}

/** Of some codes those that are a region, also named by an old code, or lie in it. */
export function codesWithin(codes: readonly string[], region: RegionCode | undefined): readonly string[] {
  if (region === undefined) return codes;
  const root = currentCode(region);
  return codes.filter((code) => installedRegions().isWithin(code, root));
}

/** A refusal of one place of the request, which only the database could find wrong. */
export function wrongPlace(path: string, code: IssueCode): Refusal {
  return new Refusal('INVALID_REQUEST', {}, { issues: [{ path, code, message: issueCatalogue[code] }] });
}
