import { Module } from '@nestjs/common';

import { CalendarCatalogue } from './calendar-catalogue.js';
import { CalendarController } from './calendar.controller.js';
import { CalendarRepository } from './calendar.repository.js';
import { CalendarService } from './calendar.service.js';
import { ProvisionalPeriods } from './provisional-periods.js';

/** The calendar of working days. */
@Module({
  controllers: [CalendarController],
  providers: [CalendarCatalogue, CalendarRepository, CalendarService, ProvisionalPeriods],
  exports: [CalendarCatalogue, ProvisionalPeriods],
})
export class CalendarModule {}
