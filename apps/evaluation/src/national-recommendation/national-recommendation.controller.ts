import {
  nationalRecommendationContracts, type DraftNationalRecommendation, type DropNationalRecommendation, type GetNationalRecommendation,
  type ListNationalRecommendations,
  type NationalRecommendation, type NationalRecommendationPage, type RecordNationalOutcome, type SubmitNationalRecommendation,
  type WaiveNationalRecommendation,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { NationalRecommendationService } from './national-recommendation.service.js';

/** Messages about recommendations for the national level. */
@Controller()
export class NationalRecommendationController {
  constructor(@Inject(NationalRecommendationService) private readonly recommendations: NationalRecommendationService) {}

  @Handles(nationalRecommendationContracts.draft)
  async draft(draft: DraftNationalRecommendation, request: Request): Promise<NationalRecommendation> {
    return await this.recommendations.draft(draft, request);
  }

  @Handles(nationalRecommendationContracts.waive)
  async waive(waiver: WaiveNationalRecommendation, request: Request): Promise<NationalRecommendation> {
    return await this.recommendations.waive(waiver, request);
  }

  @Handles(nationalRecommendationContracts.submit)
  async submit(submission: SubmitNationalRecommendation, request: Request): Promise<NationalRecommendation> {
    return await this.recommendations.submit(submission, request);
  }

  @Handles(nationalRecommendationContracts.recordOutcome)
  async recordOutcome(outcome: RecordNationalOutcome, request: Request): Promise<NationalRecommendation> {
    return await this.recommendations.recordOutcome(outcome, request);
  }

  @Handles(nationalRecommendationContracts.drop)
  async drop(drop: DropNationalRecommendation, request: Request): Promise<NationalRecommendation> {
    return await this.recommendations.drop(drop, request);
  }

  @Handles(nationalRecommendationContracts.get)
  async get({ id }: GetNationalRecommendation, request: Request): Promise<NationalRecommendation> {
    return await this.recommendations.get(id, request);
  }

  @Handles(nationalRecommendationContracts.list)
  async list(asked: ListNationalRecommendations, request: Request): Promise<NationalRecommendationPage> {
    return await this.recommendations.list(asked, request);
  }
}
