import {
  creditLoadContracts, type AbandonCreditLoad, type AppendCreditRows, type BeginCreditLoad, type CorrectCreditLoad, type CreditLoad,
  type CreditLoadPage, type GetCreditLoad, type ListCreditLoads, type WhichCreditLoad,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { CreditLoadService } from './credit-load.service.js';

/** Messages about loads of credit lists. */
@Controller()
export class CreditLoadController {
  constructor(@Inject(CreditLoadService) private readonly loads: CreditLoadService) {}

  @Handles(creditLoadContracts.begin)
  async begin(begin: BeginCreditLoad, request: Request): Promise<CreditLoad> {
    return await this.loads.begin(begin, request);
  }

  @Handles(creditLoadContracts.append)
  async append(append: AppendCreditRows, request: Request): Promise<CreditLoad> {
    return await this.loads.append(append, request);
  }

  @Handles(creditLoadContracts.correct)
  async correct(correct: CorrectCreditLoad, request: Request): Promise<CreditLoad> {
    return await this.loads.correct(correct, request);
  }

  @Handles(creditLoadContracts.check)
  async check(which: WhichCreditLoad, request: Request): Promise<CreditLoad> {
    return await this.loads.check(which, request);
  }

  @Handles(creditLoadContracts.apply)
  async apply(which: WhichCreditLoad, request: Request): Promise<CreditLoad> {
    return await this.loads.apply(which, request);
  }

  @Handles(creditLoadContracts.abandon)
  async abandon(abandon: AbandonCreditLoad, request: Request): Promise<CreditLoad> {
    return await this.loads.abandon(abandon, request);
  }

  @Handles(creditLoadContracts.get)
  async get({ id }: GetCreditLoad, request: Request): Promise<CreditLoad> {
    return await this.loads.get(id, request);
  }

  @Handles(creditLoadContracts.list)
  async list(list: ListCreditLoads, request: Request): Promise<CreditLoadPage> {
    return await this.loads.list(list, request);
  }
}
