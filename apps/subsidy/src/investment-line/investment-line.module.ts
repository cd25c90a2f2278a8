import { Module } from '@nestjs/common';

import { DuplicateFinder } from '../duplicate/duplicate-finder.js';
import { DuplicateRepository } from '../duplicate/duplicate.repository.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ProgrammeYearModule } from '../programme-year/programme-year.module.js';
import { ProjectGroupModule } from '../project-group/project-group.module.js';
import { InvestmentLineController } from './investment-line.controller.js';
import { InvestmentLineQueryService } from './investment-line-query.service.js';
import { InvestmentLineRepository } from './investment-line.repository.js';
import { InvestmentLineService } from './investment-line.service.js';
import { LineContexts } from './line-context.service.js';
import { ProgressService } from './progress.service.js';
import { VerificationService } from './verification.service.js';

/** Investment lines: entered, imported, verified, and reported as progress. */
@Module({
  imports: [PolicyModule, ProgrammeYearModule, ProjectGroupModule],
  controllers: [InvestmentLineController],
  providers: [
    DuplicateFinder, DuplicateRepository, InvestmentLineQueryService, InvestmentLineRepository, InvestmentLineService, LineContexts, ProgressService, VerificationService,
  ],
  exports: [InvestmentLineRepository],
})
export class InvestmentLineModule {}
