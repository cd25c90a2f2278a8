import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import { bankReferenceSchema } from '../disbursement/disbursement-order.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { sha256Schema } from '../primitives/sha256.js';
import type { Role } from '../roles.js';

/** `open` takes parts; `reconciled` has been compared with the orders. */
export const bankStatementStates = ['open', 'reconciled', 'abandoned'] as const;

/**
 * What a line is: a payment we ordered; one of another amount; a second payment of an order; money of an order that came back; a
 * payment out that no order asked for; other money in.
 */
export const lineResults = ['matched', 'amount-differs', 'duplicate', 'reversed', 'unknown', 'income'] as const;

/** The most lines that a statement has. */
export const mostStatementLines = 20_000;

const loaders: readonly Role[] = ['county-finance', 'prefecture-finance', 'province-finance', 'finance-system'];
const readers: readonly Role[] = [...loaders, 'auditor'];
const countSchema = z.int().min(0).max(1_000_000);
const numberSchema = z.int().min(1).max(100_000);
const accountRefSchema = z.string().min(1).max(64).regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/).describe("reference of the paying account in finance's register");

const beginSchema = z.strictObject({
  /** Of the finance department whose account it is. */
  region: regionCodeSchema,
  accountRef: accountRefSchema,
  from: localDateSchema,
  through: localDateSchema,
  opening: moneySchema,
  closing: moneySchema,
  /** Of the whole text in UTF-8. */
  sha256: sha256Schema,
});
const versioned = { id: uuidSchema, version: versionSchema };
const appendSchema = z.strictObject({
  ...versioned,
  /** A part of the CSV, in order; the first begins with the names of the columns: bankReference, orderId, day, amount, payee, purpose. */
  csv: z.string().min(1).max(300_000),
});
const whichSchema = z.strictObject(versioned);
const countsSchema = z.strictObject({
  matched: countSchema, amountDiffers: countSchema, duplicate: countSchema, reversed: countSchema, unknown: countSchema, income: countSchema,
  /** Orders reported as paid in the period that no statement has. */
  missing: countSchema,
});
const statementSchema = z.strictObject({
  ...versioned,
  state: z.enum(bankStatementStates),
  ...beginSchema.shape,
  lines: countSchema,
  counts: countsSchema,
  /** What the bank paid out minus what the ledger has for it; zero when they agree. */
  difference: moneySchema,
  /** Orders that its lines prove and that are still to be settled; done in the background. */
  pending: countSchema,
  uploadedBy: z.string().max(128),
  uploadedAt: instantSchema,
  reconciledAt: instantSchema.exactOptional(),
});
const getSchema = z.strictObject({ id: uuidSchema });
const listSchema = z.strictObject({ ...pageSchema.shape, region: regionCodeSchema.exactOptional() });
const statementsSchema = pageOf(statementSchema);
const lineSchema = z.strictObject({
  number: numberSchema,
  bankReference: bankReferenceSchema,
  orderId: uuidSchema.exactOptional(),
  day: localDateSchema,
  /** Out of the account above zero, into it below. */
  amount: moneySchema,
  payee: z.string().max(200),
  purpose: z.string().max(200),
  result: z.enum(lineResults),
  /** The order it was found to belong to. */
  matchedOrderId: uuidSchema.exactOptional(),
});
const listLinesSchema = z.strictObject({ ...pageSchema.shape, id: uuidSchema, result: z.enum(lineResults).exactOptional() });
const linesSchema = pageOf(lineSchema);
const missingSchema = pageOf(z.strictObject({ orderId: uuidSchema, bankReference: bankReferenceSchema, executedOn: localDateSchema, amount: moneySchema }));
const listMissingSchema = z.strictObject({ ...pageSchema.shape, id: uuidSchema });
const exportSchema = z.strictObject({ id: uuidSchema, after: countSchema });
const exportedSchema = z.strictObject({
  text: z.string().max(300_000),
  /** To be asked with as `after` for the next part; absent on the last. */
  next: countSchema.exactOptional(),
});
const reconciledSchema = z.strictObject({
  statementId: uuidSchema, region: regionCodeSchema, from: localDateSchema, through: localDateSchema, sha256: sha256Schema, lines: countSchema, counts: countsSchema,
  difference: moneySchema,
});

/** A new statement, of which the lines follow. */
export type BeginBankStatement = z.infer<typeof beginSchema>;

/** A further part of its lines. */
export type AppendBankStatement = z.infer<typeof appendSchema>;

/** Which statement, as it was last read. */
export type WhichBankStatement = z.infer<typeof whichSchema>;

/** A bank's statement and how it compares with the orders. */
export type BankStatement = z.infer<typeof statementSchema>;

/** Which statement. */
export type GetBankStatement = z.infer<typeof getSchema>;

/** Which statements. */
export type ListBankStatements = z.infer<typeof listSchema>;

/** One page of statements, newest first. */
export type BankStatementPage = z.infer<typeof statementsSchema>;

/** A line with what it was found to be. */
export type BankStatementLine = z.infer<typeof lineSchema>;

/** Which lines. */
export type ListStatementLines = z.infer<typeof listLinesSchema>;

/** One page of lines, in their order. */
export type BankStatementLinePage = z.infer<typeof linesSchema>;

/** Of which statement the missing payments. */
export type ListMissingPayments = z.infer<typeof listMissingSchema>;

/** Orders reported as paid that no statement has. */
export type MissingPaymentPage = z.infer<typeof missingSchema>;

/** Which part of a reconciled statement. */
export type ExportBankStatement = z.infer<typeof exportSchema>;

/** A part of it as CSV, safe to open in a spreadsheet. */
export type BankStatementExport = z.infer<typeof exportedSchema>;

/** Data of `jiqun.subsidy.bank-statement.reconciled.v1`. */
export type BankStatementReconciled = z.infer<typeof reconciledSchema>;

const states = ['open'] as const;

/** Statements of the paying accounts, and their reconciliation with the orders. */
export const bankStatementContracts: {
  readonly begin: CommandContract<BeginBankStatement, BankStatement>;
  readonly append: CommandContract<AppendBankStatement, BankStatement>;
  readonly finish: CommandContract<WhichBankStatement, BankStatement>;
  readonly abandon: CommandContract<WhichBankStatement, BankStatement>;
  readonly reconcile: CommandContract<WhichBankStatement, BankStatement>;
  readonly get: QueryContract<GetBankStatement, BankStatement>;
  readonly list: QueryContract<ListBankStatements, BankStatementPage>;
  readonly listLines: QueryContract<ListStatementLines, BankStatementLinePage>;
  readonly listMissing: QueryContract<ListMissingPayments, MissingPaymentPage>;
  readonly export: QueryContract<ExportBankStatement, BankStatementExport>;
  readonly reconciled: EventContract<BankStatementReconciled>;
} = {
  begin: defineCommand({
    subject: 'subsidy.bank-statement.begin',
    summary: { zh: '开始上传银行流水', en: 'Begin to upload a statement' },
    permission: { action: 'bank-statement.begin', roles: loaders, reach: 'region' },
    request: beginSchema,
    answer: statementSchema,
    errors: ['ALREADY_EXISTS'],
  }),
  append: defineCommand({
    subject: 'subsidy.bank-statement.append',
    summary: { zh: '上传银行流水的一段', en: 'Upload a part of a statement' },
    permission: { action: 'bank-statement.append', roles: loaders, reach: 'region', states },
    request: appendSchema,
    answer: statementSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  finish: defineCommand({
    subject: 'subsidy.bank-statement.finish',
    summary: { zh: '完成上传：核对摘要、逐行检查并对账', en: 'Finish an upload: hash and lines are checked, then it is reconciled' },
    permission: { action: 'bank-statement.finish', roles: loaders, reach: 'region', states },
    request: whichSchema,
    answer: statementSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'ALREADY_EXISTS'],
  }),
  abandon: defineCommand({
    subject: 'subsidy.bank-statement.abandon',
    summary: { zh: '放弃未完成的上传', en: 'Give up an upload' },
    permission: { action: 'bank-statement.abandon', roles: loaders, reach: 'region', states },
    request: whichSchema,
    answer: statementSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  reconcile: defineCommand({
    subject: 'subsidy.bank-statement.reconcile',
    summary: { zh: '用新的流水和指令重新对账', en: 'Compare a statement again with the orders and statements of now' },
    permission: { action: 'bank-statement.reconcile', roles: loaders, reach: 'region', states: ['reconciled'] },
    request: whichSchema,
    answer: statementSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  get: defineQuery({
    subject: 'subsidy.bank-statement.get',
    summary: { zh: '查看一份银行流水的对账结果', en: 'Read how a statement compares' },
    permission: { action: 'bank-statement.get', roles: readers, reach: 'region' },
    request: getSchema,
    answer: statementSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'subsidy.bank-statement.list',
    summary: { zh: '分页查看银行流水，最新的在前', en: 'List statements, newest first' },
    permission: { action: 'bank-statement.list', roles: readers, reach: 'region' },
    request: listSchema,
    answer: statementsSchema,
    errors: [],
  }),
  listLines: defineQuery({
    subject: 'subsidy.bank-statement.list-lines',
    summary: { zh: '分页查看流水各行的对账结果', en: 'List the lines of a statement with their results' },
    permission: { action: 'bank-statement.list-lines', roles: readers, reach: 'region' },
    request: listLinesSchema,
    answer: linesSchema,
    errors: ['NOT_FOUND'],
  }),
  listMissing: defineQuery({
    subject: 'subsidy.bank-statement.list-missing',
    summary: { zh: '分页查看已报支付而流水中没有的指令', en: 'List orders reported as paid that no statement has' },
    permission: { action: 'bank-statement.list-missing', roles: readers, reach: 'region' },
    request: listMissingSchema,
    answer: missingSchema,
    errors: ['NOT_FOUND'],
  }),
  export: defineQuery({
    subject: 'subsidy.bank-statement.export',
    summary: { zh: '分段导出对账结果', en: 'Export the lines of a statement with their results, in parts' },
    permission: { action: 'bank-statement.export', roles: readers, reach: 'region' },
    request: exportSchema,
    answer: exportedSchema,
    errors: ['NOT_FOUND'],
  }),
  reconciled: defineEvent({
    type: 'jiqun.subsidy.bank-statement.reconciled.v1',
    summary: { zh: '银行流水已对账', en: 'A statement was reconciled' },
    data: reconciledSchema,
  }),
};
