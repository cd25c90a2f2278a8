import { type Issue, issuesOf, type LineInput, lineInputSchema, mostLines } from '@jiqun/contracts';

import { csvRows } from '../csv-lines.js';

/** One thing that is wrong with one row of an import. */
export interface RowFault {
  /** The line of the text, the header being 1. */
  readonly row: number;
  readonly column?: string;
  readonly code: string;
  readonly message: Issue['message'];
}

/** What an import says: its lines with their rows, and what is wrong. */
export interface ReadImport {
  readonly lines: readonly { readonly row: number; readonly line: LineInput }[];
  readonly faults: readonly RowFault[];
}

/** Columns, as they may be headed in either language; the first name is that of the field. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  project: ['project', '项目'],
  category: ['category', '类别'],
  description: ['description', '内容'],
  supplier: ['supplier', '供应商'],
  supplierCreditCode: ['supplierCreditCode', '供应商代码'],
  invoiceNumber: ['invoiceNumber', '发票号码'],
  invoiceDate: ['invoiceDate', '发票日期'],
  completedOn: ['completedOn', '完成日期'],
  plannedYear: ['plannedYear', '计划年份'],
  amount: ['amount', '金额'],
  tax: ['tax', '是否含税'],
  condition: ['condition', '新旧'],
  serials: ['serials', '序列号'],
  region: ['region', '实施地'],
  evidence: ['evidence', '凭证'],
};
const REQUIRED = ['project', 'category', 'description', 'amount', 'region'];
const WORDS: Readonly<Record<string, string>> = { 否: 'excluded', 不含税: 'excluded', 是: 'included', 含税: 'included', 新: 'new', 全新: 'new', 旧: 'second-hand', 二手: 'second-hand' };

const fault = (row: number, code: string, zh: string, en: string, column?: string): RowFault => ({ row, code, message: { zh, en }, ...(column === undefined ? {} : { column }) });

/**
 * Reads lines from CSV. Projects are named by their names or ids; several serial numbers or files are separated by semicolons, a file is
 * written as its SHA-256, or as `SHA-256 name`. Every fault is said with its row.
 */
export function readImport(csv: string, projects: readonly { readonly id: string; readonly name: string }[]): ReadImport {
  const { rows, brokenAt } = csvRows(csv);
  const [header, ...body] = rows;
  if (brokenAt !== undefined) return { lines: [], faults: [fault(brokenAt, 'CSV', '引号没有成对，请检查该行', 'a quote is not closed; look at this line')] };
  if (header === undefined) return { lines: [], faults: [fault(1, 'EMPTY', '没有内容', 'there is nothing in it')] };
  const fields = header.cells.map((cell) => fieldOf(cell));
  const faults = headerFaults(header.cells, fields);
  if (body.length > mostLines.ofCommand) faults.push(fault(1, 'TOO_MANY', `一次最多导入 ${mostLines.ofCommand} 行，请分批`, `at most ${mostLines.ofCommand} rows at once; import in parts`));
  if (faults.length > 0) return { lines: [], faults };
  const lines: { row: number; line: LineInput }[] = [];
  for (const { line: row, cells } of body) {
    const values = new Map(fields.map((field, at) => [field ?? '', (cells[at] ?? '').trim()]));
    if (cells.length !== fields.length) faults.push(fault(row, 'CELLS', `应有 ${fields.length} 列，实有 ${cells.length} 列`, `${fields.length} cells are expected, there are ${cells.length}`));
    else faults.push(...readRow(row, values, projects, lines));
  }
  if (body.length === 0) faults.push(fault(1, 'EMPTY', '只有表头，没有明细', 'there is a header and no line'));
  return { lines, faults };
}

function fieldOf(cell: string): string | undefined {
  const name = cell.trim().toLowerCase();
  return Object.keys(COLUMNS).find((field) => COLUMNS[field]?.some((heading) => heading.toLowerCase() === name));
}

function headerFaults(cells: readonly string[], fields: readonly (string | undefined)[]): RowFault[] {
  const known = Object.values(COLUMNS).map(([field, chinese]) => `${field} (${chinese})`).join(', ');
  return [
    ...fields.flatMap((field, at) => (field === undefined ? [fault(1, 'UNKNOWN_COLUMN', `不认识第 ${at + 1} 列的表头；可用：${known}`, `column ${at + 1} is not known; the columns are: ${known}`, cells[at]?.slice(0, 64))] : [])),
    ...REQUIRED.flatMap((field) => (fields.includes(field) ? [] : [fault(1, 'COLUMN_MISSING', `缺少 ${COLUMNS[field]?.join(' / ')} 列`, `the column ${field} is missing`, field)])),
    ...fields.flatMap((field, at) => (field !== undefined && fields.indexOf(field) !== at ? [fault(1, 'COLUMN_TWICE', `${field} 列出现两次`, `the column ${field} stands twice`, field)] : [])),
  ];
}

function readRow(row: number, values: ReadonlyMap<string, string>, projects: readonly { readonly id: string; readonly name: string }[], lines: { row: number; line: LineInput }[]): RowFault[] {
  const text = (field: string): string | undefined => (values.get(field) === '' ? undefined : values.get(field));
  const several = (field: string): string[] => (text(field) ?? '').split(/[;；]/).map((part) => part.trim()).filter((part) => part !== '');
  const named = text('project') ?? '';
  const project = projects.find(({ id, name }) => id === named || name === named);
  if (project === undefined) return [fault(row, 'PROJECT', '项目群中没有这个项目，请按项目名称或编号填写', 'the group has no such project; write its name or id', 'project')];
  const given = {
    projectId: project.id,
    category: text('category'),
    description: text('description'),
    supplier: text('supplier') === undefined ? undefined : withoutAbsent({ name: text('supplier'), creditCode: text('supplierCreditCode') }),
    invoice: text('invoiceNumber') === undefined && text('invoiceDate') === undefined ? undefined : withoutAbsent({ number: text('invoiceNumber'), date: text('invoiceDate') }),
    completedOn: text('completedOn'),
    plannedYear: text('plannedYear') === undefined ? undefined : Number(text('plannedYear')),
    amount: text('amount')?.replaceAll(/(?<=[0-9]),(?=[0-9]{3})/g, ''),
    tax: word(text('tax') ?? '不含税'),
    condition: text('condition') === undefined ? undefined : word(text('condition') ?? ''),
    serials: several('serials'),
    region: text('region'),
    evidence: several('evidence').map((part) => ({ sha256: part.split(/\s+/)[0]?.toLowerCase() ?? '', name: part.split(/\s+/).slice(1).join(' ') || '凭证' })),
  };
  const parsed = lineInputSchema.safeParse(withoutAbsent(given));
  if (!parsed.success) return issuesOf(parsed.error, given).map(({ path, code, message }) => ({ row, column: columnOf(path), code, message }));
  lines.push({ row, line: parsed.data });
  return [];
}

const word = (text: string): string => WORDS[text] ?? text;

function withoutAbsent(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** The column of a place in a line. */
function columnOf(path: string): string {
  const places: Readonly<Record<string, string>> = {
    'supplier.name': 'supplier', 'supplier.creditCode': 'supplierCreditCode', 'invoice.number': 'invoiceNumber', 'invoice.date': 'invoiceDate',
  };
  return places[path] ?? path.split(/[.[]/)[0] ?? path;
}
