import type { Caller, Permission, Role } from '@jiqun/contracts';
import { installedRegions, permits, visibleRegions } from '@jiqun/service-kit';

import { partyOf } from '../award-subject/award-parties.js';
import type { AwardParty } from '../award-subject/award-subject.entity.js';

/** Whose awards a caller sees: those of regions, or those of the groups that they edit for the enterprises they act for. */
export type AwardReader = { readonly regions: readonly string[]; readonly editor?: undefined } | { readonly regions: readonly []; readonly editor: AwardParty };

const isApplicant = (role: Role): boolean => role === 'enterprise';

/**
 * Officials and auditors see the awards of their regions; an enterprise, wherever its grant is, those of its own groups.
 * @throws Refusal NOT_PERMITTED
 */
export function awardReaderOf(permission: Permission, caller: Caller): AwardReader {
  permits(permission, caller);
  const officials = permission.roles.filter((role) => !isApplicant(role));
  if (!caller.grants.some(({ role }) => officials.includes(role))) return { regions: [], editor: partyOf(caller) };
  const { regions } = visibleRegions({ ...permission, roles: officials }, caller, installedRegions());
  return { regions: regions?.codes ?? [] };
}
