import type { Column } from '@jiqun/contracts';

/** By which spreadsheets know the encoding. */
const byteOrderMark = '\uFEFF';
const lineEnd = '\r\n';
const number = /^-?[0-9]{1,15}(?:\.[0-9]+)?$/;
/** What a spreadsheet would take for a formula, or for a number that it rounds. */
const risky = /^(?:[=+\-@\t\r＝＋－＠]|[0-9]{16,}$)/;

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.every((one) => typeof one !== 'object') ? value.map(String).join('; ') : JSON.stringify(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}

function cellOf(value: unknown): string {
  const text = textOf(value);
  const safe = risky.test(text) && !number.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function valueAt(item: unknown, path: readonly string[]): unknown {
  let value = item;
  for (const name of path) value = typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  return value;
}

/** The line of headings, with the mark that goes before everything. */
export function headingLine(columns: readonly Column[], language: 'zh' | 'en'): string {
  return `${byteOrderMark}${columns.map(({ heading }) => cellOf(heading[language])).join(',')}${lineEnd}`;
}

/** One object as a line: nothing in it can run as a formula. */
export function lineOf(columns: readonly Column[], item: unknown): string {
  return `${columns.map(({ path }) => cellOf(valueAt(item, path))).join(',')}${lineEnd}`;
}
