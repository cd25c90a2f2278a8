/** What a spreadsheet would take for a formula, or for an end of the cell that is none. */
const DANGEROUS = /^[=+\-@\t\r\n]/;

/**
 * Rows as CSV (RFC 4180, CRLF): every cell quoted, so that no comma or line break in it ends it, and none is read as a formula.
 */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(text: string): string {
  const safe = DANGEROUS.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
