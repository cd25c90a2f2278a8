import { Module } from '@nestjs/common';

import { RegisterChangeModule } from '../register-change/register-change.module.js';
import { EnterpriseFactsService } from './enterprise-facts.service.js';
import { EnterpriseQueryService } from './enterprise-query.service.js';
import { EnterpriseController } from './enterprise.controller.js';
import { EnterpriseRepository } from './enterprise.repository.js';
import { EnterpriseService } from './enterprise.service.js';

/** Enterprises with their qualifications and owners. */
@Module({
  imports: [RegisterChangeModule],
  controllers: [EnterpriseController],
  providers: [EnterpriseRepository, EnterpriseService, EnterpriseFactsService, EnterpriseQueryService],
})
export class EnterpriseModule {}
