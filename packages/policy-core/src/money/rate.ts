import { PolicyError, quoted } from '../errors.js';

/** A share, 0 or more, as an exact fraction; `text` is its decimal without needless zeros ("0.075", "1"). */
export interface Rate {
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly text: string;
}

const longestRate = 32;
const decimal = /^[0-9]+(?:\.[0-9]+)?$/;

/** The rate that a decimal states, or undefined when it states none; for a schema that reports in its own words. */
export function rateOf(value: unknown): Rate | undefined {
  const stated = typeof value === 'number' ? String(value) : value;
  if (typeof stated !== 'string' || stated.length > longestRate || !decimal.test(stated)) return undefined;
  const [whole = '', decimals = ''] = stated.split('.');
  const fraction = decimals.replace(/0+$/, '');
  const numerator = BigInt(whole + fraction);
  const denominator = 10n ** BigInt(fraction.length);
  const unit = BigInt(whole).toString();
  return { numerator, denominator, text: fraction === '' ? unit : `${unit}.${fraction}` };
}

/**
 * Reads a rate from outside: a decimal, as a string or as a number, which is taken for the decimal that it is written
 * as (0.1 is one tenth, not the nearest binary fraction). A percentage written as 10 is a rate far above every cap, and
 * is refused as such.
 * @throws PolicyError INVALID_AMOUNT: anything else
 */
export function parseRate(value: unknown, path: string): Rate {
  const rate = rateOf(value);
  if (rate !== undefined) return rate;
  const sent = quoted(value);
  throw new PolicyError(
    'INVALID_AMOUNT',
    {
      zh: `比例 ${sent} 无法识别；请填写 0 至 1 的小数，如 10% 写作 "0.1"。`,
      en: `${sent} is no rate; write a decimal from 0 to 1, such as "0.1" for 10%.`,
    },
    { path },
  );
}

/** Exact: -1 when `a` is the lower rate, 0 when they are equal, 1 when it is the higher. */
export function compareRates(a: Rate, b: Rate): -1 | 0 | 1 {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * The share of an amount, rounded down to the fen, so that 'at most' is never exceeded (SUB-5.b; INT-16).
 * @param fen 0n or more
 */
export function applyRate(rate: Rate, fen: bigint): bigint {
  return (fen * rate.numerator) / rate.denominator;
}
