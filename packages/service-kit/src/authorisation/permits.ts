import { carriesCaller, Refusal, type Caller, type Permission } from '@jiqun/contracts';

import { peerCaller } from './peer-caller.js';
import type { RegionTree } from './region-tree.js';
import { isSystemCaller } from './system-caller.js';

/** What of an object decides who may touch it. */
export interface Guarded {
  readonly tenant: string;
  /** Code of the region it lies in. An object without one is inside no region. */
  readonly region?: string;
  /** The state of its lifecycle. */
  readonly state?: string;
}

/**
 * Which objects of a list a caller may see: a filter for lists, counts and exports alike. Objects must match all of it:
 * `tenant` and `regions` unless absent, `states` unless absent.
 */
export interface Visibility {
  /** Absent: objects of every tenant (public reach). */
  readonly tenant?: string;
  /** Absent: whatever region. Otherwise `roots` are the tops of the subtrees, none inside another, and `codes` all in them. */
  readonly regions?: { readonly roots: readonly string[]; readonly codes: readonly string[] };
  readonly states?: readonly string[];
}

/** Who did something: the person, and the client through which or on whose behalf it was done. */
export type Hands = Pick<Caller, 'person' | 'client'>;

/**
 * Whether any grant's role is permitted; reach `service` permits no person. Tenant, region and state are the
 * object's affair: `permitsObject`.
 * @throws Refusal NOT_PERMITTED
 */
export function permits(permission: Permission, caller: Caller): void {
  if (permission.reach === 'public') return;
  if (permission.reach === 'service' && caller === peerCaller) return;
  for (const grant of caller.grants) if (permission.roles.includes(grant.role)) return;
  throw new Refusal('NOT_PERMITTED', { action: permission.action });
}

/**
 * Whether the caller may do it to this object. What hides more is asked first, role, tenant, region, state, so that the
 * state of an object is told only to those who may see it. Public reach asks for the state alone. For the system itself
 * (`systemCaller`) tenant and state are asked: a deadline calls the method that a person's action would.
 * @param regions the reporting lines; role and region must come from one and the same grant
 * @throws Refusal NOT_PERMITTED, OTHER_TENANT, OUTSIDE_REGION, STATE_FORBIDS
 */
export function permitsObject(permission: Permission, caller: Caller, object: Guarded, regions: RegionTree): void {
  const isSystem = isSystemCaller(caller);
  if (!isSystem) permits(permission, caller);
  if (carriesCaller(permission) && object.tenant !== caller.tenant) throw new Refusal('OTHER_TENANT');
  if (permission.reach === 'region' && !isSystem) {
    const { region } = object;
    const inside = region !== undefined && grantedRegions(permission, caller, regions).some((root) => regions.isWithin(region, root));
    if (!inside) throw new Refusal('OUTSIDE_REGION', { region: region ?? '-' });
  }
  const { states, action } = permission;
  if (states !== undefined && (object.state === undefined || !states.includes(object.state))) {
    throw new Refusal('STATE_FORBIDS', { action, state: object.state ?? '-' });
  }
}

/**
 * The objects that `permitsObject` would let the caller have, as a filter.
 * @throws Refusal NOT_PERMITTED when no role permits it; a caller whose regions are unknown gets a filter that nothing passes
 */
export function visibleRegions(permission: Permission, caller: Caller, regions: RegionTree): Visibility {
  permits(permission, caller);
  const states = permission.states === undefined ? {} : { states: permission.states };
  if (!carriesCaller(permission)) return states;
  if (permission.reach === 'tenant') return { tenant: caller.tenant, ...states };
  const granted = [...new Set(grantedRegions(permission, caller, regions))];
  const roots = granted.filter((region) => !granted.some((other) => other !== region && regions.isWithin(region, other))).toSorted();
  return { tenant: caller.tenant, regions: { roots, codes: roots.flatMap((root) => regions.subtree(root)) }, ...states };
}

/**
 * Maker is never checker. A client is a pair of hands as well: who acted through or for another, on either side, is not
 * a second person, and neither are two people for whom one client acted.
 * @throws Refusal FOUR_EYES
 */
export function fourEyes(maker: Hands, checker: Hands, permission: Pick<Permission, 'action'>): void {
  const made = new Set(handsOf(maker));
  if (handsOf(checker).some((hand) => made.has(hand))) throw new Refusal('FOUR_EYES', { action: permission.action });
}

/** A grant in another tenant's region gives nothing: it would otherwise reach an object filed there by mistake. */
function grantedRegions(permission: Permission, caller: Caller, regions: RegionTree): readonly string[] {
  return caller.grants
    .filter(({ role, region }) => permission.roles.includes(role) && regions.tenantOf(region) === caller.tenant)
    .map(({ region }) => region);
}

function handsOf({ person, client }: Hands): readonly string[] {
  return client === undefined ? [person] : [person, client];
}
