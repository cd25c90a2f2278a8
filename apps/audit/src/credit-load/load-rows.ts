import { type CreditLoadFault, type CreditRow, creditRowSchema, issuesOf } from '@jiqun/contracts';

import type { CreditLoadRow, StagedRow } from './credit-load.entity.js';
import { readCsv } from './csv.js';
import type { ContradictingLine } from './load-effect.repository.js';

/** What a part of a load holds: rows that can be stored, and what is wrong with the others. */
export interface PartRead {
  readonly rows: readonly StagedRow[];
  readonly faults: readonly CreditLoadFault[];
  /** The load's columns, once they are known. */
  readonly columns: readonly string[] | null;
  /** Lines of the part. */
  readonly lines: number;
}

type Target = Pick<CreditLoadRow, 'kind' | 'asOf' | 'lines' | 'columns'>;

/** The columns that a file may have, by their names in either language. */
const columnNames: Readonly<Record<string, keyof CreditRow>> = {
  creditCode: 'creditCode', 统一社会信用代码: 'creditCode',
  change: 'change', 变动: 'change',
  listedFrom: 'listedFrom', 列入日期: 'listedFrom',
  listedThrough: 'listedThrough', 截止日期: 'listedThrough',
  document: 'document', 文书号: 'document',
};
const changes: Readonly<Record<string, string>> = { 列入: 'listed', 移出: 'removed' };

/** Reads rows that came by the API, or that a source answered with: the latter's shape nobody has checked before. */
export function readRows(load: Target, rows: readonly unknown[]): PartRead {
  const read = rows.map((row, at) => readRow(load, row, load.lines + at + 1));
  return { ...sorted(read), columns: load.columns, lines: rows.length };
}

/** Reads whole lines of CSV; the load's first one names the columns. */
export function readPart(load: Target, csv: string): PartRead {
  const { lines, count, isOpen } = readCsv(csv);
  const unclosed = isOpen ? [fault(load.lines + count, '', '引号没有成对；每批应为完整的行。', 'A quote is not closed; a part holds whole lines.')] : [];
  const [head, ...rest] = lines;
  const columns = load.columns ?? head?.cells.map((name) => name.trim()) ?? null;
  if (columns === null) return { rows: [], faults: unclosed, columns, lines: count };
  const unknown = load.columns === null ? headFaults(columns) : [];
  if (unknown.length > 0) return { rows: [], faults: unknown, columns, lines: count };
  const body = load.columns === null ? rest : lines;
  const read = body.map(({ line, cells }) => readLine(load, columns, cells, load.lines + line));
  const { rows, faults } = sorted(read);
  return { rows, faults: [...unclosed, ...faults], columns, lines: count };
}

type Read = StagedRow | readonly CreditLoadFault[];

const isFaulty = (read: Read): read is readonly CreditLoadFault[] => Array.isArray(read);

function sorted(read: readonly Read[]): { rows: readonly StagedRow[]; faults: readonly CreditLoadFault[] } {
  return { rows: read.filter((each) => !isFaulty(each)) as StagedRow[], faults: read.filter(isFaulty).flat() };
}

function headFaults(columns: readonly string[]): readonly CreditLoadFault[] {
  const known = Object.keys(columnNames).join(', ');
  const strange = columns.filter((name) => columnNames[name] === undefined);
  const faults = strange.map((name) => fault(1, name, `不认识的列；可用的列：${known}。`, `No such column; those that are known: ${known}.`));
  const isNamed = columns.some((name) => columnNames[name] === 'creditCode');
  return isNamed ? faults : [...faults, fault(1, 'creditCode', '缺少统一社会信用代码列。', 'The column of the social credit code is missing.')];
}

function readLine(load: Target, columns: readonly string[], cells: readonly string[], line: number): Read {
  if (cells.length !== columns.length) {
    return [fault(line, '', `有 ${cells.length} 个单元格，应为 ${columns.length} 个。`, `The line has ${cells.length} cells; it should have ${columns.length}.`)];
  }
  const given = columns.flatMap((name, at) => {
    const value = (cells[at] ?? '').trim();
    return value === '' ? [] : [[columnNames[name] ?? name, changes[value] ?? value] as const];
  });
  return readRow(load, Object.fromEntries(given), line);
}

function readRow(load: Target, row: unknown, line: number): Read {
  const parsed = creditRowSchema.safeParse(row);
  if (parsed.success) return stagedRow(load, parsed.data, line);
  return issuesOf(parsed.error, row).map(({ path, message }) => ({ line, column: path.slice(0, 64), message: { zh: message.zh.slice(0, 500), en: message.en.slice(0, 500) } }));
}

/** A row, if what it says fits its load. */
function stagedRow({ kind, asOf }: Target, row: CreditRow, line: number): Read {
  const { creditCode, change = 'listed', listedFrom, listedThrough, document = '' } = row;
  const faults: CreditLoadFault[] = [];
  if (kind === 'full' && change === 'removed') {
    faults.push(fault(line, 'change', '全量导入只列出在册企业；不在其中的即为移出。', 'A full load holds who is listed; who is not in it is removed.'));
  }
  if (change === 'listed' && listedFrom === undefined) faults.push(fault(line, 'listedFrom', '列入时须填写列入日期。', 'A listing needs its first day.'));
  if (listedFrom !== undefined && listedFrom > asOf) faults.push(fault(line, 'listedFrom', `晚于数据截止日 ${asOf}。`, `It is after the day of the data, ${asOf}.`));
  if (listedFrom !== undefined && listedThrough !== undefined && listedThrough < listedFrom) {
    faults.push(fault(line, 'listedThrough', '早于列入日期。', 'It is before the first day.'));
  }
  if (faults.length > 0) return faults;
  return { line, creditCode, change, listedFrom: listedFrom ?? null, listedThrough: listedThrough ?? null, document };
}

/** What is wrong with a line, in both languages. */
export function fault(line: number, column: string, zh: string, en: string): CreditLoadFault {
  return { line: Math.max(line, 1), column: column.slice(0, 64), message: { zh: zh.slice(0, 500), en: en.slice(0, 500) } };
}

const contradictions: Readonly<Record<ContradictingLine['what'], readonly [column: string, zh: string, en: string]>> = {
  repeated: ['creditCode', '同一企业、同一列入日期和文书号出现多次且内容不一致。', 'The same enterprise, first day and document stand in it more than once, with different contents.'],
  ambiguous: ['listedFrom', '同一批中既有列入又有移出；移出须填写列入日期，指明是哪一条。', 'The load lists the same enterprise as well; a removal must say which listing by its first day.'],
  unknown: ['creditCode', '名单上没有可移出的记录。', 'There is no listing that could be removed.'],
};

/** A line that cannot be applied beside others, or to what is listed, in words. */
export function contradictionIn({ line, what }: ContradictingLine): CreditLoadFault {
  return fault(line, ...contradictions[what]);
}
