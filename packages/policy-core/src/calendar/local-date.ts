/**
 * A day of the civil calendar as `YYYY-MM-DD`, years 0001 to 9999 (proleptic Gregorian), without clock or zone.
 * The order of the strings is the order of the days, so `<` and `<=` compare them. Every function here other than
 * `parseLocalDate` expects a day that exists: what comes from outside goes through `parseLocalDate` first.
 */
export type LocalDate = string;

const zero = 48;
const hyphen = 45;
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Days from 0000-03-01, where the arithmetic begins so that the leap day is a year's last, to 1970-01-01. */
const marchEra = 719_468;
const daysIn400Years = 146_097;
const firstEpochDay = -719_162;
const lastEpochDay = 2_932_896;

/** The number in `text[start, end)`, or -1 when anything but an ASCII digit stands there. */
function digits(text: string, start: number, end: number): number {
  let value = 0;
  for (let index = start; index < end; index += 1) {
    const digit = text.charCodeAt(index) - zero;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29;
  return lengths[month - 1] ?? 0;
}

/** Built by padding: `Date` would bring a zone with it and reads the years 0 to 99 as 1900 to 1999. */
function localDate(year: number, month: number, day: number): LocalDate {
  return `${String(year).padStart(4, '0')}-${month < 10 ? '0' : ''}${month}-${day < 10 ? '0' : ''}${day}`;
}

/**
 * Reads a day from outside. Strict: ten characters, ASCII digits, and the day exists; nothing is trimmed or repaired.
 * @returns the same text, or undefined when it is no such day
 */
export function parseLocalDate(text: unknown): LocalDate | undefined {
  if (typeof text !== 'string' || text.length !== 10) return undefined;
  if (text.charCodeAt(4) !== hyphen || text.charCodeAt(7) !== hyphen) return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  if (year < 1 || month < 1 || month > 12 || day < 1) return undefined;
  return day <= daysInMonth(year, month) ? text : undefined;
}

/** Whole days from 1970-01-01 to `date`; negative before it. */
export function epochDay(date: LocalDate): number {
  const month = digits(date, 5, 7);
  const year = digits(date, 0, 4) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + digits(date, 8, 10) - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * daysIn400Years + yearOfEra * 365 + leapDays + dayOfYear - marchEra;
}

/**
 * The day that lies `day` whole days after 1970-01-01; the inverse of `epochDay`.
 * @throws RangeError outside 0001-01-01 to 9999-12-31, or when `day` is not whole
 */
export function fromEpochDay(day: number): LocalDate {
  if (!Number.isInteger(day) || day < firstEpochDay || day > lastEpochDay) {
    throw new RangeError(`no day from 0001-01-01 to 9999-12-31 lies ${day} days from 1970-01-01`);
  }
  const shifted = day + marchEra;
  const era = Math.floor(shifted / daysIn400Years);
  const dayOfEra = shifted - era * daysIn400Years;
  const leapDays = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  return localDate(era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, dayOfMonth);
}

/** @throws RangeError when the result lies outside the years 1 to 9999 */
export function addDays(date: LocalDate, days: number): LocalDate {
  return fromEpochDay(epochDay(date) + days);
}

/**
 * The corresponding day `months` later (earlier when negative); where the month has no such day, its last day
 * (Civil Code art. 202; INT-13).
 * @throws RangeError when the result lies outside the years 1 to 9999
 */
export function addMonths(date: LocalDate, months: number): LocalDate {
  const index = yearOf(date) * 12 + digits(date, 5, 7) - 1 + months;
  const year = Math.floor(index / 12);
  if (!Number.isInteger(months) || year < 1 || year > 9999) {
    throw new RangeError(`${months} months from ${date} lie outside the years 1 to 9999`);
  }
  const month = index - year * 12 + 1;
  return localDate(year, month, Math.min(digits(date, 8, 10), daysInMonth(year, month)));
}

/**
 * The corresponding day `years` later (earlier when negative); from 29 February to a common year, 28 February
 * (Civil Code art. 202; INT-13).
 * @throws RangeError when the result lies outside the years 1 to 9999
 */
export function addYears(date: LocalDate, years: number): LocalDate {
  return addMonths(date, years * 12);
}

/** The calendar year, 1 to 9999. */
export function yearOf(date: LocalDate): number {
  return digits(date, 0, 4);
}

/** 1 for Monday to 7 for Sunday. */
export function dayOfWeek(date: LocalDate): number {
  const sinceMonday = (epochDay(date) + 3) % 7;
  return (sinceMonday < 0 ? sinceMonday + 7 : sinceMonday) + 1;
}

/**
 * The result of counting days, or undefined where it would leave the years 1 to 9999: what is due after the end of the
 * calendar is never due.
 */
export function withinCalendar(count: () => LocalDate): LocalDate | undefined {
  try {
    return count();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
