import {
  correctSupport, getSupport, grantSupport, listSupports, withdrawSupport, type CorrectSupport, type GetSupport, type GrantSupport,
  type ListSupports, type Support, type SupportPage, type SupportWithHistory, type WithdrawSupport,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { SupportService } from './support.service.js';

/** Messages about supports. */
@Controller()
export class SupportController {
  constructor(@Inject(SupportService) private readonly supports: SupportService) {}

  @Handles(grantSupport)
  async grant(support: GrantSupport, request: Request): Promise<Support> {
    return await this.supports.grant(support, request);
  }

  @Handles(correctSupport)
  async correct(correction: CorrectSupport, request: Request): Promise<Support> {
    return await this.supports.correct(correction, request);
  }

  @Handles(withdrawSupport)
  async withdraw(withdrawal: WithdrawSupport, request: Request): Promise<Support> {
    return await this.supports.withdraw(withdrawal, request);
  }

  @Handles(getSupport)
  async get(which: GetSupport, request: Request): Promise<SupportWithHistory> {
    return await this.supports.get(which, request);
  }

  @Handles(listSupports)
  async list(filter: ListSupports, request: Request): Promise<SupportPage> {
    return await this.supports.list(filter, request);
  }
}
