import {
  calendarContracts, Refusal, type AskPeriod, type InstallArrangement, type InstalledArrangement, type KnownCalendarAnswer, type PeriodAnswer,
} from '@jiqun/contracts';
import { installedCalendar, period } from '@jiqun/policy-core';
import { CommandRunner, newId, type Request } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { asking } from '../policy/policy-refusal.js';
import { sha256Of } from '../policy/policy.mapper.js';
import { CalendarCatalogue, calendarOf } from './calendar-catalogue.js';
import type { ArrangementRow } from './calendar.entity.js';
import { toInstalledArrangement, toKnownCalendar, toPeriodAnswer } from './calendar.mapper.js';
import { CalendarRepository } from './calendar.repository.js';
import { ProvisionalPeriods } from './provisional-periods.js';

/** The calendar of working days: a year's arrangement is a file that is installed here, not a release (INT-12, INT-14). */
@Injectable()
export class CalendarService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(CalendarRepository) private readonly arrangements: CalendarRepository,
    @Inject(CalendarCatalogue) private readonly catalogue: CalendarCatalogue,
    @Inject(ProvisionalPeriods) private readonly periods: ProvisionalPeriods,
  ) {}

  /**
   * Installs the arrangement of a year, for all jurisdictions, and counts what was provisional anew; of one year the last counts.
   * @throws Refusal INVALID_REQUEST with what is wrong in it, ALREADY_EXISTS for the one that counts already
   */
  async install({ arrangement, reason }: InstallArrangement, { call }: Request): Promise<InstalledArrangement> {
    asking(() => installedCalendar.install(arrangement));
    return await this.commands.run(call, async (transaction) => {
      const { manager, now } = transaction;
      const rows = await this.arrangements.lockAll(manager);
      const source = JSON.stringify(arrangement);
      const row: ArrangementRow = {
        id: newId(), number: rows.length + 1, tenant: call.caller.tenant, year: arrangement.year, source, sha256: sha256Of(source), reason,
        installedAt: now, installedBy: call.caller.person,
      };
      if (rows.findLast(({ year }) => year === row.year)?.sha256 === row.sha256) throw new Refusal('ALREADY_EXISTS', { noun: 'calendar', id: String(row.year) });
      await this.arrangements.insert(manager, row);
      const known = calendarOf([...rows, row]);
      const recomputed = await this.periods.recompute(transaction, known, row.id);
      const detail = { year: row.year, sha256: row.sha256, version: known.version, recomputed };
      transaction.record({ action: 'calendar.install', objectType: 'calendar', objectId: row.id, reason, detail });
      const { id, year, sha256 } = row;
      transaction.emit(calendarContracts.installed, { noun: 'calendar', id, version: 1 }, { arrangementId: id, year, sha256, version: known.version });
      return toInstalledArrangement(row, known.version, recomputed);
    });
  }

  /** The years whose arrangement is known, and those installed since the release. */
  async get(): Promise<KnownCalendarAnswer> {
    const rows = await this.arrangements.all();
    const { calendar, version } = calendarOf(rows);
    return toKnownCalendar(rows, version, calendar.years);
  }

  /** When a period ends (INT-12, INT-13, INT-14, INT-27). @throws Refusal INVALID_REQUEST for no length or two, or an end past 9999 */
  async period({ restDay, ...asked }: AskPeriod): Promise<PeriodAnswer> {
    const { calendar, version } = await this.catalogue.current();
    return toPeriodAnswer(asking(() => period(asked, calendar, restDay === undefined ? {} : { restDay })), version);
  }
}
