import {
  reReviewContracts, type ApplyForReReview, type AssessReReview, type DecideReReview, type GetReReview, type ListReReviews, type ReReview,
  type ReReviewPage,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ReReviewService } from './re-review.service.js';

/** Messages about re-reviews. */
@Controller()
export class ReReviewController {
  constructor(@Inject(ReReviewService) private readonly reReviews: ReReviewService) {}

  @Handles(reReviewContracts.apply)
  async apply(application: ApplyForReReview, request: Request): Promise<ReReview> {
    return await this.reReviews.apply(application, request);
  }

  @Handles(reReviewContracts.assess)
  async assess(assessment: AssessReReview, request: Request): Promise<ReReview> {
    return await this.reReviews.assess(assessment, request);
  }

  @Handles(reReviewContracts.decide)
  async decide(decision: DecideReReview, request: Request): Promise<ReReview> {
    return await this.reReviews.decide(decision, request);
  }

  @Handles(reReviewContracts.get)
  async get({ id }: GetReReview, request: Request): Promise<ReReview> {
    return await this.reReviews.get(id, request);
  }

  @Handles(reReviewContracts.list)
  async list(asked: ListReReviews, request: Request): Promise<ReReviewPage> {
    return await this.reReviews.list(asked, request);
  }
}
