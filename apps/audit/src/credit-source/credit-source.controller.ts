import { creditSourceContracts, type ChangeCreditSource, type CreditSource, type CreditSourcePage, type GetCreditSource, type RegisterCreditSource } from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { CreditSourceService } from './credit-source.service.js';

/** Messages about sources of credit data. */
@Controller()
export class CreditSourceController {
  constructor(@Inject(CreditSourceService) private readonly sources: CreditSourceService) {}

  @Handles(creditSourceContracts.register)
  async register(register: RegisterCreditSource, request: Request): Promise<CreditSource> {
    return await this.sources.register(register, request);
  }

  @Handles(creditSourceContracts.pause)
  async pause(pause: ChangeCreditSource, request: Request): Promise<CreditSource> {
    return await this.sources.pause(pause, request);
  }

  @Handles(creditSourceContracts.resume)
  async resume(resume: ChangeCreditSource, request: Request): Promise<CreditSource> {
    return await this.sources.resume(resume, request);
  }

  @Handles(creditSourceContracts.get)
  async get({ id }: GetCreditSource, request: Request): Promise<CreditSource> {
    return await this.sources.get(id, request);
  }

  @Handles(creditSourceContracts.list)
  async list(page: { readonly cursor?: string; readonly limit?: number }, request: Request): Promise<CreditSourcePage> {
    return await this.sources.list(page, request);
  }
}
