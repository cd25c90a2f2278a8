import type { PublicDishonestyRecordPage } from '@jiqun/contracts';

type Exported = PublicDishonestyRecordPage['items'][number];

const columns: readonly (readonly [string, (record: Exported) => string | undefined])[] = [
  ['统一社会信用代码', ({ creditCode }) => creditCode],
  ['名称', ({ name }) => name],
  ['方案', ({ programme }) => programme],
  ['依据条款', ({ clause }) => clause],
  ['事由', ({ matter }) => matter],
  ['事实', ({ facts }) => facts],
  ['决定文书', ({ document }) => document],
  ['决定日期', ({ decidedOn }) => decidedOn],
  ['公开起始日', ({ publishedFrom }) => publishedFrom],
  ['公开截止日', ({ publishedThrough }) => publishedThrough],
];

/** A cell that no spreadsheet takes for a formula. */
function cell(text: string | undefined): string {
  const value = text ?? '';
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Lines of CSV (RFC 4180). @param withHead the names of the columns come first */
export function toCsv(records: readonly Exported[], withHead: boolean): string {
  const lines = records.map((record) => columns.map(([, of]) => cell(of(record))).join(','));
  return [...(withHead ? [columns.map(([name]) => name).join(',')] : []), ...lines].map((line) => `${line}\r\n`).join('');
}

/** One JSON object a line. */
export function toJsonLines(records: readonly Exported[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}
