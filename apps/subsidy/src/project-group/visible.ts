import { type Caller, groupApplicants, type Permission } from '@jiqun/contracts';
import { actsFor, installedRegions, isSystemCaller, permitsObject, visibleRegions } from '@jiqun/service-kit';

import { notFound } from '../refusals.js';
import type { ProjectGroup } from './project-group.entity.js';
import type { WhoseGroups } from './project-group.repository.js';

/**
 * Whether a person writes at a group: admitted to it, and acting for the enterprise that leads it (SUB-7.b) as their grants are today.
 * Who left the enterprise is an editor no more, also of what they wrote themselves.
 */
export function isEditor({ editors, leadCreditCode }: Pick<ProjectGroup, 'editors' | 'leadCreditCode'>, caller: Caller): boolean {
  return editors.includes(caller.person) && actsFor(caller, 'enterprise', leadCreditCode);
}

/** The permission without the enterprises, whose reach is not a region but what they write at. */
export function officially(permission: Permission): Permission {
  return { ...permission, roles: permission.roles.filter((role) => !groupApplicants.includes(role)) };
}

/**
 * The group, if the caller may know that it exists: who writes at it, and officials of its region once it was submitted.
 * @throws Refusal NOT_FOUND otherwise
 */
export function requireVisible(permission: Permission, caller: Caller, group: ProjectGroup | undefined, id: string): ProjectGroup {
  const hidden = notFound('project-group', id);
  if (group === undefined || group.tenant !== caller.tenant) throw hidden;
  if (isSystemCaller(caller) || isEditor(group, caller)) return group;
  if (group.contentNumber === 0) throw hidden;
  try {
    const { states: _states, ...inAnyState } = officially(permission);
    permitsObject(inAnyState, caller, { tenant: group.tenant, region: group.region }, installedRegions());
  } catch {
    throw hidden;
  }
  return group;
}

/**
 * The group, if the caller may read what it says by now. After a return it is being written anew: until it comes back others have what was
 * submitted, and nothing of what is to be.
 * @throws Refusal NOT_FOUND otherwise
 */
export function requireWritten(permission: Permission, caller: Caller, group: ProjectGroup | undefined, id: string): ProjectGroup {
  const seen = requireVisible(permission, caller, group, id);
  if (seen.state === 'returned' && !isSystemCaller(caller) && !isEditor(seen, caller)) throw notFound('project-group', id);
  return seen;
}

/** Whose groups a caller's list has. @param region narrows it */
export function visibleTo(permission: Permission, caller: Caller, region?: string): WhoseGroups {
  const official = officially(permission);
  if (!caller.grants.some(({ role }) => official.roles.includes(role))) return { of: 'own' };
  const tree = installedRegions();
  const { roots = [], codes = [] } = visibleRegions(official, caller, tree).regions ?? {};
  if (region !== undefined) return { of: 'regions', codes: tree.subtree(region).filter((code) => codes.includes(code)) };
  const provinces = tree.subtree(caller.tenant).filter((code) => code.endsWith('0000'));
  return provinces.every((province) => roots.includes(province)) ? { of: 'tenant' } : { of: 'regions', codes };
}
