import {
  type CorrectSupport, type GetSupport, type GrantSupport, type ListSupports, type Support, supportContracts, type SupportPage,
  type SupportWithHistory, type WithdrawSupport,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { SupportService } from './support.service.js';

/** Messages about supports. */
@Controller()
export class SupportController {
  constructor(@Inject(SupportService) private readonly supports: SupportService) {}

  @Handles(supportContracts.grant)
  async grant(support: GrantSupport, request: Request): Promise<Support> {
    return await this.supports.grant(support, request);
  }

  @Handles(supportContracts.correct)
  async correct(correction: CorrectSupport, request: Request): Promise<Support> {
    return await this.supports.correct(correction, request);
  }

  @Handles(supportContracts.withdraw)
  async withdraw(withdrawal: WithdrawSupport, request: Request): Promise<Support> {
    return await this.supports.withdraw(withdrawal, request);
  }

  @Handles(supportContracts.get)
  async get(which: GetSupport, request: Request): Promise<SupportWithHistory> {
    return await this.supports.get(which, request);
  }

  @Handles(supportContracts.list)
  async list(filter: ListSupports, request: Request): Promise<SupportPage> {
    return await this.supports.list(filter, request);
  }
}
