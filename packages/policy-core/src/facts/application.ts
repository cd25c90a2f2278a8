import type { LocalDate } from '../calendar/local-date.js';
import type { StatedDecimal } from '../exact/stated-decimal.js';
import type { Incident } from './definition.js';

/** A boolean fact as it stands: said to be false, said to be true, not stated. */
export const saidFalse = 0;
export const saidTrue = 1;
export const notStated = 2;

/** A judgement as it stands. */
export const judgementOpen = 0;
export const judgementMet = 1;
export const judgementNotMet = 2;

/**
 * What an application states, checked and laid out for one policy and one day. Values stand in slots that the policy
 * gave out when it was compiled (`FactLayout`), so that a decision reads arrays and looks up no names. Immutable once
 * read.
 */
export class PreparedApplication {
  /** Doubles of the stated decimals, NaN where none is stated. They decide only where they provably can. */
  readonly numbers: number[];
  /** The decimals themselves, as stated. */
  readonly stated: (StatedDecimal | undefined)[];
  readonly booleans: number[];
  readonly strings: (string | undefined)[];
  readonly judgements: number[];
  readonly waivers: (string | undefined)[];
  incidents: readonly Incident[] | undefined = undefined;
  /** Some stated decimal has more digits than a double tells apart: everything is decided from the texts. */
  wide = false;
  /** Judgements not yet made, and made with 'not met', among those that cannot be waived. */
  openJudgements: number;
  failedJudgements = 0;

  constructor(
    /** The day that the question is asked for, Asia/Shanghai. */
    readonly asOf: LocalDate,
    /** Calendar year of `asOf`; the last full year is the one before (INT-1). */
    readonly year: number,
    blank: BlankApplication,
  ) {
    this.numbers = blank.numbers.slice();
    this.stated = blank.stated.slice();
    this.booleans = blank.booleans.slice();
    this.strings = blank.strings.slice();
    this.judgements = blank.judgements.slice();
    this.waivers = blank.waivers.slice();
    this.openJudgements = blank.openJudgements;
  }
}

/** An application of which nothing is stated; copying its arrays is the fastest way to begin one. */
export class BlankApplication {
  readonly numbers: readonly number[];
  readonly stated: readonly (StatedDecimal | undefined)[];
  readonly booleans: readonly number[];
  readonly strings: readonly (string | undefined)[];
  readonly judgements: readonly number[];
  readonly waivers: readonly (string | undefined)[];

  constructor(
    sizes: { readonly numbers: number; readonly booleans: number; readonly strings: number; readonly judgements: number; readonly waivers: number },
    readonly openJudgements: number,
  ) {
    this.numbers = filled(sizes.numbers, Number.NaN);
    this.stated = filled<StatedDecimal | undefined>(sizes.numbers, undefined);
    this.booleans = filled<number>(sizes.booleans, notStated);
    this.strings = filled<string | undefined>(sizes.strings, undefined);
    this.judgements = filled<number>(sizes.judgements, judgementOpen);
    this.waivers = filled<string | undefined>(sizes.waivers, undefined);
  }
}

/** Pushing keeps the array packed, which `new Array(size)` would not; reads of packed arrays are the faster ones. */
function filled<T>(size: number, value: T): T[] {
  const array: T[] = [];
  for (let at = 0; at < size; at += 1) array.push(value);
  return array;
}
