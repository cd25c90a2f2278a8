import { Module } from '@nestjs/common';

import { PolicyModule } from '../policy/policy.module.js';
import { MilestoneRepository } from './milestone.repository.js';
import { MilestoneService } from './milestone.service.js';
import { ProgrammeYearController } from './programme-year.controller.js';
import { ProgrammeYearDeadlines } from './programme-year.deadlines.js';
import { ProgrammeYearQueryService } from './programme-year-query.service.js';
import { ProgrammeYearRepository } from './programme-year.repository.js';
import { ProgrammeYearService } from './programme-year.service.js';

/** Programme years: the notice for a year's funds and its deadlines. */
@Module({
  imports: [PolicyModule],
  controllers: [ProgrammeYearController],
  providers: [MilestoneRepository, MilestoneService, ProgrammeYearDeadlines, ProgrammeYearQueryService, ProgrammeYearRepository, ProgrammeYearService],
  exports: [ProgrammeYearRepository, ProgrammeYearService],
})
export class ProgrammeYearModule {}
