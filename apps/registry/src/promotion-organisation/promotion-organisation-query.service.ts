import {
  type GetPromotionOrganisation, type HistoryPage, type HistoryRequest, type ListPromotionOrganisations, promotionOrganisationContracts as contracts,
  type PromotionOrganisationDetail, type PromotionOrganisationPage, type PublicPromotionOrganisationPage, Refusal, type SearchPromotionOrganisations, usualPage,
  uuidSchema,
} from '@jiqun/contracts';
import { allRegions, installedRegions, readCursor, type Request, writeCursor } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { equal, hasCreditCode, type ListCondition, nameContains } from '../filtered-list.js';
import { RegisterChangeService } from '../register-change/register-change.service.js';
import { codesWithin, permitted, visibleCodes } from '../registration.js';
import type { PromotionOrganisation } from './promotion-organisation.entity.js';
import { toPromotionOrganisation, toPromotionOrganisationDetail, toPublicOrganisation } from './promotion-organisation.mapper.js';
import { PromotionOrganisationRepository } from './promotion-organisation.repository.js';
import { RepresentativeService } from './representative.service.js';

const NOUN = 'promotion-organisation';

interface PageOfList {
  readonly cursor?: string;
  readonly limit?: number;
}

/** What is asked about promotion organisations, by officials, by those who act for them, and by everybody. */
@Injectable()
export class PromotionOrganisationQueryService {
  constructor(
    @Inject(PromotionOrganisationRepository) private readonly organisations: PromotionOrganisationRepository,
    @Inject(RegisterChangeService) private readonly changes: RegisterChangeService,
    @Inject(RepresentativeService) private readonly representatives: RepresentativeService,
  ) {}

  /** @throws Refusal NOT_FOUND, also for a day on which it was not yet registered */
  async get({ id, asOf }: GetPromotionOrganisation, { caller }: Request): Promise<PromotionOrganisationDetail> {
    const found = await this.organisations.findWhole(id);
    await this.representatives.permittedFor(found, { noun: NOUN, id }, contracts.get.permission, caller);
    if (found !== undefined && asOf === undefined) return toPromotionOrganisationDetail(found);
    const then = await this.changes.asOf(NOUN, id, asOf ?? '');
    if (then === undefined) throw new Refusal('NOT_FOUND', { noun: NOUN, id });
    return then as PromotionOrganisationDetail;
  }

  async list(request: ListPromotionOrganisations, { caller }: Request): Promise<PromotionOrganisationPage> {
    const { region, creditCode, nameContains: part, state } = request;
    const conditions = [...hasCreditCode(creditCode), ...nameContains(part), ...equal('state', state)];
    const { found, next } = await this.#page(visibleCodes(contracts.list.permission, caller, region), conditions, request);
    return { items: found.map(toPromotionOrganisation), ...next };
  }

  async history(request: HistoryRequest, { caller }: Request): Promise<HistoryPage> {
    const { id } = request;
    permitted(await this.organisations.find(id), { noun: NOUN, id }, contracts.history.permission, caller);
    return await this.changes.history(NOUN, request);
  }

  /** The public register: of every jurisdiction unless one is named. */
  async searchPublic(request: SearchPromotionOrganisations): Promise<PublicPromotionOrganisationPage> {
    const { tenant, region, nameContains: part } = request;
    const tree = installedRegions();
    const codes = allRegions().map(({ code }) => code).filter((code) => tenant === undefined || tree.isWithin(code, tenant));
    const { found, next } = await this.#page(codesWithin(codes, region), nameContains(part), request);
    return { items: found.map(toPublicOrganisation), ...next };
  }

  async #page(
    regions: readonly string[],
    conditions: readonly ListCondition[],
    { cursor, limit = usualPage }: PageOfList,
  ): Promise<{ found: readonly PromotionOrganisation[]; next: { next?: string } }> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const rows = await this.organisations.list({ regions, before, limit: limit + 1, conditions });
    const found = rows.slice(0, limit);
    const last = found.at(-1);
    return { found, next: rows.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {} };
  }
}
