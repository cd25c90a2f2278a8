import { type Erasure, erasureContracts, type ProposeErasure, type SettleErasure } from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ErasureService } from './erasure.service.js';

/** Messages about erasures. */
@Controller()
export class ErasureController {
  constructor(@Inject(ErasureService) private readonly erasures: ErasureService) {}

  @Handles(erasureContracts.propose)
  async propose(request: ProposeErasure, context: Request): Promise<Erasure> {
    return await this.erasures.propose(request, context);
  }

  @Handles(erasureContracts.approve)
  async approve(request: SettleErasure, context: Request): Promise<Erasure> {
    return await this.erasures.approve(request, context);
  }

  @Handles(erasureContracts.decline)
  async decline(request: SettleErasure, context: Request): Promise<Erasure> {
    return await this.erasures.decline(request, context);
  }

  @Handles(erasureContracts.get)
  async get(request: { readonly id: string }, { caller }: Request): Promise<Erasure> {
    return await this.erasures.get(request, caller);
  }
}
