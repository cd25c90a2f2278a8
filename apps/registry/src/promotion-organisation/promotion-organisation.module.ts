import { Module } from '@nestjs/common';

import { RegisterChangeModule } from '../register-change/register-change.module.js';
import { PromotionOrganisationChangeService } from './promotion-organisation-change.service.js';
import { PromotionOrganisationQueryService } from './promotion-organisation-query.service.js';
import { PromotionOrganisationController } from './promotion-organisation.controller.js';
import { PromotionOrganisationRepository } from './promotion-organisation.repository.js';
import { PromotionOrganisationService } from './promotion-organisation.service.js';
import { RepresentativeService } from './representative.service.js';

/** Promotion organisations and who acts for them. */
@Module({
  imports: [RegisterChangeModule],
  controllers: [PromotionOrganisationController],
  providers: [
    PromotionOrganisationRepository, PromotionOrganisationChangeService, PromotionOrganisationService, RepresentativeService, PromotionOrganisationQueryService,
  ],
  exports: [PromotionOrganisationRepository, RepresentativeService],
})
export class PromotionOrganisationModule {}
