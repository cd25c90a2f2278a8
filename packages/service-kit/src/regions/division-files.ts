import { readFileSync } from 'node:fs';

/** The levels of a division. A county-level unit may report straight to its province. */
export type RegionLevel = 'province' | 'prefecture' | 'county';

/** One division of today. */
export interface Region {
  /** Six digits: GB/T 2260, a statistical code, or one that the registry gave. */
  readonly code: string;
  readonly name: string;
  readonly level: RegionLevel;
  /** The region that it reports to; for a province its tenant. */
  readonly parent: string;
}

/** One change of a division's code or name. The data know the years of two lists, not the day. */
export interface CodeChange {
  /** Absent when the division is new. */
  readonly oldCode?: string;
  readonly oldName?: string;
  readonly newCode: string;
  readonly newName: string;
  /** Year of the last list with the old code. */
  readonly fromYear: number;
  /** Year of the first list with the new code. */
  readonly throughYear: number;
}

/** A file of divisions cannot be read; says where. */
export class DivisionFileError extends Error {
  constructor(readonly file: string, readonly line: number, readonly column: number, what: string) {
    super(`${file}:${line}:${column}: ${what}`);
    this.name = 'DivisionFileError';
  }
}

interface Cell {
  readonly text: string;
  /** @throws DivisionFileError here */
  readonly refuse: (what: string) => never;
}

type CsvRow = Readonly<Record<string, Cell>>;

/** Quoted or plain up to the next comma. No cell of these files holds a line break or a quotation mark. */
const cellShape = /(?:"([^"]*)"|([^",]*))(,|$)/y;

function cellsOf(file: string, text: string, line: number): Cell[] {
  const cells: Cell[] = [];
  let at = 0;
  for (;;) {
    const column = at + 1;
    cellShape.lastIndex = at;
    const found = cellShape.exec(text);
    if (found === null) throw new DivisionFileError(file, line, column, 'a quotation mark is out of place; quote the whole cell');
    cells.push({ text: found[1] ?? found[2] ?? '', refuse: (what) => { throw new DivisionFileError(file, line, column, what); } });
    if (found[3] === '') return cells;
    at = cellShape.lastIndex;
  }
}

function rowsOf(file: string, text: string, columns: readonly string[]): CsvRow[] {
  const [head = '', ...lines] = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (head !== columns.join(',')) throw new DivisionFileError(file, 1, 1, `the first line is not ${columns.join(',')}`);
  return lines.map((content, index) => {
    const line = index + 2;
    const cells = cellsOf(file, content, line);
    if (cells.length !== columns.length) {
      throw new DivisionFileError(file, line, content.length + 1, `has ${cells.length} cells instead of ${columns.length}`);
    }
    return Object.fromEntries(columns.map((column, position) => [column, cells[position] as Cell]));
  });
}

/** @throws DivisionFileError at the cell */
function read(row: CsvRow, column: string, shape: RegExp, what: string): string {
  const cell = row[column];
  if (cell === undefined) throw new Error(`There is no column ${column}`);
  return cell.text === '' || !shape.test(cell.text) ? cell.refuse(`${JSON.stringify(cell.text)} is no ${what}`) : cell.text;
}

const code = /^[1-8]\d{5}$/;
const name = /^\p{Script=Han}+$/u;
const CODE = 'division code of six digits';

/**
 * The divisions of today; each reports to one of them or to a tenant.
 * @throws DivisionFileError with file, line and column
 */
export function readDivisions(file: string, text: string): Region[] {
  const rows = rowsOf(file, text, ['code', 'name', 'level', 'parent', 'note']);
  const codes = new Set(rows.map((row) => row['code']?.text));
  const seen = new Set<string>();
  return rows.map((row) => {
    const region: Region = {
      code: read(row, 'code', code, CODE),
      name: read(row, 'name', name, 'Chinese name'),
      level: read(row, 'level', /^(?:province|prefecture|county)$/, 'level') as RegionLevel,
      parent: read(row, 'parent', /^(?:[1-8]\d{5}|CN-\d\d)$/, 'division code or tenant'),
    };
    if (seen.has(region.code)) row['code']?.refuse(`${region.code} comes twice`);
    if (!region.parent.startsWith('CN-') && !codes.has(region.parent)) row['parent']?.refuse(`${region.parent} is no division of this file`);
    seen.add(region.code);
    return region;
  });
}

/**
 * The changes of codes; each leads to a division of today or to a code that changed again.
 * @param today the codes of today's divisions
 * @throws DivisionFileError with file, line and column
 */
export function readChanges(file: string, text: string, today: ReadonlySet<string>): CodeChange[] {
  const rows = rowsOf(file, text, ['old_code', 'old_name', 'new_code', 'new_name', 'between', 'basis']);
  const old = rows.map((row) => row['old_code']?.text);
  return rows.map((row, index) => {
    const between = read(row, 'between', /^\d{4}-\d{4}$/, 'range of years such as 2015-2019');
    const [fromYear, throughYear] = [Number(between.slice(0, 4)), Number(between.slice(5))];
    if (fromYear > throughYear) row['between']?.refuse('ends before it begins');
    const isNew = row['old_code']?.text === '';
    const before = isNew ? {} : { oldCode: read(row, 'old_code', code, CODE), oldName: read(row, 'old_name', name, 'Chinese name') };
    const after = { newCode: read(row, 'new_code', code, CODE), newName: read(row, 'new_name', name, 'Chinese name') };
    if (!isNew && old.indexOf(before.oldCode) < index) row['old_code']?.refuse(`${before.oldCode} changes twice`);
    if (!today.has(after.newCode) && !old.includes(after.newCode)) row['new_code']?.refuse(`${after.newCode} is no division of today and did not change again`);
    return { ...before, ...after, fromYear, throughYear };
  });
}

/** A file of the folder `regions`, which stands beside `src` and `dist` alike. */
export function readRegionFile(file: string): string {
  return readFileSync(new URL(`../../regions/${file}`, import.meta.url), 'utf8');
}
