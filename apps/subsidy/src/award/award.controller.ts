import {
  awardContracts, type Award, type AwardExplanation, type AwardPage, type AwardReplay, type AwardVersions, type CorrectAward, type DecideAward, type ExplainAward,
  type GetAward, type ListAwards, type PrepareAward, type WithdrawAward,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { AwardReadingService } from './award-reading.service.js';
import { AwardService } from './award.service.js';

/** Messages about awards. */
@Controller()
export class AwardController {
  constructor(
    @Inject(AwardService) private readonly awards: AwardService,
    @Inject(AwardReadingService) private readonly reading: AwardReadingService,
  ) {}

  @Handles(awardContracts.prepare)
  async prepare(award: PrepareAward, request: Request): Promise<Award> {
    return await this.awards.prepare(award, request);
  }

  @Handles(awardContracts.correct)
  async correct(correction: CorrectAward, request: Request): Promise<Award> {
    return await this.awards.correct(correction, request);
  }

  @Handles(awardContracts.decide)
  async decide(decision: DecideAward, request: Request): Promise<Award> {
    return await this.awards.decide(decision, request);
  }

  @Handles(awardContracts.withdraw)
  async withdraw(withdrawal: WithdrawAward, request: Request): Promise<Award> {
    return await this.awards.withdraw(withdrawal, request);
  }

  @Handles(awardContracts.get)
  async get({ id }: GetAward, request: Request): Promise<Award> {
    return await this.reading.get(id, request);
  }

  @Handles(awardContracts.list)
  async list(asked: ListAwards, request: Request): Promise<AwardPage> {
    return await this.reading.list(asked, request);
  }

  @Handles(awardContracts.explain)
  async explain(asked: ExplainAward, request: Request): Promise<AwardExplanation> {
    return await this.reading.explain(asked, request);
  }

  @Handles(awardContracts.versions)
  async versions({ id }: GetAward, request: Request): Promise<AwardVersions> {
    return await this.reading.versions(id, request);
  }

  @Handles(awardContracts.replay)
  async replay({ id }: GetAward, request: Request): Promise<AwardReplay> {
    return await this.reading.replay(id, request);
  }
}
