import { DeadlineHandlers } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { RE_REVIEW_OPENS } from '../title-projection/title-projection.service.js';
import { RE_REVIEW_LAPSES } from './re-review-question.js';
import { ReReviewService } from './re-review.service.js';

/** The deadlines of re-reviews. */
@Injectable()
export class ReReviewSubscriber implements OnModuleInit {
  constructor(
    @Inject(DeadlineHandlers) private readonly deadlines: DeadlineHandlers,
    @Inject(ReReviewService) private readonly reReviews: ReReviewService,
  ) {}

  onModuleInit(): void {
    this.deadlines.register(RE_REVIEW_OPENS, async (call, { subject }) => await this.reReviews.open(subject, call));
    this.deadlines.register(RE_REVIEW_LAPSES, async (call, { subject }) => await this.reReviews.lapse(subject, call));
  }
}
