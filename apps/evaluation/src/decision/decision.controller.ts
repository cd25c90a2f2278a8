import { decisionContracts, type DecisionRecord, type DecisionReplay, type GetDecision } from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { DecisionService } from './decision.service.js';

/** Messages about decisions. */
@Controller()
export class DecisionController {
  constructor(@Inject(DecisionService) private readonly decisions: DecisionService) {}

  @Handles(decisionContracts.get)
  async get({ id }: GetDecision, request: Request): Promise<DecisionRecord> {
    return await this.decisions.get(id, request);
  }

  @Handles(decisionContracts.replay)
  async replay({ id }: GetDecision, request: Request): Promise<DecisionReplay> {
    return await this.decisions.replay(id, request);
  }
}
