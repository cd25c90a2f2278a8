import {
  groupReviewContracts, type CompleteGroupStep, type GetGroupReview, type GroupHistory, type GroupReview, type GroupsProposed, type GroupsReserved, type ListReserve,
  type ListWaitingGroups, type ProposeGroups, type ReadGroupHistory, type RecordGroupResult, type RejectGroup, type ReserveCsv, type ReserveGroups, type ReservePage,
  type ReturnGroup, type SignGroup, type TakeSignatureBack, type WaitingGroupPage,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ProposeService } from './propose.service.js';
import { ReserveService } from './reserve.service.js';
import { ResultService } from './result.service.js';
import { ReviewCommandsService } from './review-commands.service.js';
import { ReviewReadingService } from './review-reading.service.js';

/** Messages about the review of project groups. */
@Controller()
export class ReviewController {
  constructor(
    @Inject(ReviewCommandsService) private readonly reviews: ReviewCommandsService,
    @Inject(ResultService) private readonly results: ResultService,
    @Inject(ProposeService) private readonly proposals: ProposeService,
    @Inject(ReserveService) private readonly reserves: ReserveService,
    @Inject(ReviewReadingService) private readonly readings: ReviewReadingService,
  ) {}

  @Handles(groupReviewContracts.sign)
  async sign(sign: SignGroup, request: Request): Promise<GroupReview> {
    return await this.reviews.sign(sign, request);
  }

  @Handles(groupReviewContracts.takeBack)
  async takeBack(back: TakeSignatureBack, request: Request): Promise<GroupReview> {
    return await this.reviews.takeBack(back, request);
  }

  @Handles(groupReviewContracts.complete)
  async complete(complete: CompleteGroupStep, request: Request): Promise<GroupReview> {
    return await this.reviews.complete(complete, request);
  }

  @Handles(groupReviewContracts.return)
  async return(back: ReturnGroup, request: Request): Promise<GroupReview> {
    return await this.reviews.return(back, request);
  }

  @Handles(groupReviewContracts.reject)
  async reject(reject: RejectGroup, request: Request): Promise<GroupReview> {
    return await this.reviews.reject(reject, request);
  }

  @Handles(groupReviewContracts.recordResult)
  async recordResult(given: RecordGroupResult, request: Request): Promise<GroupReview> {
    return await this.results.record(given, request);
  }

  @Handles(groupReviewContracts.propose)
  async propose(list: ProposeGroups, request: Request): Promise<GroupsProposed> {
    return await this.proposals.propose(list, request);
  }

  @Handles(groupReviewContracts.reserve)
  async reserve(reserve: ReserveGroups, request: Request): Promise<GroupsReserved> {
    return await this.reserves.reserve(reserve, request);
  }

  @Handles(groupReviewContracts.get)
  async get(get: GetGroupReview, request: Request): Promise<GroupReview> {
    return await this.readings.get(get, request);
  }

  @Handles(groupReviewContracts.history)
  async history(read: ReadGroupHistory, request: Request): Promise<GroupHistory> {
    return await this.readings.history(read, request);
  }

  @Handles(groupReviewContracts.worklist)
  async worklist(list: ListWaitingGroups, request: Request): Promise<WaitingGroupPage> {
    return await this.readings.worklist(list, request);
  }

  @Handles(groupReviewContracts.listReserve)
  async listReserve(list: ListReserve, request: Request): Promise<ReservePage> {
    return await this.reserves.list(list, request);
  }

  @Handles(groupReviewContracts.exportReserve)
  async exportReserve(list: ListReserve, request: Request): Promise<ReserveCsv> {
    return await this.reserves.export(list, request);
  }
}
