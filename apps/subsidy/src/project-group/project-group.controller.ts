import {
  type AdmitGroupEditor, type CompareGroupSubmissions, type DraftProjectGroup, type GetProjectGroup, type GroupDifference, type GroupDraftPage, type ListGroupDrafts,
  type ListProjectGroups, type ProjectGroup, type ProjectGroupCheck, projectGroupContracts, type ProjectGroupPage, type SavedGroupDraft, type SaveProjectGroup,
  type SimulateProjectGroup, type WhichProjectGroup, type WithdrawProjectGroup,
} from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { GroupCheckService } from './group-check.service.js';
import { ProjectGroupQueryService } from './project-group-query.service.js';
import { ProjectGroupService } from './project-group.service.js';
import { SubmitService } from './submit.service.js';

/** Messages about project groups. */
@Controller()
export class ProjectGroupController {
  constructor(
    @Inject(ProjectGroupService) private readonly groups: ProjectGroupService,
    @Inject(SubmitService) private readonly submissions: SubmitService,
    @Inject(GroupCheckService) private readonly checks: GroupCheckService,
    @Inject(ProjectGroupQueryService) private readonly queries: ProjectGroupQueryService,
  ) {}

  @Handles(projectGroupContracts.draft)
  async draft(draft: DraftProjectGroup, request: Request): Promise<ProjectGroup> {
    return await this.groups.draft(draft, request);
  }

  @Handles(projectGroupContracts.save)
  async save(save: SaveProjectGroup, request: Request): Promise<ProjectGroup> {
    return await this.groups.saveDraft(save, request);
  }

  @Handles(projectGroupContracts.admit)
  async admit(admit: AdmitGroupEditor, request: Request): Promise<ProjectGroup> {
    return await this.groups.admit(admit, request);
  }

  @Handles(projectGroupContracts.submit)
  async submit(which: WhichProjectGroup, request: Request): Promise<ProjectGroup> {
    return await this.submissions.submit(which, request);
  }

  @Handles(projectGroupContracts.withdraw)
  async withdraw(withdraw: WithdrawProjectGroup, request: Request): Promise<ProjectGroup> {
    return await this.groups.withdraw(withdraw, request);
  }

  @Handles(projectGroupContracts.get)
  async get({ id }: GetProjectGroup, request: Request): Promise<ProjectGroup> {
    return await this.queries.get(id, request);
  }

  @Handles(projectGroupContracts.list)
  async list(list: ListProjectGroups, request: Request): Promise<ProjectGroupPage> {
    return await this.queries.list(list, request);
  }

  @Handles(projectGroupContracts.check)
  async check({ id }: GetProjectGroup, request: Request): Promise<ProjectGroupCheck> {
    return await this.checks.check(id, request);
  }

  @Handles(projectGroupContracts.simulate)
  async simulate(simulate: SimulateProjectGroup, request: Request): Promise<ProjectGroupCheck> {
    return await this.checks.simulate(simulate, request);
  }

  @Handles(projectGroupContracts.compare)
  async compare(compare: CompareGroupSubmissions, request: Request): Promise<GroupDifference> {
    return await this.queries.compare(compare, request);
  }

  @Handles(projectGroupContracts.listDrafts)
  async listDrafts(list: ListGroupDrafts, request: Request): Promise<GroupDraftPage> {
    return await this.queries.listDrafts(list, request);
  }

  @Handles(projectGroupContracts.getDraft)
  async getDraft(which: WhichProjectGroup, request: Request): Promise<SavedGroupDraft> {
    return await this.queries.getDraft(which, request);
  }
}
