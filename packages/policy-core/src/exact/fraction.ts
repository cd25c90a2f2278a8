/**
 * An exact number: numerator / denominator, the denominator always positive. It is not reduced, because the few
 * operations of a decision stay small and reducing costs more than it saves.
 */
export interface Fraction {
  readonly n: bigint;
  readonly d: bigint;
}

export const zero: Fraction = { n: 0n, d: 1n };

/**
 * The exact value of a decimal as it was written.
 * @param text an optional sign, ASCII digits, an optional fraction, an optional exponent (`-12.50`, `2.5e-7`)
 * @throws RangeError when the text is not a decimal: callers check first
 */
export function fractionOf(text: string): Fraction {
  const point = text.indexOf('.');
  if (/^-?\d+$/.test(text)) return { n: BigInt(text), d: 1n };
  if (/^-?\d+\.\d+$/.test(text)) return { n: BigInt(text.slice(0, point) + text.slice(point + 1)), d: powerOfTen(text.length - 1 - point) };
  const match = /^(-?\d+)(?:\.(\d+))?[eE]([+-]?\d{1,4})$/.exec(text);
  if (match === null) throw new RangeError(`not a decimal: ${text.slice(0, 40)}`);
  const fraction = match[2] ?? '';
  const coefficient = BigInt((match[1] as string) + fraction);
  const scale = fraction.length - Number(match[3]);
  return scale >= 0 ? { n: coefficient, d: powerOfTen(scale) } : { n: coefficient * powerOfTen(-scale), d: 1n };
}

const powers = Array.from({ length: 32 }, (_, exponent) => 10n ** BigInt(exponent));

function powerOfTen(exponent: number): bigint {
  return powers[exponent] ?? 10n ** BigInt(exponent);
}

export function wholeNumber(value: bigint | number): Fraction {
  return { n: BigInt(value), d: 1n };
}

/** -1, 0 or 1 as `a` is below, equal to or above `b`. */
export function compare(a: Fraction, b: Fraction): -1 | 0 | 1 {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function add(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.d + b.n * a.d, d: a.d * b.d };
}

export function subtract(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.d - b.n * a.d, d: a.d * b.d };
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return { n: a.n * b.n, d: a.d * b.d };
}

/** @throws RangeError when `b` is zero */
export function divide(a: Fraction, b: Fraction): Fraction {
  if (b.n === 0n) throw new RangeError('division by zero');
  return b.n > 0n ? { n: a.n * b.d, d: a.d * b.n } : { n: -a.n * b.d, d: a.d * -b.n };
}

export function power(base: Fraction, exponent: number): Fraction {
  return { n: base.n ** BigInt(exponent), d: base.d ** BigInt(exponent) };
}

/** The greatest whole number not above the value. */
export function floor(value: Fraction): bigint {
  const quotient = value.n / value.d;
  return value.n % value.d < 0n ? quotient - 1n : quotient;
}

/** The least whole number not below the value. */
export function ceiling(value: Fraction): bigint {
  const below = floor(value);
  return below * value.d === value.n ? below : below + 1n;
}

/**
 * The value as text, exactly: a decimal without trailing zeros where one exists, `numerator/denominator` in lowest
 * terms where the decimal would not end.
 */
export function textOf(value: Fraction): string {
  const divisor = String(value.d);
  return /^10*$/.test(divisor) ? decimalText(value.n, divisor.length - 1) : lowestText(value);
}

/** n / 10^scale, the usual case: every stated decimal has such a denominator. */
function decimalText(n: bigint, scale: number): string {
  const digits = String(n < 0n ? -n : n).padStart(scale + 1, '0');
  const places = scale === 0 ? '' : digits.slice(-scale).replace(/0+$/, '');
  return `${n < 0n ? '-' : ''}${scale === 0 ? digits : digits.slice(0, -scale)}${places === '' ? '' : `.${places}`}`;
}

function lowestText(value: Fraction): string {
  const divisor = greatestCommonDivisor(value.n < 0n ? -value.n : value.n, value.d);
  const n = value.n / divisor;
  let rest = value.d / divisor;
  let twos = 0;
  let fives = 0;
  for (; rest % 2n === 0n; rest /= 2n) twos += 1;
  for (; rest % 5n === 0n; rest /= 5n) fives += 1;
  if (rest !== 1n) return `${n}/${value.d / divisor}`;
  const scale = Math.max(twos, fives);
  return decimalText(n * 2n ** BigInt(scale - twos) * 5n ** BigInt(scale - fives), scale);
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let x = a;
  let y = b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x === 0n ? 1n : x;
}
