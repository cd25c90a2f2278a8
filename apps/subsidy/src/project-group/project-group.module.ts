import { Module } from '@nestjs/common';

import { DuplicateFinder } from '../duplicate/duplicate-finder.js';
import { DuplicateRepository } from '../duplicate/duplicate.repository.js';
import { InvestmentLineRepository } from '../investment-line/investment-line.repository.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ProgrammeYearModule } from '../programme-year/programme-year.module.js';
import { StandingSource } from '../standing/standing-source.js';
import { StandingModule } from '../standing/standing.module.js';
import { ClosingLevelService } from './closing-level.service.js';
import { GroupCheckService } from './group-check.service.js';
import { ProjectGroupController } from './project-group.controller.js';
import { ProjectGroupDeadlines } from './project-group.deadlines.js';
import { ProjectGroupQueryService } from './project-group-query.service.js';
import { ProjectGroupRepository } from './project-group.repository.js';
import { ProjectGroupService } from './project-group.service.js';
import { RegistrySource } from './registry-source.js';
import { SubmitService } from './submit.service.js';

/** Project groups, from their draft to their submission. Repositories hold no state, so each module has its own. */
@Module({
  imports: [PolicyModule, ProgrammeYearModule, StandingModule],
  controllers: [ProjectGroupController],
  providers: [
    ClosingLevelService, DuplicateFinder, DuplicateRepository, GroupCheckService, InvestmentLineRepository, ProjectGroupDeadlines, ProjectGroupQueryService,
    ProjectGroupRepository, ProjectGroupService, RegistrySource, StandingSource, SubmitService,
  ],
  exports: [ProjectGroupRepository],
})
export class ProjectGroupModule {}
