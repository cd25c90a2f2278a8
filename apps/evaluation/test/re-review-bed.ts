import type { AssessReReview, ReReview } from '@jiqun/contracts';

import { DecisionRepository } from '../src/decision/decision.repository.js';
import { DecisionService } from '../src/decision/decision.service.js';
import { ReReviewRepository } from '../src/re-review/re-review.repository.js';
import { ReReviewService } from '../src/re-review/re-review.service.js';
import { ReReviewSubscriber } from '../src/re-review/re-review.subscriber.js';
import type { TitleBed } from './title-bed.js';

/** The services of re-reviews, over a bed of titles. */
export class ReReviewBed {
  readonly reReviews: ReReviewService;
  readonly decisions: DecisionService;

  constructor(private readonly bed: TitleBed) {
    const { runner, reader, titles, titleService, policies, calendars, handlers } = bed;
    this.decisions = new DecisionService(new DecisionRepository(reader), policies, calendars);
    this.reReviews = new ReReviewService(runner, new ReReviewRepository(reader), titles, titleService, policies, this.decisions);
    new ReReviewSubscriber(handlers, this.reReviews).onModuleInit();
  }

  /** A title's re-reviews, newest first. */
  async of(titleId: string): Promise<ReReview[]> {
    const page = await this.reReviews.list({ titleId }, this.bed.request());
    return await Promise.all(page.items.map(async ({ id }) => await this.reReviews.get(id, this.bed.request())));
  }

  async apply({ id, version, region }: ReReview): Promise<ReReview> {
    return await this.reReviews.apply(
      { id, version, statement: '申请复核', documents: ['三年总结'] }, this.bed.request('county-industry', 'applicant', region),
    );
  }

  async assess({ id, version }: ReReview, changes: Partial<AssessReReview> = {}): Promise<ReReview> {
    const planGoals = [{ goal: '总产值达到100亿元', result: '已达到', isReached: true }];
    return await this.reReviews.assess(
      { id, version, planGoals, opinion: '目标完成', facts: [], ...changes }, this.bed.request('province-industry', 'assessor'),
    );
  }

  async decide({ id, version }: ReReview, result: 'passed' | 'failed' = 'passed', person = 'decider'): Promise<ReReview> {
    return await this.reReviews.decide({ id, version, result, reasons: '理由' }, this.bed.request('province-industry', person));
  }
}
