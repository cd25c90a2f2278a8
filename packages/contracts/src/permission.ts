import { type Role, roles } from './roles.js';

/**
 * How far a grant reaches: anybody without signing in; the grant's tenant; the subtree of the grant's region. `service` is for
 * the other services of the installation alone: no role has it, no person's context goes with it, and the gateway never
 * routes it (ADR 0011).
 */
export const reaches = ['public', 'tenant', 'region', 'service'] as const;

/** One of `reaches`. */
export type Reach = (typeof reaches)[number];

/**
 * Who may do it: deny by default, and every condition must hold. Checked by the gateway and again by the owning
 * service, against the originating person.
 */
export interface Permission {
  /** `<noun>.<verb>`, the name by which grants, refusals and the permission matrix speak of it. */
  readonly action: string;
  readonly roles: readonly Role[];
  readonly reach: Reach;
  /** States of the object in which it may be done; absent when the object's state does not matter. */
  readonly states?: readonly string[];
}

const actionShape = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*\.[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** Whether a call carries the context of a person: what the public asks and what services ask of each other carries none. */
export const carriesCaller = ({ reach }: Permission): boolean => reach !== 'public' && reach !== 'service';

/**
 * What is wrong with a permission, or undefined. It arrives from code, yet a role misspelt through a cast would
 * silently permit nobody, and a public reach without the public role would permit what nobody reviewed.
 */
export function permissionFault(permission: Permission | undefined): string | undefined {
  if (permission === undefined) return 'has no permission; say which roles may do it';
  const { action, reach, states } = permission;
  if (!actionShape.test(action)) return `has the action ${JSON.stringify(action)}; write <noun>.<verb> in kebab-case`;
  if (!reaches.includes(reach)) return `has the reach ${JSON.stringify(reach)}; write one of ${reaches.join(', ')}`;
  if (reach === 'service') return permission.roles.length === 0 && states === undefined ? undefined : 'is for services alone, which have no role; name neither roles nor states';
  if (permission.roles.length === 0) return 'permits no role; name at least one';
  const unknown = permission.roles.find((role) => !roles.includes(role));
  if (unknown !== undefined) return `permits the role ${JSON.stringify(unknown)}, which roles.ts does not have`;
  if (new Set(permission.roles).size !== permission.roles.length) return 'names a role twice';
  if (permission.roles.includes('public') !== (reach === 'public')) return 'joins the role public with another reach, or the reach public with other roles alone';
  if (states !== undefined && states.length === 0) return 'names no state; leave states out when the state does not matter';
  return undefined;
}
