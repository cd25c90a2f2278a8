import { Module } from '@nestjs/common';

import { AwardModule } from '../award/award.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { StandingModule } from '../standing/standing.module.js';
import { AuthorisationService } from './authorisation.service.js';
import { InstalmentController } from './instalment.controller.js';
import { InstalmentDeadlines } from './instalment.deadlines.js';
import { InstalmentReadingService } from './instalment-reading.service.js';
import { InstalmentRepository } from './instalment.repository.js';
import { InstalmentService } from './instalment.service.js';
import { InstalmentWriting } from './instalment-writing.js';
import { IssueParts } from './issue-parts.js';
import { IssueService } from './issue.service.js';

/** Instalments. */
@Module({
  imports: [AwardModule, LedgerModule, PolicyModule, StandingModule],
  controllers: [InstalmentController],
  providers: [
    AuthorisationService, InstalmentDeadlines, InstalmentReadingService, InstalmentRepository, InstalmentService, InstalmentWriting, IssueParts, IssueService,
  ],
  exports: [InstalmentRepository, InstalmentService, InstalmentWriting, IssueParts],
})
export class InstalmentModule {}
