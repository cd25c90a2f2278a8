import { quoted } from '../errors.js';
import type { Calendar } from './arrangement.js';
import { addDays, addMonths, addYears, parseLocalDate } from './local-date.js';
import type { LocalDate } from './local-date.js';
import { invalidRequest, knownFields } from '../request-object.js';

const units = ['workingDays', 'days', 'months', 'years'] as const;
type Unit = (typeof units)[number];

/** No period of the documents comes near these; beyond them a request is a mistake, such as fen for days. */
const longest: Readonly<Record<Unit, number>> = { workingDays: 10_000, days: 100_000, months: 1_200, years: 1_000 };

/** The last day on which a period runs (through 24:00), the first day after it, and whether that may still change. */
export interface Period {
  readonly ends: LocalDate;
  readonly firstDayAfter: LocalDate;
  readonly provisional: boolean;
}

/** `moves` for a period in which someone must act (INT-27); terms of validity and bans stay, and so does the default. */
export interface PeriodOptions {
  readonly restDay?: 'stays' | 'moves';
}

interface PeriodRequest {
  readonly from: LocalDate;
  readonly unit: Unit;
  readonly count: number;
  readonly included: boolean;
}

/**
 * When a period ends (Civil Code arts. 200-204; INT-12, INT-13, INT-14, INT-27).
 *
 * Request: `{from, workingDays | days | months | years, startDay?: 'excluded' | 'included'}`, exactly one unit, a whole
 * number from 1. The start day does not count unless `included`; then working days count it if it is one, and the
 * other units end one day earlier. `provisional` says that a day which had to be judged as working or resting may still
 * be moved by an arrangement not installed; months, years and plain days judge none, unless `restDay` moves the end.
 * @throws PolicyError INVALID_REQUEST with the path: shape, no unit or two, a date that does not exist, an end past 9999
 */
export function period(request: unknown, calendar: Calendar, options: PeriodOptions = {}): Period {
  const asked = readPeriodRequest(request);
  try {
    const counted = asked.unit === 'workingDays' ? workingDaysEnd(asked, calendar) : calendarEnd(asked);
    const moved = options.restDay === 'moves' ? movedToWorkingDay(counted, calendar) : counted;
    return { ends: moved.ends, firstDayAfter: addDays(moved.ends, 1), provisional: moved.provisional };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw invalidRequest(
      asked.unit,
      `从 ${asked.from} 起算的期间将超出 9999-12-31；请核对起始日和期间长度。`,
      `The period from ${asked.from} runs past 9999-12-31; check the start day and the length.`,
    );
  }
}

interface Counted {
  readonly ends: LocalDate;
  readonly provisional: boolean;
}

function workingDaysEnd({ from, count, included }: PeriodRequest, calendar: Calendar): Counted {
  const remaining = included && calendar.day(from).working ? count - 1 : count;
  const ends = remaining === 0 ? from : calendar.workingDayAfter(from, remaining);
  return { ends, provisional: calendar.provisionalWithin(included ? from : addDays(from, 1), ends) };
}

function calendarEnd({ from, unit, count, included }: PeriodRequest): Counted {
  const corresponding = unit === 'days' ? addDays(from, count) : unit === 'months' ? addMonths(from, count) : addYears(from, count);
  return { ends: included ? addDays(corresponding, -1) : corresponding, provisional: false };
}

/** Civil Code art. 203 (INT-27). The day it moves to is judged as well, so it can make the end provisional. */
function movedToWorkingDay({ ends, provisional }: Counted, calendar: Calendar): Counted {
  const moved = calendar.day(ends).working ? ends : calendar.workingDayAfter(ends, 1);
  return { ends: moved, provisional: provisional || calendar.provisionalWithin(ends, moved) };
}

function readPeriodRequest(request: unknown): PeriodRequest {
  const fields = knownFields(request, '', ['from', ...units, 'startDay']);
  const from = parseLocalDate(fields.from);
  if (from === undefined) {
    const sent = quoted(fields.from);
    throw invalidRequest('from', `起始日 ${sent} 不是实际存在的日期；请写成 YYYY-MM-DD。`, `${sent} is not a date that exists; write from as YYYY-MM-DD.`);
  }
  const unit = readUnit(units.filter((name) => fields[name] !== undefined));
  const count = fields[unit];
  if (typeof count !== 'number' || !Number.isInteger(count) || count < 1 || count > longest[unit]) {
    const sent = quoted(count);
    throw invalidRequest(
      unit,
      `${unit} 应为 1 至 ${longest[unit]} 的整数，收到的是 ${sent}；请改正期间长度。`,
      `${unit} must be a whole number from 1 to ${longest[unit]}, not ${sent}; correct the length.`,
    );
  }
  return { from, unit, count, included: readStartDay(fields.startDay) === 'included' };
}

function readUnit(given: readonly Unit[]): Unit {
  const [unit, second] = given;
  if (unit !== undefined && second === undefined) return unit;
  const list = units.join(', ');
  if (unit === undefined) throw invalidRequest('', `没有期间长度；请填写 ${list} 之一。`, `The length is missing; give one of ${list}.`);
  throw invalidRequest(
    second ?? '',
    `期间只能用一种单位，收到 ${given.join(', ')}；请只保留一种。`,
    `A period has one unit, not ${given.join(' and ')}; keep one of them.`,
  );
}

function readStartDay(value: unknown): 'excluded' | 'included' {
  if (value === undefined || value === 'excluded') return 'excluded';
  if (value === 'included') return 'included';
  const sent = quoted(value);
  throw invalidRequest(
    'startDay',
    `startDay 应为 "excluded"（起始日不计）或 "included"（起始日计入），收到的是 ${sent}；请改正。`,
    `startDay is "excluded" or "included", not ${sent}; correct it.`,
  );
}
