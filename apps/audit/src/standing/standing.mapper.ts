import type { BarReason, StoodAgainst } from '@jiqun/contracts';
import { addDays, type Sanction } from '@jiqun/policy-core';
import { instantOf } from '@jiqun/service-kit';

import { day, dayField, field } from '../days.js';
import type { StandingRow, StoodRow } from './standing.entity.js';

const measures = { ban: 'ban', bar: 'bar-later-applications', exclusion: 'exclusion' } as const;
const covers = { ban: 'funds', bar: 'this-programme', exclusion: 'all-provincial-support' } as const;

/** A sanction as policy-core decides about it; undefined for a listing. */
export function toSanction({ kind, clause, from, through, jurisdiction, programme }: StandingRow): Sanction | undefined {
  if (kind === 'credit-listing' || clause === null || jurisdiction === null || programme === null) return undefined;
  return {
    clause,
    measure: measures[kind],
    covers: covers[kind],
    from,
    through,
    firstDayFree: through === null ? null : addDays(through, 1),
    modality: 'must',
    liftedBy: undefined,
    jurisdiction,
    citation: { document: programme, article: '' },
    explanation: { zh: '', en: '' },
  };
}

/** Why an enterprise may not. @param clause the clause by which it bars */
export function toBarReason({ kind, list, id, source, document, from, through }: StandingRow, clause: string): BarReason {
  return {
    kind,
    clause,
    ...field('list', list),
    id,
    ...field('source', source),
    ...field('document', document),
    from: day(from),
    ...dayField('through', through),
    ...dayField('firstDayFree', through === null ? null : addDays(through, 1)),
  };
}

/** The same of all that ever stood. @param isInForce on the day asked about */
export function toStoodAgainst(row: StoodRow, clause: string, isInForce: boolean): StoodAgainst {
  return {
    ...toBarReason(row, clause), ...field('programme', row.programme), isInForce, state: row.state, knownFrom: instantOf(row.knownFrom),
  };
}
