import type { Calendar } from '../calendar/arrangement.js';
import { addDays, addMonths, addYears, type LocalDate } from '../calendar/local-date.js';
import { period } from '../calendar/period.js';
import { PolicyError } from '../errors.js';
import type { Policy } from './policy.js';
import type { DeadlineSource } from './schema.js';

/** Through 24:00 of `dueOn`, Asia/Shanghai. */
export interface Deadline {
  readonly dueOn: LocalDate;
  readonly firstDayAfter: LocalDate;
  /** The holiday arrangement that decides is not installed yet (INT-14). */
  readonly provisional: boolean;
}

/**
 * The day of a yearly deadline, or of a fixed one (INT-15): the last day of the month, whether it is a rest day or not.
 * @param year the calendar year in which the deadline falls
 * @throws PolicyError UNKNOWN_CLAUSE when the policy has no such calendar deadline
 */
export function calendarDeadline(policy: Policy, clause: string, year: number): LocalDate {
  const entry = policy.source.deadlines.find((deadline) => deadline.clause === clause && deadline.kind !== 'period');
  if (entry === undefined || entry.kind === 'period') throw noDeadline(policy, clause);
  if (entry.kind === 'fixed') return entry.on;
  const firstOfMonth = `${String(year).padStart(4, '0')}-${String(entry.month).padStart(2, '0')}-01`;
  return addDays(addMonths(firstOfMonth, 1), -1);
}

/**
 * The end of a period that begins with an event: a public notice, a change to be reported, an issue of funds
 * (INT-11, INT-12, INT-27, INT-33, INT-34).
 * @param from the day of the event
 * @param options `length` where the call or the issue sets another than the default; `startDay` as INT-12. A period
 *   that the policy itself fixes takes neither: xj-amc's five working days are never shortened.
 * @throws PolicyError UNKNOWN_CLAUSE, INVALID_REQUEST
 */
export function periodDeadline(
  policy: Policy,
  clause: string,
  from: LocalDate,
  calendar: Calendar,
  options: { readonly length?: number; readonly startDay?: 'excluded' | 'included' } = {},
): Deadline {
  const entry = policy.source.deadlines.find((deadline) => deadline.clause === clause && deadline.kind === 'period');
  if (entry === undefined || entry.kind !== 'period') throw noDeadline(policy, clause);
  if (entry.setBy === 'policy' && (options.length !== undefined || options.startDay === 'included')) throw fixedByPolicy(policy, entry);
  const length = options.length ?? policy.count(entry.length);
  const { ends, firstDayAfter, provisional } = period(
    { from, [entry.unit]: length, ...(options.startDay !== undefined && { startDay: options.startDay }) },
    calendar,
    { restDay: entry.restDay },
  );
  return { dueOn: ends, firstDayAfter, provisional };
}

/** How long a title runs. */
export interface Term {
  /** null where the programme knows no term (INT-28). */
  readonly validThrough: LocalDate | null;
  readonly reReviewFrom: LocalDate | null;
  /** Whether the title ends with the term; otherwise only the re-review is due. */
  readonly endsTitle: boolean;
}

/**
 * The term of a title (SME-12, AMC-11.a; INT-13, INT-28): valid through the corresponding day after the years named.
 * @param recognisedOn the day of recognition, or the last day of the term that a passed re-review extends
 */
export function termOf(policy: Policy, recognisedOn: LocalDate): Term {
  const validity = policy.source.validity;
  if (validity === null) return { validThrough: null, reReviewFrom: null, endsTitle: false };
  const validThrough = addYears(recognisedOn, policy.count(validity.years));
  return { validThrough, reReviewFrom: addDays(validThrough, 1), endsTitle: validity.endsTitle };
}

function noDeadline(policy: Policy, clause: string): PolicyError {
  const known = policy.source.deadlines.map((deadline) => deadline.clause).join(', ') || '-';
  return new PolicyError(
    'UNKNOWN_CLAUSE',
    { zh: `${policy.id} 的 ${clause} 没有此类期限；有期限的条款：${known}。`, en: `${clause} of ${policy.id} sets no such deadline; the clauses that set one: ${known}.` },
    { clause },
  );
}

function fixedByPolicy(policy: Policy, entry: DeadlineSource & { kind: 'period' }): PolicyError {
  return new PolicyError(
    'INVALID_REQUEST',
    {
      zh: `${policy.id} 的 ${entry.clause} 已定为 ${policy.count(entry.length)}${entry.unit === 'workingDays' ? '个工作日' : '日'}，不得另定长度或将起始日计入。`,
      en: `${entry.clause} of ${policy.id} fixes ${policy.count(entry.length)} ${entry.unit === 'workingDays' ? 'working days' : 'days'}: no other length, and the first day does not count.`,
    },
    { clause: entry.clause },
  );
}
