import { type Caller, type Permission, promotionOrganisationContracts as contracts, type PromotionOrganisationDetail, Refusal, type Representative, type Represented, type Represents } from '@jiqun/contracts';
import { installedRegions, permitsObject, type Request, visibleRegions } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { permitted, wrongPlace } from '../registration.js';
import { PromotionOrganisationChangeService } from './promotion-organisation-change.service.js';
import { conditionsOf } from './promotion-organisation.conditions.js';
import type { PromotionOrganisation } from './promotion-organisation.entity.js';
import { PromotionOrganisationRepository } from './promotion-organisation.repository.js';

/** As many as an answer holds. */
const MOST_REPRESENTATIVES = 50;

/** Who may act for a promotion organisation: people whom the department of its locality appointed, and nobody else with the role alone. */
@Injectable()
export class RepresentativeService {
  constructor(
    @Inject(PromotionOrganisationRepository) private readonly organisations: PromotionOrganisationRepository,
    @Inject(PromotionOrganisationChangeService) private readonly changer: PromotionOrganisationChangeService,
  ) {}

  /** @throws Refusal ALREADY_EXISTS for who acts for it already */
  async appoint(request: Representative, asked: Request): Promise<PromotionOrganisationDetail> {
    const clause = conditionsOf(asked.caller.tenant).supervision?.clause;
    return await this.changer.change({ request, contract: contracts.appointRepresentative, asked, clause }, async (found, transaction) => {
      const { person } = request;
      if (found.representatives.includes(person)) throw new Refusal('ALREADY_EXISTS', { noun: 'promotion-organisation', id: `${found.id} ${person}` });
      if (found.representatives.length >= MOST_REPRESENTATIVES) throw wrongPlace('person', 'TOO_LARGE');
      await this.organisations.appoint(transaction, found, person);
      return { representatives: [...found.representatives, person].toSorted((a, b) => (a < b ? -1 : 1)) };
    });
  }

  /** Takes effect at once. @throws Refusal INVALID_REQUEST for somebody who does not act for it */
  async remove(request: Representative, asked: Request): Promise<PromotionOrganisationDetail> {
    const clause = conditionsOf(asked.caller.tenant).supervision?.clause;
    return await this.changer.change({ request, contract: contracts.removeRepresentative, asked, clause }, async (found, transaction) => {
      const { person } = request;
      if (!found.representatives.includes(person)) throw wrongPlace('person', 'VALUE');
      await this.organisations.remove(transaction, found, person);
      return { representatives: found.representatives.filter((other) => other !== person) };
    });
  }

  /** The registered organisations that the caller may act for, or another person: of those an official learns only in the own regions. */
  async represents({ person }: Represents, { caller }: Request): Promise<Represented> {
    const found = await this.organisations.representedBy(caller.tenant, person ?? caller.person);
    const isVisible = person === undefined || person === caller.person ? () => true : visibleToOfficial(contracts.represents.permission, caller);
    const organisations = found.filter(isVisible).map(({ id, name, creditCode, region }) => ({ id, name, creditCode, region }));
    return { organisations };
  }

  /**
   * The organisation, if the caller may do this for it: as a representative, wherever the role was granted, or as an
   * official of its region.
   * @param manager that of the transaction that depends on it
   * @throws Refusal NOT_FOUND, those of `permitsObject`
   */
  async permittedFor(organisation: PromotionOrganisation | undefined, named: { noun: string; id: string }, permission: Permission, caller: Caller, manager?: EntityManager): Promise<PromotionOrganisation> {
    if (organisation === undefined || organisation.tenant !== caller.tenant) throw new Refusal('NOT_FOUND', named);
    const { id, tenant, state } = organisation;
    const hasRole = caller.grants.some(({ role }) => role === 'promotion-organisation') && permission.roles.includes('promotion-organisation');
    if (hasRole && (await this.organisations.isRepresentedBy(tenant, caller.person, id, manager))) {
      permitsObject({ ...permission, reach: 'tenant' }, caller, { tenant, state }, installedRegions());
      return organisation;
    }
    return permitted(organisation, named, officialsOnly(permission), caller);
  }
}

function officialsOnly(permission: Permission): Permission {
  return { ...permission, roles: permission.roles.filter((role) => role !== 'promotion-organisation') };
}

function visibleToOfficial(permission: Permission, caller: Caller): (organisation: PromotionOrganisation) => boolean {
  const { regions } = visibleRegions({ ...officialsOnly(permission), reach: 'region' }, caller, installedRegions());
  return ({ region }) => regions?.codes.includes(region) === true;
}
