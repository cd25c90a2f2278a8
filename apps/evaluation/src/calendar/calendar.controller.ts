import { calendarContracts, type AskPeriod, type InstallArrangement, type InstalledArrangement, type KnownCalendarAnswer, type PeriodAnswer } from '@jiqun/contracts';
import { Handles, type Request } from '@jiqun/service-kit';
import { Controller, Inject } from '@nestjs/common';

import { CalendarService } from './calendar.service.js';

/** Messages about the calendar of working days. */
@Controller()
export class CalendarController {
  constructor(@Inject(CalendarService) private readonly calendars: CalendarService) {}

  @Handles(calendarContracts.install)
  async install(install: InstallArrangement, request: Request): Promise<InstalledArrangement> {
    return await this.calendars.install(install, request);
  }

  @Handles(calendarContracts.get)
  async get(): Promise<KnownCalendarAnswer> {
    return await this.calendars.get();
  }

  @Handles(calendarContracts.period)
  async period(asked: AskPeriod): Promise<PeriodAnswer> {
    return await this.calendars.period(asked);
  }
}
