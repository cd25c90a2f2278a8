import {
  objectionContracts, type AnswerObjection, type GetObjection, type ListObjections, type Objection, type ObjectionPage, type ObjectionTally,
  type RaiseObjection, type TallyObjections, type VerifyObjection, type WithdrawObjection,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ObjectionService } from './objection.service.js';

/** Messages about objections. */
@Controller()
export class ObjectionController {
  constructor(@Inject(ObjectionService) private readonly objections: ObjectionService) {}

  @Handles(objectionContracts.raise)
  async raise(raise: RaiseObjection, request: Request): Promise<Objection> {
    return await this.objections.raise(raise, request);
  }

  @Handles(objectionContracts.verify)
  async verify(verify: VerifyObjection, request: Request): Promise<Objection> {
    return await this.objections.verify(verify, request);
  }

  @Handles(objectionContracts.answer)
  async answer(answer: AnswerObjection, request: Request): Promise<Objection> {
    return await this.objections.answer(answer, request);
  }

  @Handles(objectionContracts.withdraw)
  async withdraw(withdraw: WithdrawObjection, request: Request): Promise<Objection> {
    return await this.objections.withdraw(withdraw, request);
  }

  @Handles(objectionContracts.get)
  async get({ id }: GetObjection, request: Request): Promise<Objection> {
    return await this.objections.get(id, request);
  }

  @Handles(objectionContracts.list)
  async list(list: ListObjections, request: Request): Promise<ObjectionPage> {
    return await this.objections.list(list, request);
  }

  @Handles(objectionContracts.tally)
  async tally({ noticeId }: TallyObjections, request: Request): Promise<ObjectionTally> {
    return await this.objections.tally(noticeId, request);
  }
}
