import { Module } from '@nestjs/common';

import { CalendarModule } from '../calendar/calendar.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { DecisionController } from './decision.controller.js';
import { DecisionRepository } from './decision.repository.js';
import { DecisionService } from './decision.service.js';

/** Decisions. */
@Module({ imports: [CalendarModule, PolicyModule], controllers: [DecisionController], providers: [DecisionRepository, DecisionService], exports: [DecisionService] })
export class DecisionModule {}
