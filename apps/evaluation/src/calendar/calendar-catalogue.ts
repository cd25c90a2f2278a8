import { installedCalendar, type Calendar } from '@jiqun/policy-core';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ArrangementRow } from './calendar.entity.js';
import { CalendarRepository } from './calendar.repository.js';

/** The calendar that days are counted by, and its version for what is decided by it. */
export interface KnownCalendar {
  readonly calendar: Calendar;
  readonly version: string;
}

/** What the catalogue asks of the stored arrangements. */
export type StoredArrangements = Pick<CalendarRepository, 'all' | 'count' | 'share'>;

const none: StoredArrangements = {
  all: async () => await Promise.resolve([]),
  count: async () => await Promise.resolve(0),
  share: async () => await Promise.resolve([]),
};

/** The arrangements of the release with those installed since; of one year the last counts. */
export function calendarOf(rows: readonly Pick<ArrangementRow, 'source'>[]): KnownCalendar {
  let calendar = installedCalendar;
  for (const { source } of rows) calendar = calendar.install(JSON.parse(source));
  // A later arrangement of a known year leaves the years as they are: their number tells the two calendars apart.
  return { calendar, version: rows.length === 0 ? calendar.version : `${calendar.version}#${rows.length}` };
}

/** The holiday arrangements that this service counts by (INT-12, INT-14). Arrangements are only ever added, so what was loaded holds until there are more. */
@Injectable()
export class CalendarCatalogue {
  #known: KnownCalendar = calendarOf([]);
  #loaded = 0;

  /** @param stored without them the catalogue knows the release's arrangements alone */
  constructor(@Inject(CalendarRepository) private readonly stored: StoredArrangements = none) {}

  /** All that is installed by now; another replica may have installed one a moment ago. */
  async current(): Promise<KnownCalendar> {
    if ((await this.stored.count()) > this.#loaded) {
      const rows = await this.stored.all();
      this.#known = calendarOf(rows);
      this.#loaded = rows.length;
    }
    return this.#known;
  }

  /** The same, to be stored with what is counted by it: no arrangement is installed until the transaction ends. */
  async within(manager: EntityManager): Promise<KnownCalendar> {
    const rows = await this.stored.share(manager);
    return rows.length === this.#loaded ? this.#known : calendarOf(rows);
  }
}
