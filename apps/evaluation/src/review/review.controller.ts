import {
  reviewContracts, type Application, type ApplicationsSelected, type CompleteStep, type JudgeClause, type ReadReviewHistory, type RecordReview, type RejectApplication,
  type ReturnApplication, type ReviewHistory, type SelectApplications, type WaiveClause,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ReviewCommandsService } from './review-commands.service.js';
import { SelectService } from './select.service.js';

/** Messages about the review of applications. */
@Controller()
export class ReviewController {
  constructor(
    @Inject(ReviewCommandsService) private readonly reviews: ReviewCommandsService,
    @Inject(SelectService) private readonly choices: SelectService,
  ) {}

  @Handles(reviewContracts.complete)
  async complete(complete: CompleteStep, request: Request): Promise<Application> {
    return await this.reviews.complete(complete, request);
  }

  @Handles(reviewContracts.reject)
  async reject(reject: RejectApplication, request: Request): Promise<Application> {
    return await this.reviews.reject(reject, request);
  }

  @Handles(reviewContracts.return)
  async return(back: ReturnApplication, request: Request): Promise<Application> {
    return await this.reviews.return(back, request);
  }

  @Handles(reviewContracts.record)
  async record(record: RecordReview, request: Request): Promise<Application> {
    return await this.reviews.record(record, request);
  }

  @Handles(reviewContracts.judge)
  async judge(judge: JudgeClause, request: Request): Promise<Application> {
    return await this.reviews.judge(judge, request);
  }

  @Handles(reviewContracts.waive)
  async waive(waive: WaiveClause, request: Request): Promise<Application> {
    return await this.reviews.waive(waive, request);
  }

  @Handles(reviewContracts.select)
  async select(select: SelectApplications, request: Request): Promise<ApplicationsSelected> {
    return await this.choices.select(select, request);
  }

  @Handles(reviewContracts.history)
  async history(read: ReadReviewHistory, request: Request): Promise<ReviewHistory> {
    return await this.reviews.history(read, request);
  }
}
