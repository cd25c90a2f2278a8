import { z } from 'zod';
import { because } from '../issue-catalogue.js';

/** Sixteen digits of yuan: more than any budget, and as fen it still fits a 64-bit column. */
const largestFen = 999_999_999_999_999_999n;
const shape = /^(?!-0(?:\.0{1,2})?$)-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,2})?$/;

/**
 * An amount of money outside a process: yuan as a decimal string of at most two decimals and sixteen digits before
 * them. No JSON number, plus sign, exponent, leading zero or negative zero: one amount is never two sums.
 */
export const moneySchema = z.string(because('MONEY')).max(20, because('MONEY')).regex(shape, because('MONEY')).brand('Money').describe('yuan, decimal string');

/** A string that `moneySchema` has accepted or `moneyOf` has written. */
export type Money = z.infer<typeof moneySchema>;

/** The amount in fen, exactly. */
export function fenOf(money: Money): bigint {
  const [yuan = '', decimals = ''] = money.split('.');
  return BigInt(yuan + decimals.padEnd(2, '0'));
}

/**
 * Fen as yuan with exactly two decimals: 5n is "0.05", -5n is "-0.05".
 * @throws RangeError beyond what `moneySchema` would read back
 */
export function moneyOf(fen: bigint): Money {
  const magnitude = fen < 0n ? -fen : fen;
  if (magnitude > largestFen) throw new RangeError(`${fen} fen has more than sixteen digits of yuan`);
  const text = magnitude.toString().padStart(3, '0');
  return `${fen < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}` as Money;
}
