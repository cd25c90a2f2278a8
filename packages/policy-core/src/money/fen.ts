import { PolicyError, quoted } from '../errors.js';

/** Digits of an amount: far beyond any budget, and short enough that nothing sent can make the arithmetic slow. */
const longestAmount = 30;
const decimalYuan = /^[0-9]+(?:\.[0-9]{1,2})?$/;

/**
 * Reads an amount of money: yuan as a decimal string, at most two decimals, into fen (CLI.md, award).
 * A JSON number is refused as well: 0.1 + 0.2 has already gone wrong before it arrives.
 * @param path the place in the request, for the refusal
 * @returns fen, 0n or more
 * @throws PolicyError INVALID_AMOUNT: no string, a sign, an exponent, a separator, a third decimal, over 30 digits
 */
export function parseYuan(value: unknown, path: string): bigint {
  if (typeof value === 'string' && value.length <= longestAmount + 1 && decimalYuan.test(value)) {
    const [yuan = '', decimals = ''] = value.split('.');
    if (yuan.length + decimals.length <= longestAmount) return BigInt(yuan + decimals.padEnd(2, '0'));
  }
  const sent = quoted(value);
  throw new PolicyError(
    'INVALID_AMOUNT',
    {
      zh: `金额 ${sent} 无法识别；请用字符串填写以元为单位的金额，至多两位小数，如 "1234.50"，不带正负号和千分位。`,
      en: `${sent} is no amount of money; write yuan as a string with at most two decimals, such as "1234.50", without sign or separators.`,
    },
    { path },
  );
}

/** Fen as yuan with exactly two decimals: 5n is "0.05", -5n is "-0.05". */
export function formatYuan(fen: bigint): string {
  const text = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  return `${fen < 0n ? '-' : ''}${text.slice(0, -2)}.${text.slice(-2)}`;
}
