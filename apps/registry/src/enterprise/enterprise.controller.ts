import {
  type AddOwner, type AddQualification, type CorrectOwner, type CorrectQualification, type CountQualified, type DissolveEnterprise, enterpriseContracts,
  type EnterpriseDetail, type EnterprisePage, type GetEnterprise, type HistoryPage, type HistoryRequest, type ListEnterprises, type QualifiedCount,
  type RegisterEnterprise, type UpdateEnterprise,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { EnterpriseFactsService } from './enterprise-facts.service.js';
import { EnterpriseQueryService } from './enterprise-query.service.js';
import { EnterpriseService } from './enterprise.service.js';

/** Messages about enterprises. */
@Controller()
export class EnterpriseController {
  constructor(
    @Inject(EnterpriseService) private readonly enterprises: EnterpriseService,
    @Inject(EnterpriseFactsService) private readonly facts: EnterpriseFactsService,
    @Inject(EnterpriseQueryService) private readonly queries: EnterpriseQueryService,
  ) {}

  @Handles(enterpriseContracts.register)
  async register(request: RegisterEnterprise, asked: Request): Promise<EnterpriseDetail> {
    return await this.enterprises.register(request, asked);
  }

  @Handles(enterpriseContracts.update)
  async update(request: UpdateEnterprise, asked: Request): Promise<EnterpriseDetail> {
    return await this.enterprises.update(request, asked);
  }

  @Handles(enterpriseContracts.dissolve)
  async dissolve(request: DissolveEnterprise, asked: Request): Promise<EnterpriseDetail> {
    return await this.enterprises.dissolve(request, asked);
  }

  @Handles(enterpriseContracts.addQualification)
  async addQualification(request: AddQualification, asked: Request): Promise<EnterpriseDetail> {
    return await this.facts.addQualification(request, asked);
  }

  @Handles(enterpriseContracts.correctQualification)
  async correctQualification(request: CorrectQualification, asked: Request): Promise<EnterpriseDetail> {
    return await this.facts.correctQualification(request, asked);
  }

  @Handles(enterpriseContracts.addOwner)
  async addOwner(request: AddOwner, asked: Request): Promise<EnterpriseDetail> {
    return await this.facts.addOwner(request, asked);
  }

  @Handles(enterpriseContracts.correctOwner)
  async correctOwner(request: CorrectOwner, asked: Request): Promise<EnterpriseDetail> {
    return await this.facts.correctOwner(request, asked);
  }

  @Handles(enterpriseContracts.get)
  async get(request: GetEnterprise, asked: Request): Promise<EnterpriseDetail> {
    return await this.queries.get(request, asked);
  }

  @Handles(enterpriseContracts.list)
  async list(request: ListEnterprises, asked: Request): Promise<EnterprisePage> {
    return await this.queries.list(request, asked);
  }

  @Handles(enterpriseContracts.history)
  async history(request: HistoryRequest, asked: Request): Promise<HistoryPage> {
    return await this.queries.history(request, asked);
  }

  @Handles(enterpriseContracts.countQualified)
  async countQualified(request: CountQualified, asked: Request): Promise<QualifiedCount> {
    return await this.queries.countQualified(request, asked);
  }
}
