import { Refusal, type Caller, type Permission } from '@jiqun/contracts';
import { installedRegions, isSystemCaller, permitsObject, visibleRegions } from '@jiqun/service-kit';

import type { Application } from './application.entity.js';

/** Whether a person writes at an application. */
export const isEditor = ({ editors }: Application, { person }: Pick<Caller, 'person'>): boolean => editors.includes(person);

/** Roles that see nothing but what they write at themselves: one organisation does not read another's. */
const ownOnly: ReadonlySet<string> = new Set(['promotion-organisation']);

/**
 * The application, if the caller may know that it exists: who writes at it, and officials of its region once it was submitted.
 * @throws Refusal NOT_FOUND otherwise
 */
export function requireVisible(permission: Permission, caller: Caller, application: Application | undefined, id: string): Application {
  const hidden = new Refusal('NOT_FOUND', { noun: 'application', id });
  if (application === undefined || application.tenant !== caller.tenant) throw hidden;
  if (isSystemCaller(caller) || isEditor(application, caller)) return application;
  const roles = permission.roles.filter((role) => !ownOnly.has(role));
  if (application.contentNumber === 0 || roles.length === 0 || !caller.grants.some(({ role }) => roles.includes(role))) throw hidden;
  try {
    permitsObject({ action: permission.action, roles, reach: 'region' }, caller, application, installedRegions());
  } catch {
    throw hidden;
  }
  return application;
}

/** Whose applications a caller's list has. */
export function visibleTo(permission: Permission, caller: Caller): 'own' | 'tenant' | { readonly regions: readonly string[] } {
  const roles = permission.roles.filter((role) => !ownOnly.has(role));
  if (!caller.grants.some(({ role }) => roles.includes(role))) return 'own';
  const regions = installedRegions();
  const { roots, codes } = visibleRegions({ action: permission.action, roles, reach: 'region' }, caller, regions).regions ?? { roots: [], codes: [] };
  const provinces = regions.subtree(caller.tenant).filter((code) => code.endsWith('0000'));
  return provinces.length > 0 && provinces.every((province) => roots.includes(province)) ? 'tenant' : { regions: codes };
}
