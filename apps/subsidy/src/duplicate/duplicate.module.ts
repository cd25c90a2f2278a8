import { Module } from '@nestjs/common';

import { InvestmentLineModule } from '../investment-line/investment-line.module.js';
import { ProgrammeYearModule } from '../programme-year/programme-year.module.js';
import { ProjectGroupModule } from '../project-group/project-group.module.js';
import { DuplicateController } from './duplicate.controller.js';
import { DuplicateRepository } from './duplicate.repository.js';
import { DuplicateService } from './duplicate.service.js';

/** What is used twice: found by `DuplicateFinder` where it begins to count, settled here. */
@Module({
  imports: [InvestmentLineModule, ProgrammeYearModule, ProjectGroupModule],
  controllers: [DuplicateController],
  providers: [DuplicateRepository, DuplicateService],
  exports: [DuplicateRepository],
})
export class DuplicateModule {}
