import { standingCheckContracts, type ListStandingChecks, type StandingCheckPage } from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { StandingCheckService } from './standing-check.service.js';

/** Messages about the standing of those who apply or are paid. */
@Controller()
export class StandingController {
  constructor(@Inject(StandingCheckService) private readonly checks: StandingCheckService) {}

  @Handles(standingCheckContracts.listChecks)
  async listChecks(list: ListStandingChecks, request: Request): Promise<StandingCheckPage> {
    return await this.checks.list(list, request);
  }
}
