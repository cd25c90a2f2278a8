import { z } from 'zod';
import { PolicyError } from '../errors.js';
import type { Sentence } from '../errors.js';
import { invalidRequest, pathOf } from '../request-object.js';
import { epochDay, fromEpochDay, parseLocalDate, yearOf } from './local-date.js';
import type { LocalDate } from './local-date.js';

/** The New Year break and its make-up working day have reached back as far as 29 December (2018 for 2019). */
const firstDayOpenToNextYear = '12-29';

/** What a file may state of the year before its own: wider than what has happened, so that no real notice is refused. */
const firstDayOfLastWeek = '12-25';

const arrangedDaySchema = z.strictObject({
  date: z.string().refine((text) => parseLocalDate(text) !== undefined),
  name: z.string().min(1),
  kind: z.enum(['off', 'working']),
});

/**
 * The State Council's holiday arrangement of one year (INT-12, INT-14): the days on which it departs from plain
 * weekends, `off` for rest days and `working` for make-up working days, with the document that says so. A day belongs
 * to the year, or to the last week of December before it; each day is listed once.
 */
export const arrangementSchema = z
  .strictObject({
    year: z.int().min(1).max(9999),
    document: z.strictObject({ title: z.string().min(1), source: z.url() }),
    days: z.array(arrangedDaySchema).max(400),
  })
  .superRefine((arrangement, context) => {
    const listed = new Set<string>();
    for (const [index, { date }] of arrangement.days.entries()) {
      if (listed.has(date) || !belongsTo(arrangement.year, date)) {
        context.addIssue({ code: 'custom', path: ['days', index, 'date'] });
      }
      listed.add(date);
    }
  });

/** A holiday arrangement file that passed `arrangementSchema`. */
export type Arrangement = z.infer<typeof arrangementSchema>;

/** How a day is judged: whether it is a working day, and whether a later arrangement may still change that (INT-14). */
export interface JudgedDay {
  readonly working: boolean;
  readonly provisional: boolean;
}

function belongsTo(year: number, date: LocalDate): boolean {
  const stated = yearOf(date);
  return stated === year || (stated === year - 1 && date.slice(5) >= firstDayOfLastWeek);
}

const expected: Readonly<Record<string, Sentence>> = {
  year: { zh: '1 至 9999 的整数年份', en: 'a whole year from 1 to 9999' },
  document: { zh: '文件的 title 与 source', en: 'the title and the source of the document' },
  title: { zh: '文件标题', en: 'the title of the document' },
  source: { zh: '文件的网址', en: 'the web address of the document' },
  days: { zh: '至多 400 个日期的数组', en: 'an array of at most 400 days' },
  date: {
    zh: '实际存在的日期 YYYY-MM-DD，属于本年或上一年 12 月 25 日以后，且不重复',
    en: 'a date that exists, YYYY-MM-DD, in this year or from 25 December of the year before, listed once',
  },
  name: { zh: '节日名称', en: 'the name of the holiday' },
  kind: { zh: '"off"（放假）或 "working"（上班）', en: '"off" or "working"' },
};

const wholeFile: Sentence = { zh: '含 year、document、days 的对象', en: 'an object of year, document and days' };
const wholeDay: Sentence = { zh: '含 date、name、kind 的对象', en: 'an object of date, name and kind' };

function expectedAt(place: readonly (string | number)[]): Sentence {
  const last = place.at(-1);
  if (last === undefined) return wholeFile;
  return typeof last === 'number' ? wholeDay : (expected[last] ?? wholeFile);
}

function refusal(issue: z.core.$ZodIssue, path: string): PolicyError {
  const place = issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)));
  if (issue.code === 'unrecognized_keys') {
    const at = pathOf(path, ...place, issue.keys[0] ?? '');
    return invalidRequest(at, `节假日安排中没有 ${at} 这一项；请删去。`, `A holiday arrangement has no field ${at}; leave it out.`);
  }
  const want = expectedAt(place);
  const at = pathOf(path, ...place);
  return invalidRequest(
    at,
    `节假日安排不正确${at === '' ? '' : `（${at}）`}：应为${want.zh}；请对照国务院办公厅通知改正后重新安装。`,
    `The holiday arrangement is wrong${at === '' ? '' : ` at ${at}`}: expected ${want.en}; correct it from the State Council's notice and install it again.`,
  );
}

function readArrangement(json: unknown, path: string): Arrangement {
  const result = arrangementSchema.safeParse(json);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  throw first === undefined ? invalidRequest(path, wholeFile.zh, wholeFile.en) : refusal(first, path);
}

/** Monday to Friday, counted from Monday 1970-01-05 through `day`; negative before it. Only differences mean anything. */
function weekdaysThrough(day: number): number {
  const days = day - 3;
  const weeks = Math.floor(days / 7);
  return weeks * 5 + Math.min(days - weeks * 7, 5);
}

/**
 * Working days and rest days (INT-12, INT-14): Monday to Friday work and weekends rest, unless the arrangement of the
 * year, or of the year after for the end of December, says otherwise. A value: `install` answers a new calendar.
 *
 * A day of a year without arrangement is judged by weekends alone and is provisional. So are 29 to 31 December until
 * the next year's arrangement is installed, because that one can still move them.
 */
export class Calendar {
  /** The years whose arrangement is installed, rising. */
  readonly years: readonly number[];
  readonly #arrangements: ReadonlyMap<number, Arrangement>;
  /** Rising epoch days on which an arrangement overturns the weekend rule; `#gained[i]` sums the first i of them. */
  readonly #overturned: readonly number[];
  readonly #gained: readonly number[];

  private constructor(arrangements: ReadonlyMap<number, Arrangement>) {
    this.#arrangements = arrangements;
    this.years = [...arrangements.keys()].toSorted((a, b) => a - b);
    const listed = new Map<number, boolean>();
    // Later years overwrite: where two documents name a day of December, the later document stands.
    for (const year of this.years) {
      for (const { date, kind } of arrangements.get(year)?.days ?? []) listed.set(epochDay(date), kind === 'working');
    }
    const overturned = [...listed].filter(([day, working]) => working !== isWeekday(day)).toSorted(([a], [b]) => a - b);
    const gained = [0];
    for (const [, working] of overturned) gained.push((gained.at(-1) ?? 0) + (working ? 1 : -1));
    this.#overturned = overturned.map(([day]) => day);
    this.#gained = gained;
  }

  /**
   * A calendar of these arrangement files; of none, it counts weekends alone and everything is provisional.
   * @throws PolicyError INVALID_REQUEST with the index and path of what is wrong
   */
  static of(arrangements: readonly unknown[]): Calendar {
    const read = arrangements.map((json, index) => readArrangement(json, pathOf(index)));
    return new Calendar(new Map(read.map((arrangement) => [arrangement.year, arrangement])));
  }

  /**
   * This calendar with one more arrangement file (see `arrangementSchema`); one of a year already there replaces it.
   * @throws PolicyError INVALID_REQUEST with the path of what is wrong
   */
  install(json: unknown): Calendar {
    const arrangement = readArrangement(json, '');
    return new Calendar(new Map(this.#arrangements).set(arrangement.year, arrangement));
  }

  /** What a decision notes of the calendar that it was made by: the years whose arrangement was known. */
  get version(): string {
    return this.years.length === 0 ? 'weekends' : this.years.join(',');
  }

  day(date: LocalDate): JudgedDay {
    const day = epochDay(date);
    return {
      working: this.#workingDaysThrough(day) > this.#workingDaysThrough(day - 1),
      provisional: this.provisionalWithin(date, date),
    };
  }

  /**
   * The `count`-th working day after `date`, which itself does not count. Found by halving over running totals, so
   * ten thousand days cost no more than five.
   * @param count a whole number, 1 or more
   * @throws RangeError past 9999-12-31
   */
  workingDayAfter(date: LocalDate, count: number): LocalDate {
    const start = epochDay(date);
    const target = this.#workingDaysThrough(start) + count;
    let low = start + 1;
    // Were every overturned day a lost one, this many weeks would still hold the count.
    let high = start + Math.ceil((count + this.#overturned.length) / 5) * 7;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#workingDaysThrough(middle) >= target) high = middle;
      else low = middle + 1;
    }
    return fromEpochDay(low);
  }

  /** Whether the judgement of any day from `first` through `last` can still change (INT-14). */
  provisionalWithin(first: LocalDate, last: LocalDate): boolean {
    for (let year = yearOf(first); year <= yearOf(last); year += 1) {
      if (!this.#arrangements.has(year)) return true;
      const yearText = String(year).padStart(4, '0');
      const reachesOpenDays = last >= `${yearText}-${firstDayOpenToNextYear}` && first <= `${yearText}-12-31`;
      if (reachesOpenDays && !this.#arrangements.has(year + 1)) return true;
    }
    return false;
  }

  #workingDaysThrough(day: number): number {
    let low = 0;
    let high = this.#overturned.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#overturned[middle] ?? 0) <= day) low = middle + 1;
      else high = middle;
    }
    return weekdaysThrough(day) + (this.#gained[low] ?? 0);
  }
}

function isWeekday(day: number): boolean {
  return weekdaysThrough(day) > weekdaysThrough(day - 1);
}
