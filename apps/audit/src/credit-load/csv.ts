/** A line of CSV that may span several lines of text. */
export interface CsvLine {
  /** Its first line, from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** What was read of a part of a file: its lines, and whether a quoted cell was never closed. */
export interface CsvRead {
  readonly lines: readonly CsvLine[];
  /** Lines of text. */
  readonly count: number;
  readonly isOpen: boolean;
}

/** Reads whole lines of CSV (RFC 4180): cells in quotes may hold commas, line ends and doubled quotes. Empty lines are skipped. */
export function readCsv(text: string): CsvRead {
  const lines: CsvLine[] = [];
  let cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  let line = 1;
  let begun = 1;
  const endLine = (): void => {
    cells.push(cell);
    if (cells.length > 1 || cell !== '') lines.push({ line: begun, cells });
    cells = [];
    cell = '';
    begun = line + 1;
  };
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at] as string;
    if (isQuoted) {
      if (character === '"' && source[at + 1] === '"') at += 1;
      else if (character === '"') isQuoted = false;
      if (character !== '"' || isQuoted) cell += character;
    } else if (character === '"' && cell === '') isQuoted = true;
    else if (character === ',') {
      cells.push(cell);
      cell = '';
    } else if (character === '\n') endLine();
    else if (character !== '\r') cell += character;
    if (character === '\n') line += 1;
  }
  const isOpen = isQuoted;
  if (cell !== '' || cells.length > 0) endLine();
  else line -= 1;
  return { lines, count: Math.max(line, 0), isOpen };
}
