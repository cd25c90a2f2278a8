import {
  groupObjectionContracts, type AnswerGroupObjection, type GetGroupObjection, type GroupObjection, type GroupObjectionPage, type ListGroupObjections,
  type RaiseGroupObjection, type VerifyGroupObjection, type WithdrawGroupObjection,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ObjectionService } from './objection.service.js';

/** Messages about objections to proposed projects. */
@Controller()
export class ObjectionController {
  constructor(@Inject(ObjectionService) private readonly objections: ObjectionService) {}

  @Handles(groupObjectionContracts.raise)
  async raise(raise: RaiseGroupObjection, request: Request): Promise<GroupObjection> {
    return await this.objections.raise(raise, request);
  }

  @Handles(groupObjectionContracts.verify)
  async verify(verify: VerifyGroupObjection, request: Request): Promise<GroupObjection> {
    return await this.objections.verify(verify, request);
  }

  @Handles(groupObjectionContracts.answer)
  async answer(answer: AnswerGroupObjection, request: Request): Promise<GroupObjection> {
    return await this.objections.answer(answer, request);
  }

  @Handles(groupObjectionContracts.withdraw)
  async withdraw(withdraw: WithdrawGroupObjection, request: Request): Promise<GroupObjection> {
    return await this.objections.withdraw(withdraw, request);
  }

  @Handles(groupObjectionContracts.get)
  async get({ id }: GetGroupObjection, request: Request): Promise<GroupObjection> {
    return await this.objections.get(id, request);
  }

  @Handles(groupObjectionContracts.list)
  async list(list: ListGroupObjections, request: Request): Promise<GroupObjectionPage> {
    return await this.objections.list(list, request);
  }
}
