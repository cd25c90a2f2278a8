import { Module } from '@nestjs/common';

import { CalendarModule } from '../calendar/calendar.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { TitleProjectionModule } from '../title-projection/title-projection.module.js';
import { MonitoringRepository } from './monitoring.repository.js';
import { MonitoringService } from './monitoring.service.js';
import { RevocationCases } from './revocation-cases.js';
import { RevocationController } from './revocation.controller.js';
import { RevocationDecisionService } from './revocation-decision.service.js';
import { RevocationProcedureService } from './revocation-procedure.service.js';
import { RevocationRepository } from './revocation.repository.js';
import { RevocationService } from './revocation.service.js';
import { RevocationSubscriber } from './revocation.subscriber.js';

/** Monitoring and revocation of titles. */
@Module({
  imports: [CalendarModule, PolicyModule, TitleProjectionModule],
  controllers: [RevocationController],
  providers: [
    MonitoringRepository, MonitoringService, RevocationCases, RevocationDecisionService, RevocationProcedureService, RevocationRepository,
    RevocationService, RevocationSubscriber,
  ],
})
export class RevocationModule {}
