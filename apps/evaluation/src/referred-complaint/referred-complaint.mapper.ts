import { programmeSchema, type ReferredComplaint, type ReferredComplaintPage, regionCodeSchema, socialCreditCodeSchema } from '@jiqun/contracts';

import { day } from '../title-projection/day.js';
import type { ReferredComplaintRow } from './referred-complaint.entity.js';

function field<Name extends string, Value>(name: Name, value: Value | null): Partial<Record<Name, Value>> {
  return (value === null ? {} : { [name]: value }) as Partial<Record<Name, Value>>;
}

/** A referred complaint as lists show it. */
export function toReferredSummary(row: ReferredComplaintRow): ReferredComplaintPage['items'][number] {
  const { id, version, state, region, programme, creditCode, aboutNoun, aboutId, clause, referredOn } = row;
  return {
    id, version, state, region: regionCodeSchema.parse(region),
    ...field('programme', programme === null ? null : programmeSchema.parse(programme)),
    ...field('creditCode', creditCode === null ? null : socialCreditCodeSchema.parse(creditCode)),
    ...field('aboutNoun', aboutNoun), ...field('aboutId', aboutId), ...field('clause', clause), referredOn: day(referredOn),
  };
}

/** The whole of it. */
export function toReferredComplaint(row: ReferredComplaintRow): ReferredComplaint {
  const { allegation, evidence, findingId, reason, settledBy } = row;
  return {
    ...toReferredSummary(row), allegation, evidence: [...evidence], ...field('findingId', findingId), ...field('reason', reason), ...field('settledBy', settledBy),
  };
}
