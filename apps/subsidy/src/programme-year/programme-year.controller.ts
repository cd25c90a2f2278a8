import {
  type AmendProgrammeYear, type CorrectProgrammeYear, type DraftProgrammeYear, type GetProgrammeYear, type ListProgrammeYears, type ListProgrammeYearVersions,
  type ListPublicProgrammeYears, type ProgrammeYear, programmeYearContracts, type ProgrammeYearPage, type ProgrammeYearSteps, type ProgrammeYearVersionPage,
  type PublicProgrammeYear, type WhichProgrammeYear, type WithdrawProgrammeYear,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ProgrammeYearQueryService } from './programme-year-query.service.js';
import { ProgrammeYearService } from './programme-year.service.js';

/** Messages about programme years. */
@Controller()
export class ProgrammeYearController {
  constructor(
    @Inject(ProgrammeYearService) private readonly years: ProgrammeYearService,
    @Inject(ProgrammeYearQueryService) private readonly queries: ProgrammeYearQueryService,
  ) {}

  @Handles(programmeYearContracts.draft)
  async draft(draft: DraftProgrammeYear, request: Request): Promise<ProgrammeYear> {
    return await this.years.draft(draft, request);
  }

  @Handles(programmeYearContracts.amend)
  async amend(amend: AmendProgrammeYear, request: Request): Promise<ProgrammeYear> {
    return await this.years.amend(amend, request);
  }

  @Handles(programmeYearContracts.sign)
  async sign(which: WhichProgrammeYear, request: Request): Promise<ProgrammeYear> {
    return await this.years.sign(which, request);
  }

  @Handles(programmeYearContracts.publish)
  async publish(which: WhichProgrammeYear, request: Request): Promise<ProgrammeYear> {
    return await this.years.publish(which, request);
  }

  @Handles(programmeYearContracts.correct)
  async correct(correct: CorrectProgrammeYear, request: Request): Promise<ProgrammeYear> {
    return await this.years.correct(correct, request);
  }

  @Handles(programmeYearContracts.withdraw)
  async withdraw(withdraw: WithdrawProgrammeYear, request: Request): Promise<ProgrammeYear> {
    return await this.years.withdraw(withdraw, request);
  }

  @Handles(programmeYearContracts.get)
  async get({ id }: GetProgrammeYear, request: Request): Promise<ProgrammeYear> {
    return await this.queries.get(id, request);
  }

  @Handles(programmeYearContracts.list)
  async list(list: ListProgrammeYears, request: Request): Promise<ProgrammeYearPage> {
    return await this.queries.list(list, request);
  }

  @Handles(programmeYearContracts.listVersions)
  async listVersions(list: ListProgrammeYearVersions, request: Request): Promise<ProgrammeYearVersionPage> {
    return await this.queries.listVersions(list, request);
  }

  @Handles(programmeYearContracts.steps)
  async steps({ id }: GetProgrammeYear, request: Request): Promise<ProgrammeYearSteps> {
    return await this.queries.steps(id, request);
  }

  @Handles(programmeYearContracts.getPublic)
  async getPublic({ id }: GetProgrammeYear): Promise<PublicProgrammeYear> {
    return await this.queries.getPublic(id);
  }

  @Handles(programmeYearContracts.listPublic)
  async listPublic(list: ListPublicProgrammeYears): Promise<ProgrammeYearPage> {
    return await this.queries.listPublic(list);
  }
}
