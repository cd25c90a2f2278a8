/** A row of CSV, which may span several lines of text. */
export interface CsvRow {
  /** Its first line, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

const MARK = '\uFEFF';
const CELL = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|\r|\n|$)/y;

/**
 * The rows of a CSV text (RFC 4180): cells in quotes may hold commas, line ends and doubled quotes. Rows without any text are left out.
 * @returns undefined and the line for a text that breaks these rules: a quote that is never closed, or something behind a closing quote
 */
export function csvRows(text: string): { readonly rows: readonly CsvRow[]; readonly brokenAt?: number } {
  const source = text.startsWith(MARK) ? text.slice(MARK.length) : text;
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let begun = 1;
  for (let at = 0; at < source.length; ) {
    CELL.lastIndex = at;
    const [whole, raw, end] = CELL.exec(source) ?? [];
    if (whole === undefined || raw === undefined) return { rows, brokenAt: line };
    cells.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    line += whole.split(/\r\n|\r|\n/).length - 1;
    at += whole.length;
    if (end === ',' && at < source.length) continue;
    if (end === ',') cells.push('');
    if (cells.some((cell) => cell.trim() !== '')) rows.push({ line: begun, cells });
    cells = [];
    begun = line;
  }
  return { rows };
}
