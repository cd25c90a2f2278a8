import { Refusal, type Caller, type Permission, type Role } from '@jiqun/contracts';
import { installedRegions, isSystemCaller, permitsObject, visibleRegions } from '@jiqun/service-kit';

import type { Application, Whose } from './application.entity.js';

/** Roles that see nothing but what they write at themselves: one organisation does not read another's. */
const ownOnly: ReadonlySet<string> = new Set(['promotion-organisation', 'expert']);

/** Whether a person writes at an application. */
export const isEditor = ({ editors }: Pick<Application, 'editors'>, { person }: Pick<Caller, 'person'>): boolean => editors.includes(person);

/** The roles that see an application of a procedure once it was submitted: those that act in it, and auditors. */
export function seersOf(actors: readonly Role[]): readonly Role[] {
  return [...new Set<Role>([...actors.filter((role) => !ownOnly.has(role)), 'auditor'])];
}

/**
 * The application, if the caller may know that it exists: who writes at it, and officials of its region and its procedure once it
 * was submitted.
 * @throws Refusal NOT_FOUND otherwise
 */
export function requireVisible(permission: Permission, caller: Caller, application: Application | undefined, id: string): Application {
  const hidden = new Refusal('NOT_FOUND', { noun: 'application', id });
  if (application === undefined || application.tenant !== caller.tenant) throw hidden;
  if (isSystemCaller(caller) || isEditor(application, caller)) return application;
  const roles = permission.roles.filter((role) => application.seers.includes(role));
  if (application.contentNumber === 0 || roles.length === 0 || !caller.grants.some(({ role }) => roles.includes(role))) throw hidden;
  try {
    permitsObject({ action: permission.action, roles, reach: 'region' }, caller, application, installedRegions());
  } catch {
    throw hidden;
  }
  return application;
}

/** Whose applications a caller's list has. */
export function visibleTo({ action, roles: permitted }: Permission, caller: Caller): Whose {
  const held = permitted.filter((role) => !ownOnly.has(role) && caller.grants.some((grant) => grant.role === role));
  if (held.length === 0) return { of: 'own' };
  const tree = installedRegions();
  const provinces = tree.subtree(caller.tenant).filter((code) => code.endsWith('0000'));
  const reaches = held.map((role) => ({ role, regions: visibleRegions({ action, roles: [role], reach: 'region' }, caller, tree).regions ?? { roots: [], codes: [] } }));
  if (reaches.every(({ regions }) => provinces.every((province) => regions.roots.includes(province)))) return { of: 'tenant', roles: held };
  const byCode = new Map<string, string[]>();
  for (const { role, regions } of reaches) for (const code of regions.codes) byCode.set(code, [...(byCode.get(code) ?? []), role]);
  return { of: 'regions', regions: [...byCode].map(([code, roles]) => ({ code, roles })) };
}

/** A list's applications within a region. */
export function narrowed(whose: Whose, region: string | undefined): Whose {
  if (region === undefined || whose.of === 'own') return whose;
  const within = installedRegions().subtree(region);
  if (whose.of === 'tenant') return { of: 'regions', regions: within.map((code) => ({ code, roles: whose.roles })) };
  return { of: 'regions', regions: whose.regions.filter(({ code }) => within.includes(code)) };
}
