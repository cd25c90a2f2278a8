import { Module } from '@nestjs/common';

import { DishonestyRecordModule } from '../dishonesty-record/dishonesty-record.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { AnnulService } from './annul.service.js';
import { ImposeService } from './impose.service.js';
import { SanctionController } from './sanction.controller.js';
import { SanctionRepository } from './sanction.repository.js';
import { SanctionService } from './sanction.service.js';
import { SanctionSubscriber } from './sanction.subscriber.js';
import { SanctionsAtWork } from './sanctions-at-work.js';

/** Bans, bars and exclusions. */
@Module({
  imports: [DishonestyRecordModule, PolicyModule],
  controllers: [SanctionController],
  providers: [AnnulService, ImposeService, SanctionRepository, SanctionService, SanctionsAtWork, SanctionSubscriber],
})
export class SanctionModule {}
