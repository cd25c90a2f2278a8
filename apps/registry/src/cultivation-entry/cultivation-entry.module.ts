import { Module } from '@nestjs/common';

import { CultivationEntryController } from './cultivation-entry.controller.js';
import { CultivationEntryRepository } from './cultivation-entry.repository.js';
import { CultivationEntryService } from './cultivation-entry.service.js';
import { CultivationPlanRepository } from './cultivation-plan.repository.js';

/** The cultivation library. */
@Module({ controllers: [CultivationEntryController], providers: [CultivationEntryRepository, CultivationPlanRepository, CultivationEntryService] })
export class CultivationEntryModule {}
