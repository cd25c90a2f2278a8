import { programmeSchema, type Sanction, type SanctionChanged, type SanctionPage, socialCreditCodeSchema } from '@jiqun/contracts';
import { addDays } from '@jiqun/policy-core';
import { type Aggregate, instantOf } from '@jiqun/service-kit';

import { day, dayField, field } from '../days.js';
import type { SanctionRow, SanctionStep } from './sanction.entity.js';

/** A sanction as lists show it. */
export function toSanctionSummary(row: SanctionRow): SanctionPage['items'][number] {
  const { imposedThrough } = row;
  return {
    id: row.id,
    version: row.version,
    creditCode: socialCreditCodeSchema.parse(row.creditCode),
    measure: row.measure,
    clause: row.clause,
    programme: programmeSchema.parse(row.programme),
    policyVersion: row.policyVersion,
    matter: row.matter,
    state: row.state,
    imposedFrom: day(row.imposedFrom),
    ...dayField('imposedThrough', imposedThrough),
    ...dayField('firstDayFree', imposedThrough === null ? null : addDays(imposedThrough, 1)),
    document: row.document,
  };
}

/** A sanction with its history. @param possible what a person can do with it */
export function toSanctionAnswer(row: SanctionRow, steps: readonly SanctionStep[], possible: string[]): Sanction {
  return {
    ...toSanctionSummary(row),
    ...field('orderId', row.orderId),
    ...field('peopleToLift', row.peopleToLift),
    history: steps.map(({ step, recordedAt, person, reason, document, imposedThrough }) => ({
      step, at: instantOf(recordedAt), by: person, ...field('reason', reason), ...field('document', document), ...dayField('imposedThrough', imposedThrough),
    })),
    possible,
  };
}

/** A sanction as its events tell of it. @param through its last day, where it is another than the row's */
export function toSanctionChanged(row: SanctionRow, through: string | null = row.imposedThrough): SanctionChanged {
  return {
    sanctionId: row.id,
    ...field('orderId', row.orderId),
    creditCode: socialCreditCodeSchema.parse(row.creditCode),
    measure: row.measure,
    clause: row.clause,
    programme: programmeSchema.parse(row.programme),
    imposedFrom: day(row.imposedFrom),
    ...dayField('imposedThrough', through),
  };
}

/** A sanction as the object of events. */
export function aggregateOf({ id, version }: Pick<SanctionRow, 'id' | 'version'>): Aggregate {
  return { noun: 'sanction', id, version };
}
