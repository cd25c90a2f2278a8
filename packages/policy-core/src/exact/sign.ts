import { compare, type Fraction, multiply } from './fraction.js';
import { exactValue, type StatedDecimal } from './stated-decimal.js';

/**
 * Relative distance beyond which two products of a decimal and a constant are apart in truth when they are apart in
 * doubles. Together they carry fewer than ten roundings of 2^-53 (decimals, constants, products, difference); this is
 * a hundred times more.
 */
export const provenApart = 1e-13;

/** A factor, exactly and as the nearest double. */
export interface Factor {
  readonly exact: Fraction;
  readonly double: number;
  readonly whole: boolean;
}

export function factor(exact: Fraction): Factor {
  return { exact, double: Number(exact.n) / Number(exact.d), whole: exact.d === 1n };
}

/** Decimals of up to four, or eight, places become whole numbers that doubles hold and multiply without rounding. */
const scale = 1e4;
const fineScale = 1e8;
const largestExact = Number.MAX_SAFE_INTEGER;
/** Whole numbers of at most 15 digits, which their double identifies. */
const largestIdentified = 1e15;

/**
 * The sign of `x * fx - y * fy`, exactly: -1, 0 or 1. In three steps, each tried only when the one before could not
 * prove its answer: doubles that are far apart; whole numbers held in doubles; fractions of big integers.
 * @param x double of a stated decimal, `sx` the decimal itself; `wide` when some decimal is not safe in a double
 */
export function sign(x: number, fx: Factor, y: number, fy: Factor, sx: StatedDecimal, sy: StatedDecimal, wide: boolean): -1 | 0 | 1 {
  if (!wide) {
    const left = x * fx.double;
    const right = y * fy.double;
    const margin = (Math.abs(left) + Math.abs(right)) * provenApart + Number.MIN_VALUE * 1e30;
    if (left - right > margin) return 1;
    if (right - left > margin) return -1;
    const whole = fx.whole && fy.whole ? (signOfWhole(x, fx, y, fy, scale) ?? signOfWhole(x, fx, y, fy, fineScale)) : undefined;
    if (whole !== undefined) return whole;
  }
  return compare(multiply(exactValue(sx), fx.exact), multiply(exactValue(sy), fy.exact));
}

/**
 * Proof: `Math.round(x * unit) / unit === x` says that x is the double of a decimal of so many places and at most 15
 * digits; safe decimals with the same double are the same decimal. The factors must be whole, and the products below 2^53.
 */
function signOfWhole(x: number, fx: Factor, y: number, fy: Factor, unit: number): -1 | 0 | 1 | undefined {
  const wx = Math.round(x * unit);
  const wy = Math.round(y * unit);
  if (wx / unit !== x || wy / unit !== y || Math.abs(wx) > largestIdentified || Math.abs(wy) > largestIdentified) return undefined;
  const left = wx * fx.double;
  const right = wy * fy.double;
  if (Math.abs(left) > largestExact || Math.abs(right) > largestExact) return undefined;
  return left < right ? -1 : left > right ? 1 : 0;
}
