import {
  expertContracts, type AmendExpert, type DeclareConflicts, type Expert, type ExpertChangePage, type ExpertPage, type GetExpert, type ListExpertChanges,
  type ListExperts, type MoveExpert, type RegisterExpert,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ExpertService } from './expert.service.js';

/** Messages about experts. */
@Controller()
export class ExpertController {
  constructor(@Inject(ExpertService) private readonly experts: ExpertService) {}

  @Handles(expertContracts.register)
  async register(register: RegisterExpert, request: Request): Promise<Expert> {
    return await this.experts.register(register, request);
  }

  @Handles(expertContracts.amend)
  async amend(amend: AmendExpert, request: Request): Promise<Expert> {
    return await this.experts.amend(amend, request);
  }

  @Handles(expertContracts.declare)
  async declare(declare: DeclareConflicts, request: Request): Promise<Expert> {
    return await this.experts.declare(declare, request);
  }

  @Handles(expertContracts.suspend)
  async suspend(move: MoveExpert, request: Request): Promise<Expert> {
    return await this.experts.move('expert.suspend', move, request);
  }

  @Handles(expertContracts.reinstate)
  async reinstate(move: MoveExpert, request: Request): Promise<Expert> {
    return await this.experts.move('expert.reinstate', move, request);
  }

  @Handles(expertContracts.retire)
  async retire(move: MoveExpert, request: Request): Promise<Expert> {
    return await this.experts.move('expert.retire', move, request);
  }

  @Handles(expertContracts.get)
  async get({ id }: GetExpert, request: Request): Promise<Expert> {
    return await this.experts.get(id, request);
  }

  @Handles(expertContracts.list)
  async list(list: ListExperts, request: Request): Promise<ExpertPage> {
    return await this.experts.list(list, request);
  }

  @Handles(expertContracts.listChanges)
  async listChanges(list: ListExpertChanges, request: Request): Promise<ExpertChangePage> {
    return await this.experts.listChanges(list, request);
  }
}
