import { Module } from '@nestjs/common';

import { PolicyModule } from '../policy/policy.module.js';
import { StandingController } from './standing.controller.js';
import { StandingRepository } from './standing.repository.js';
import { StandingService } from './standing.service.js';

/** Who may apply for what. */
@Module({ imports: [PolicyModule], controllers: [StandingController], providers: [StandingRepository, StandingService] })
export class StandingModule {}
