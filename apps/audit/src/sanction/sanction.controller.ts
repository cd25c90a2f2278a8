import {
  sanctionContracts, type ConfirmSanction, type GetSanction, type ImposeSanction, type LiftSanction, type ListSanctions, type RejectSanction,
  type Sanction, type SanctionPage, type WithdrawSanction,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ImposeService } from './impose.service.js';
import { SanctionService } from './sanction.service.js';

/** Messages about sanctions. */
@Controller()
export class SanctionController {
  constructor(
    @Inject(ImposeService) private readonly imposing: ImposeService,
    @Inject(SanctionService) private readonly sanctions: SanctionService,
  ) {}

  @Handles(sanctionContracts.impose)
  async impose(impose: ImposeSanction, request: Request): Promise<Sanction> {
    return await this.imposing.impose(impose, request);
  }

  @Handles(sanctionContracts.lift)
  async lift(lift: LiftSanction, request: Request): Promise<Sanction> {
    return await this.sanctions.lift(lift, request);
  }

  @Handles(sanctionContracts.withdraw)
  async withdraw(withdraw: WithdrawSanction, request: Request): Promise<Sanction> {
    return await this.sanctions.withdraw(withdraw, request);
  }

  @Handles(sanctionContracts.confirm)
  async confirm(confirm: ConfirmSanction, request: Request): Promise<Sanction> {
    return await this.sanctions.confirm(confirm, request);
  }

  @Handles(sanctionContracts.reject)
  async reject(reject: RejectSanction, request: Request): Promise<Sanction> {
    return await this.sanctions.reject(reject, request);
  }

  @Handles(sanctionContracts.get)
  async get({ id }: GetSanction, request: Request): Promise<Sanction> {
    return await this.sanctions.get(id, request);
  }

  @Handles(sanctionContracts.list)
  async list(list: ListSanctions, request: Request): Promise<SanctionPage> {
    return await this.sanctions.list(list, request);
  }
}
