import { type Fraction, fractionOf } from './fraction.js';

/**
 * A number literal of a JSON text that a double cannot hold, kept as it was written. The CLI's reader makes these, so
 * that `20.000000000000000001` in a file is decided as it stands there.
 */
export class NumberLiteral {
  constructor(readonly text: string) {}
}

/** A decimal as an applicant stated it: a JSON number, a decimal string, or a literal too long for a double. */
export type StatedDecimal = number | string | NumberLiteral;

/** Characters of the longest decimal that is read: far above any figure; it bounds the time that hostile input can take. */
export const longestDecimal = 400;
const digitZero = 48;
const minus = 45;
/** '.' as it comes out when '0' is taken from it. */
const pointFromZero = -2;

/**
 * What a stated decimal is worth in a double, and whether the double can stand for it.
 *
 * `safe` means: two safe decimals are equal exactly when their doubles are. A double keeps 15 significant digits, so
 * different decimals of up to 15 digits have different doubles, and rounding never changes an order. A JSON number is
 * itself the decimal that prints for it. Everything else is decided from the text (see `sign.ts`).
 */
export interface Doubled {
  double: number;
  safe: boolean;
}

/**
 * Reads a stated decimal into `into`, without an allocation for the usual ones.
 * @returns false when it is no finite decimal: not digits, an exponent in a string, NaN, Infinity, over 400 characters
 */
export function readDecimal(value: unknown, into: Doubled): boolean {
  if (typeof value === 'string') return readText(value, into);
  if (typeof value === 'number') {
    into.double = value;
    const size = Math.abs(value);
    into.safe = size < 1e15 && (size >= 1e-6 || size === 0);
    return Number.isFinite(value);
  }
  return value instanceof NumberLiteral && readLiteral(value.text, into);
}

/** 10^0 to 10^22: the powers of ten that a double holds exactly. */
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Only plain notation: an exponent in a string is a typing error far more often than a figure. Up to 15 digits are put
 * together as a whole number and divided by a power of ten, both exact, so that the one rounding is that of `Number`.
 */
function readText(text: string, into: Doubled): boolean {
  const length = text.length;
  if (length > longestDecimal) return false;
  const negative = text.charCodeAt(0) === minus;
  const first = negative ? 1 : 0;
  let digits = 0;
  let whole = 0;
  let point = -1;
  for (let at = first; at < length; at += 1) {
    const digit = text.charCodeAt(at) - digitZero;
    if (digit >= 0 && digit <= 9) {
      whole = whole * 10 + digit;
      if (whole !== 0) digits += 1;
    } else if (digit === pointFromZero && point < 0 && at > first) {
      point = at;
    } else {
      return false;
    }
  }
  if (length === first || point === length - 1) return false;
  const places = point < 0 ? 0 : length - 1 - point;
  into.safe = digits <= 15 && places <= 22;
  const size = into.safe ? whole / (powersOfTen[places] as number) : Math.abs(+text);
  into.double = negative ? -size : size;
  return true;
}

function readLiteral(text: string, into: Doubled): boolean {
  if (text.length > longestDecimal) return false;
  into.double = +text;
  into.safe = false;
  return Number.isFinite(into.double) && (into.double !== 0 || !/[1-9]/.test(text.replace(/[eE].*$/, '')));
}

/** The decimal as text, as it was stated; a JSON number as it prints. */
export function statedText(value: StatedDecimal): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : value.text;
}

/** The exact value of a stated decimal that `readDecimal` accepted. */
export function exactValue(value: StatedDecimal): Fraction {
  return fractionOf(statedText(value));
}
