import {
  applicationContracts, type AdmitEditor, type Application, type ApplicationCheck, type ApplicationPage, type CompareSubmissions, type DraftApplication,
  type DraftVersionPage, type GetApplication, type ListApplications, type ListDrafts, type SaveApplication, type SavedDraft, type SubmissionDifference, type WhichApplication, type WithdrawApplication,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { ApplicationService } from './application.service.js';
import { DraftHistoryService } from './draft-history.service.js';
import { SubmitService } from './submit.service.js';

/** Messages about applications. */
@Controller()
export class ApplicationController {
  constructor(
    @Inject(ApplicationService) private readonly applications: ApplicationService,
    @Inject(SubmitService) private readonly submissions: SubmitService,
    @Inject(DraftHistoryService) private readonly drafts: DraftHistoryService,
  ) {}

  @Handles(applicationContracts.draft)
  async draft(draft: DraftApplication, request: Request): Promise<Application> {
    return await this.applications.draft(draft, request);
  }

  @Handles(applicationContracts.save)
  async save(save: SaveApplication, request: Request): Promise<Application> {
    return await this.applications.saveDraft(save, request);
  }

  @Handles(applicationContracts.admit)
  async admit(admit: AdmitEditor, request: Request): Promise<Application> {
    return await this.applications.admit(admit, request);
  }

  @Handles(applicationContracts.submit)
  async submit(submit: WhichApplication, request: Request): Promise<Application> {
    return await this.submissions.submit(submit, request);
  }

  @Handles(applicationContracts.withdraw)
  async withdraw(withdraw: WithdrawApplication, request: Request): Promise<Application> {
    return await this.applications.withdraw(withdraw, request);
  }

  @Handles(applicationContracts.get)
  async get({ id }: GetApplication, request: Request): Promise<Application> {
    return await this.applications.get(id, request);
  }

  @Handles(applicationContracts.list)
  async list(list: ListApplications, request: Request): Promise<ApplicationPage> {
    return await this.applications.list(list, request);
  }

  @Handles(applicationContracts.check)
  async check({ id }: GetApplication, request: Request): Promise<ApplicationCheck> {
    return await this.submissions.check(id, request);
  }

  @Handles(applicationContracts.listDrafts)
  async listDrafts(list: ListDrafts, request: Request): Promise<DraftVersionPage> {
    return await this.drafts.list(list, request);
  }

  @Handles(applicationContracts.getDraft)
  async getDraft(which: WhichApplication, request: Request): Promise<SavedDraft> {
    return await this.drafts.get(which, request);
  }

  @Handles(applicationContracts.compare)
  async compare(compare: CompareSubmissions, request: Request): Promise<SubmissionDifference> {
    return await this.applications.compare(compare, request);
  }
}
