import type { RevocationPeriod } from '@jiqun/contracts';
import { type Calendar, defencePeriod, type DefenceRuleId } from '@jiqun/policy-core';

import { day } from '../title-projection/day.js';

/**
 * The last day for an act of the other side, as a case keeps it (INT-12, INT-27).
 * @param workingDays more than the rule's own, where the notice gives more
 */
export function lastDayFor(id: DefenceRuleId, from: string, calendar: Calendar, workingDays?: number): RevocationPeriod {
  const { ends, provisional, basis } = defencePeriod(id, from, calendar, workingDays);
  return { through: day(ends), provisional, basis: { ...basis } };
}
