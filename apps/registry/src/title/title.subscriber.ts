import {
  applicationRecognised, plaqueAwarded, reReviewApplied, reReviewFailed, reReviewOpened, reReviewPassed, revocationDecided, revocationWithdrawn,
  type EventContract,
} from '@jiqun/contracts';
import { DeadlineHandlers, EventSubscriptions, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';

import { TERM_ENDS } from './title-change.service.js';
import { TitleService } from './title.service.js';

/** What reaches titles from outside requests: recognitions, re-reviews, revocations, and the end of their terms. */
@Injectable()
export class TitleSubscriber implements OnModuleInit {
  constructor(
    @Inject(EventSubscriptions) private readonly subscriptions: EventSubscriptions,
    @Inject(DeadlineHandlers) private readonly deadlines: DeadlineHandlers,
    @Inject(TitleService) private readonly titles: TitleService,
  ) {}

  onModuleInit(): void {
    this.#take('title-grant', applicationRecognised, async (data, transaction) => await this.titles.grant(data, transaction));
    this.#take('title-plaque', plaqueAwarded, async (data, transaction) => await this.titles.awardPlaque(data, transaction));
    this.#take('title-re-review-opened', reReviewOpened, async (data, transaction) => await this.titles.openReReview(data, transaction));
    this.#take('title-re-review-applied', reReviewApplied, async (data, transaction) => await this.titles.applyForReReview(data, transaction));
    this.#take('title-re-review-passed', reReviewPassed, async (data, transaction) => await this.titles.passReReview(data, transaction));
    this.#take('title-re-review-failed', reReviewFailed, async (data, transaction) => await this.titles.failReReview(data, transaction));
    this.#take('title-revocation', revocationDecided, async (data, transaction) => await this.titles.revoke(data, transaction));
    this.#take('title-reinstatement', revocationWithdrawn, async (data, transaction) => await this.titles.reinstate(data, transaction));
    this.deadlines.register(TERM_ENDS, async (call, { subject }) => {
      await this.titles.endTerm(subject, call);
    });
  }

  #take<Data>(name: string, contract: EventContract<Data>, effect: (data: Data, transaction: Transaction) => Promise<void>): void {
    this.subscriptions.add(name, contract, async (event, transaction) => {
      await effect(event.data, transaction);
    });
  }
}
