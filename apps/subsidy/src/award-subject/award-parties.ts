import type { Caller, Permission } from '@jiqun/contracts';
import { installedRegions, organisationsOf, visibleRegions } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { notFound } from '../refusals.js';
import type { AwardParty } from './award-subject.entity.js';
import { AwardSubjectRepository } from './award-subject.repository.js';

/** What decides who may see something about an award. */
export interface PartyObject {
  readonly id: string;
  readonly groupId: string;
  readonly region: string;
}

/** What a list is read within: the regions of an official, or the project groups of an enterprise's person. */
export interface PartyScope {
  readonly by: 'region' | 'group';
  readonly codes: readonly string[];
}

/** The caller as a party: who they are, and the enterprises that their grants name (SUB-7.b). */
export const partyOf = (caller: Caller): AwardParty => ({ person: caller.person, organisations: organisationsOf(caller, 'enterprise') });

/** An official acts in a region; an enterprise's person in what is that enterprise's own, whatever the region. */
@Injectable()
export class AwardParties {
  constructor(@Inject(AwardSubjectRepository) private readonly subjects: AwardSubjectRepository) {}

  /** @throws Refusal NOT_FOUND for what is another enterprise's, or of a region that the caller does not see */
  async requireSeen(permission: Permission, caller: Caller, noun: string, object: PartyObject): Promise<void> {
    if (isOfficial(permission, caller, object.region)) return;
    if (!isEnterprise(permission, caller) || !(await this.subjects.isParty(object.groupId, partyOf(caller)))) throw notFound(noun, object.id);
  }

  /** The same for a command, whose region has been asked for. */
  async requireParty(manager: EntityManager, permission: Permission, caller: Caller, noun: string, object: PartyObject): Promise<void> {
    if (isOfficial(permission, caller, object.region)) return;
    if (!(await this.subjects.isPartyIn(manager, object.groupId, partyOf(caller)))) throw notFound(noun, object.id);
  }

  /** What a caller's list is read within. @throws Refusal NOT_PERMITTED */
  async scopeOf(permission: Permission, caller: Caller): Promise<PartyScope> {
    const roles = permission.roles.filter((role) => role !== 'enterprise');
    if (caller.grants.some(({ role }) => role !== 'enterprise' && roles.includes(role))) {
      return { by: 'region', codes: visibleRegions({ ...permission, roles }, caller, installedRegions()).regions?.codes ?? [] };
    }
    visibleRegions(permission, caller, installedRegions());
    return { by: 'group', codes: await this.subjects.groupsOf(caller.tenant, partyOf(caller)) };
  }
}

function isOfficial({ roles }: Permission, { grants, tenant }: Caller, region: string): boolean {
  const tree = installedRegions();
  return grants.some((grant) =>
    grant.role !== 'enterprise' && roles.includes(grant.role) && tree.tenantOf(grant.region) === tenant && tree.isWithin(region, grant.region));
}

function isEnterprise({ roles }: Permission, { grants }: Caller): boolean {
  return roles.includes('enterprise') && grants.some(({ role }) => role === 'enterprise');
}
