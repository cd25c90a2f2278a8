import type { Caller, Role } from '@jiqun/contracts';

import { installedRegions } from '../regions/installed-regions.js';

/**
 * The organisations that a caller acts for in a role, as their grants name them; for lists. A region says only where a
 * grant was given: two enterprises of one county share it, and neither may act for the other.
 * @param role `enterprise` or `promotion-organisation`; no other grant names an organisation
 * @returns social credit codes, none of a grant in another tenant's region
 */
export function organisationsOf({ grants, tenant }: Caller, role: Role): readonly string[] {
  const regions = installedRegions();
  const named = grants.flatMap((grant) => (grant.role === role && regions.tenantOf(grant.region) === tenant ? (grant.organisation ?? []) : []));
  return [...new Set<string>(named)];
}

/** Whether a caller acts for this organisation in a role. The system acts for nobody. */
export function actsFor(caller: Caller, role: Role, creditCode: string): boolean {
  return organisationsOf(caller, role).includes(creditCode);
}
