import { localDateSchema, type InstalledArrangement, type KnownCalendarAnswer, type PeriodAnswer } from '@jiqun/contracts';
import type { Arrangement, Period } from '@jiqun/policy-core';
import { instantOf } from '@jiqun/service-kit';

import type { ArrangementRow } from './calendar.entity.js';

/** An arrangement as it was installed. @param version of the calendar with it */
export function toInstalledArrangement({ id, year, sha256, installedAt }: ArrangementRow, version: string, recomputed: number): InstalledArrangement {
  return { arrangementId: id, year, sha256, installedAt: instantOf(installedAt), version, recomputed };
}

/** What is known of working days. */
export function toKnownCalendar(rows: readonly ArrangementRow[], version: string, years: readonly number[]): KnownCalendarAnswer {
  return {
    version,
    years: [...years],
    installed: rows.slice(-200).map(({ year, source, sha256, installedAt }) => {
      const { document } = JSON.parse(source) as Arrangement;
      return { year, ...document, sha256, installedAt: instantOf(installedAt) };
    }),
  };
}

/** When a period ends. */
export function toPeriodAnswer({ ends, firstDayAfter, provisional }: Period, version: string): PeriodAnswer {
  return { ends: localDateSchema.parse(ends), firstDayAfter: localDateSchema.parse(firstDayAfter), provisional, version };
}
