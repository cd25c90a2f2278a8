import { Module } from '@nestjs/common';

import { PromotionOrganisationModule } from '../promotion-organisation/promotion-organisation.module.js';
import { RegisterChangeModule } from '../register-change/register-change.module.js';
import { ActivityController } from './activity.controller.js';
import { ActivityRepository } from './activity.repository.js';
import { ActivityService } from './activity.service.js';

/** Activities of promotion organisations. */
@Module({ imports: [PromotionOrganisationModule, RegisterChangeModule], controllers: [ActivityController], providers: [ActivityRepository, ActivityService] })
export class ActivityModule {}
