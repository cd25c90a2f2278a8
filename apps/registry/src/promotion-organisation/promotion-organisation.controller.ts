import {
  type GetPromotionOrganisation, type HistoryPage, type HistoryRequest, type JudgePromotionOrganisation, type ListPromotionOrganisations,
  type MovePromotionOrganisation, promotionOrganisationContracts as contracts, type PromotionOrganisationDetail, type PromotionOrganisationPage,
  type PublicPromotionOrganisationPage, type RegisterPromotionOrganisation, type Representative, type Represented, type Represents,
  type SearchPromotionOrganisations, type UpdatePromotionOrganisation,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { PromotionOrganisationQueryService } from './promotion-organisation-query.service.js';
import { PromotionOrganisationService } from './promotion-organisation.service.js';
import { RepresentativeService } from './representative.service.js';

/** Messages about promotion organisations. */
@Controller()
export class PromotionOrganisationController {
  constructor(
    @Inject(PromotionOrganisationService) private readonly organisations: PromotionOrganisationService,
    @Inject(RepresentativeService) private readonly representatives: RepresentativeService,
    @Inject(PromotionOrganisationQueryService) private readonly queries: PromotionOrganisationQueryService,
  ) {}

  @Handles(contracts.register)
  async register(request: RegisterPromotionOrganisation, asked: Request): Promise<PromotionOrganisationDetail> {
    return await this.organisations.register(request, asked);
  }

  @Handles(contracts.update)
  async update(request: UpdatePromotionOrganisation, asked: Request): Promise<PromotionOrganisationDetail> {
    return await this.organisations.update(request, asked);
  }

  @Handles(contracts.judge)
  async judge(request: JudgePromotionOrganisation, asked: Request): Promise<PromotionOrganisationDetail> {
    return await this.organisations.judge(request, asked);
  }

  @Handles(contracts.suspend)
  async suspend(request: MovePromotionOrganisation, asked: Request): Promise<PromotionOrganisationDetail> {
    return await this.organisations.suspend(request, asked);
  }

  @Handles(contracts.resume)
  async resume(request: MovePromotionOrganisation, asked: Request): Promise<PromotionOrganisationDetail> {
    return await this.organisations.resume(request, asked);
  }

  @Handles(contracts.dissolve)
  async dissolve(request: MovePromotionOrganisation, asked: Request): Promise<PromotionOrganisationDetail> {
    return await this.organisations.dissolve(request, asked);
  }

  @Handles(contracts.appointRepresentative)
  async appointRepresentative(request: Representative, asked: Request): Promise<PromotionOrganisationDetail> {
    return await this.representatives.appoint(request, asked);
  }

  @Handles(contracts.removeRepresentative)
  async removeRepresentative(request: Representative, asked: Request): Promise<PromotionOrganisationDetail> {
    return await this.representatives.remove(request, asked);
  }

  @Handles(contracts.represents)
  async represents(request: Represents, asked: Request): Promise<Represented> {
    return await this.representatives.represents(request, asked);
  }

  @Handles(contracts.get)
  async get(request: GetPromotionOrganisation, asked: Request): Promise<PromotionOrganisationDetail> {
    return await this.queries.get(request, asked);
  }

  @Handles(contracts.list)
  async list(request: ListPromotionOrganisations, asked: Request): Promise<PromotionOrganisationPage> {
    return await this.queries.list(request, asked);
  }

  @Handles(contracts.history)
  async history(request: HistoryRequest, asked: Request): Promise<HistoryPage> {
    return await this.queries.history(request, asked);
  }

  @Handles(contracts.searchPublic)
  async searchPublic(request: SearchPromotionOrganisations): Promise<PublicPromotionOrganisationPage> {
    return await this.queries.searchPublic(request);
  }
}
