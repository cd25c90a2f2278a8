import { bankReferenceSchema, fenOf, localDateSchema, moneyOf, moneySchema, mostStatementLines, uuidSchema, type Issue } from '@jiqun/contracts';

import { csvRows, type CsvRow } from '../csv-lines.js';
import { invalid, invalidAt, issueAt } from '../refusals.js';
import type { BankStatement, StatementLine } from './bank-statement.entity.js';

const columns = ['bankReference', 'orderId', 'day', 'amount', 'payee', 'purpose'] as const;
type Column = (typeof columns)[number];

const LONGEST_TEXT = 200;
/** PostgreSQL takes no NUL in a text, and no bank writes control characters into a purpose. */
const UNFIT = /\p{Cc}|\p{Cs}/u;

/**
 * The lines of a statement's CSV (RFC 4180, comma, the first line with the names of the columns in any order).
 * @throws Refusal INVALID_REQUEST with each bad line by its number, or when the balances do not follow from the lines
 */
export function readStatement(text: string, statement: BankStatement): readonly StatementLine[] {
  const { rows: all, brokenAt } = csvRows(text);
  if (brokenAt !== undefined) throw invalidAt(`csv[${brokenAt}]`, '引号不成对或单元格格式有误', 'a quote is not closed, or stands within a cell');
  const [heading, ...rows] = all;
  const place = new Map(heading?.cells.map((name, at) => [name.trim(), at] as const));
  const absent = columns.filter((name) => !place.has(name));
  if (heading === undefined || absent.length > 0 || place.size !== columns.length) {
    throw invalidAt('csv[1]', `首行应为列名：${columns.join(',')}`, `the first line has the names of the columns: ${columns.join(',')}`);
  }
  if (rows.length > mostStatementLines) {
    throw invalidAt('csv', `流水共 ${rows.length} 行，超过上限 ${mostStatementLines} 行，请按期间分开`, `the statement has ${rows.length} lines, more than ${mostStatementLines}; divide the period`);
  }
  const issues: Issue[] = [];
  const lines: StatementLine[] = [];
  for (const row of rows) {
    const cell = (name: Column): string => row.cells[place.get(name) ?? -1]?.trim() ?? '';
    const faults = row.cells.length === columns.length ? faultsOf(row.line, cell, statement) : [widthFault(row)];
    issues.push(...faults);
    if (faults.length === 0) lines.push(toLine(row.line, cell));
  }
  if (issues.length > 0) throw invalid(issues);
  requireBalance(lines, statement);
  return lines;
}

function toLine(number: number, cell: (name: Column) => string): StatementLine {
  return {
    number,
    bankReference: cell('bankReference'),
    orderId: cell('orderId') === '' ? null : cell('orderId'),
    day: cell('day'),
    amount: fenOf(moneySchema.parse(cell('amount'))),
    payee: cell('payee'),
    purpose: cell('purpose'),
  };
}

function faultsOf(number: number, cell: (name: Column) => string, { from, through }: BankStatement): readonly Issue[] {
  const faults: Issue[] = [];
  const fault = (column: Column, zh: string, en: string): void => {
    faults.push(issueAt(`csv[${number}].${column}`, zh, en));
  };
  if (!bankReferenceSchema.safeParse(cell('bankReference')).success) fault('bankReference', '银行凭证号缺失或含有不允许的字符', "the bank's reference is missing or has characters that are not allowed");
  if (cell('orderId') !== '' && !uuidSchema.safeParse(cell('orderId')).success) fault('orderId', '指令编号应为小写 UUID，没有的请留空', 'the order is a UUID in lower case, or left empty');
  const day = localDateSchema.safeParse(cell('day'));
  if (!day.success) fault('day', '日期应为 YYYY-MM-DD', 'the day is YYYY-MM-DD');
  else if (day.data < from || day.data > through) fault('day', `日期不在流水期间 ${from} 至 ${through} 内`, `the day lies outside the period ${from} through ${through}`);
  const amount = moneySchema.safeParse(cell('amount'));
  if (!amount.success || fenOf(amount.data) === 0n) fault('amount', '金额应为元，至多两位小数，支出为正、收入为负，不为零', 'the amount is in yuan with at most two decimals, out above zero, in below, and not zero');
  for (const column of ['payee', 'purpose'] as const) {
    if (cell(column).length > LONGEST_TEXT || UNFIT.test(cell(column))) fault(column, `文字至多 ${LONGEST_TEXT} 字，不含控制字符`, `the text has at most ${LONGEST_TEXT} characters and no control characters`);
  }
  return faults;
}

function widthFault({ line, cells }: CsvRow): Issue {
  return issueAt(`csv[${line}]`, `应有 ${columns.length} 列，实有 ${cells.length} 列`, `the line has ${cells.length} cells instead of ${columns.length}`);
}

function requireBalance(lines: readonly StatementLine[], { opening, closing }: BankStatement): void {
  const expected = lines.reduce((balance, { amount }) => balance - amount, opening);
  if (expected === closing) return;
  const [begun, ended, reckoned] = [moneyOf(opening), moneyOf(closing), moneyOf(expected)];
  throw invalidAt(
    'closing', `期初余额 ${begun} 元减各行合计应为 ${reckoned} 元，期末余额却为 ${ended} 元：流水不完整或有误`,
    `from the opening balance, ${begun}, the lines lead to ${reckoned} yuan, not to the closing balance, ${ended}: lines are missing or wrong`,
  );
}
