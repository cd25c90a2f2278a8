import { standingContracts, type CheckedStanding, type CheckStanding, type ExplainedStanding, type ExplainStanding } from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { StandingService } from './standing.service.js';

/** Messages about standings. */
@Controller()
export class StandingController {
  constructor(@Inject(StandingService) private readonly standings: StandingService) {}

  @Handles(standingContracts.check)
  async check(check: CheckStanding): Promise<CheckedStanding> {
    return await this.standings.check(check);
  }

  @Handles(standingContracts.explain)
  async explain(explain: ExplainStanding, request: Request): Promise<ExplainedStanding> {
    return await this.standings.explain(explain, request);
  }
}
