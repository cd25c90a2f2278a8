import { Module } from '@nestjs/common';

import { StandingCheckRepository } from './standing-check.repository.js';
import { StandingCheckService } from './standing-check.service.js';
import { StandingController } from './standing.controller.js';
import { StandingGate } from './standing-gate.js';
import { StandingSource } from './standing-source.js';

/** Who is barred, asked of audit at every gate. */
@Module({
  controllers: [StandingController],
  providers: [StandingCheckRepository, StandingCheckService, StandingGate, StandingSource],
  exports: [StandingGate],
})
export class StandingModule {}
