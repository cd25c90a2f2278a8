import {
  instalmentContracts, type AuthoriseInstalment, type GetInstalment, type Instalment, type InstalmentPage, type IssueInstalment, type ListInstalments, type ProposeInstalment,
  type ProposeInstalmentAgain, type TakeInstalmentBack,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { AuthorisationService } from './authorisation.service.js';
import { InstalmentReadingService } from './instalment-reading.service.js';
import { IssueService } from './issue.service.js';

/** Messages about instalments. */
@Controller()
export class InstalmentController {
  constructor(
    @Inject(AuthorisationService) private readonly authorisations: AuthorisationService,
    @Inject(IssueService) private readonly issues: IssueService,
    @Inject(InstalmentReadingService) private readonly reading: InstalmentReadingService,
  ) {}

  @Handles(instalmentContracts.propose)
  async propose(proposal: ProposeInstalment, request: Request): Promise<Instalment> {
    return await this.authorisations.propose(proposal, request);
  }

  @Handles(instalmentContracts.proposeAgain)
  async proposeAgain(proposal: ProposeInstalmentAgain, request: Request): Promise<Instalment> {
    return await this.authorisations.proposeAgain(proposal, request);
  }

  @Handles(instalmentContracts.authorise)
  async authorise(authorisation: AuthoriseInstalment, request: Request): Promise<Instalment> {
    return await this.authorisations.authorise(authorisation, request);
  }

  @Handles(instalmentContracts.takeBack)
  async takeBack(taken: TakeInstalmentBack, request: Request): Promise<Instalment> {
    return await this.authorisations.takeBack(taken, request);
  }

  @Handles(instalmentContracts.issue)
  async issue(issue: IssueInstalment, request: Request): Promise<Instalment> {
    return await this.issues.issue(issue, request);
  }

  @Handles(instalmentContracts.get)
  async get({ id }: GetInstalment, request: Request): Promise<Instalment> {
    return await this.reading.get(id, request);
  }

  @Handles(instalmentContracts.list)
  async list(asked: ListInstalments, request: Request): Promise<InstalmentPage> {
    return await this.reading.list(asked, request);
  }
}
