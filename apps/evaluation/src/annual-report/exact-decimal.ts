const DECIMALS = 6;
const ONE = 10n ** BigInt(DECIMALS);
const shape = /^(-?)(\d{1,12})(?:\.(\d{1,6}))?$/;

/** A decimal text of at most six decimals as millionths; undefined for anything else. */
export function millionths(text: string): bigint | undefined {
  const [, sign, whole = '', decimals = ''] = shape.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const magnitude = BigInt(whole + decimals.padEnd(DECIMALS, '0'));
  return sign === '-' ? -magnitude : magnitude;
}

/** Millionths as a decimal text without needless zeros. */
export function decimalText(value: bigint): string {
  const magnitude = value < 0n ? -value : value;
  const decimals = (magnitude % ONE).toString().padStart(DECIMALS, '0').replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${magnitude / ONE}${decimals === '' ? '' : `.${decimals}`}`;
}

/** Whether two amounts differ by more than so many per cent of the second, either way. */
export function differsByMoreThan(percent: bigint, one: bigint, other: bigint): boolean {
  return absolute(one - other) * 100n * ONE > absolute(other) * percent;
}

/** Part of a whole in per cent, in millionths, rounded down; undefined of nothing. */
export function percentOf(part: bigint, whole: bigint): bigint | undefined {
  return whole === 0n ? undefined : (part * 100n * ONE) / whole;
}

/** Without its sign. */
export const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
