import { Refusal, type Caller, type Permission } from '@jiqun/contracts';
import { installedRegions, permitsObject } from '@jiqun/service-kit';

/** What of a cluster decides who may touch it. */
export interface ClusterPlace {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly leadPrefecture?: string | null | undefined;
}

/**
 * Whether the caller may write of a cluster: one in several prefectures belongs to the one that leads it (AMC-7-1.b), any
 * other to whoever answers for all of its regions.
 * @throws Refusal as `permitsObject`
 */
export function mayWrite(permission: Permission, caller: Caller, { tenant, regions, leadPrefecture }: ClusterPlace): void {
  const places = leadPrefecture === undefined || leadPrefecture === null ? regions : [leadPrefecture];
  for (const region of places) permitsObject(permission, caller, { tenant, region }, installedRegions());
}

/** Whether the caller may read of a cluster: who answers for a part of it. @throws Refusal as `permitsObject` */
export function mayRead(permission: Permission, caller: Caller, { tenant, regions }: ClusterPlace): void {
  let refusal: unknown;
  for (const region of regions) {
    try {
      permitsObject(permission, caller, { tenant, region }, installedRegions());
      return;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

/** The permission without the promotion organisations' people, whose reach is not a region but their organisation. */
export function officially(permission: Permission): Permission {
  return { ...permission, roles: permission.roles.filter((role) => role !== 'promotion-organisation') };
}

/** Whether the caller may ask for a promotion organisation alone: a role as an official goes further. */
export function isOfOrganisation(permission: Permission, { grants }: Caller): boolean {
  const roles = new Set(grants.map(({ role }) => role).filter((role) => permission.roles.includes(role)));
  return roles.size === 1 && roles.has('promotion-organisation');
}
