import { Refusal, roles, type Caller, type Permission, type Role } from '@jiqun/contracts';

import { permits } from './permits.js';

/** The contracts whose permissions are asked about; `catalogue` of @jiqun/contracts is one. */
export interface PermittedContracts {
  readonly commands: readonly PermittedContract[];
  readonly queries: readonly PermittedContract[];
}

interface PermittedContract {
  readonly subject: string;
  readonly permission: Permission;
}

/** Whether a person with this one role may call this contract, and on which objects. */
export interface PermissionCell {
  readonly subject: string;
  readonly action: string;
  readonly role: Role;
  readonly permitted: boolean;
  readonly reach: Permission['reach'];
  readonly states?: readonly string[];
}

/** Every role with every contract, ordered by subject and then as `roles`. The verdict is that of `permits` itself. */
export function permissionMatrix(contracts: PermittedContracts): readonly PermissionCell[] {
  return [...contracts.commands, ...contracts.queries]
    .toSorted((one, other) => (one.subject < other.subject ? -1 : 1))
    .flatMap(({ subject, permission }) =>
      roles.map((role) => ({
        subject,
        action: permission.action,
        role,
        permitted: isPermitted(permission, role),
        reach: permission.reach,
        ...(permission.states === undefined ? {} : { states: permission.states }),
      })),
    );
}

function isPermitted(permission: Permission, role: Role): boolean {
  const caller = { person: 'matrix', tenant: 'CN-22', grants: [{ role, region: '220000' }], session: 'matrix', issuedAt: 0, expiresAt: 0 };
  try {
    permits(permission, caller as Caller);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.code === 'NOT_PERMITTED') return false;
    throw error;
  }
}
