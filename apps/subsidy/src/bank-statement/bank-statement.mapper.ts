import { localDateSchema, moneyOf, regionCodeSchema, type BankStatement as BankStatementAnswer, type BankStatementLine, type MissingPaymentPage } from '@jiqun/contracts';
import { instantOf } from '@jiqun/service-kit';

import { csvText } from '../csv-text.js';
import type { BankStatement, MissingPayment, ReconciledLine } from './bank-statement.entity.js';

const NONE: BankStatementAnswer['counts'] = { matched: 0, amountDiffers: 0, duplicate: 0, reversed: 0, unknown: 0, income: 0, missing: 0 };

/** A statement and how it compares. */
export function toBankStatement(row: BankStatement): BankStatementAnswer {
  const { id, version, state, region, accountRef, from, through, opening, closing, sha256, lines, counts, difference, pending, uploadedBy, uploadedAt, reconciledAt } = row;
  return {
    id,
    version,
    state,
    region: regionCodeSchema.parse(region),
    accountRef,
    from: localDateSchema.parse(from),
    through: localDateSchema.parse(through),
    opening: moneyOf(opening),
    closing: moneyOf(closing),
    sha256,
    lines,
    counts: counts ?? NONE,
    difference: moneyOf(difference),
    pending,
    uploadedBy,
    uploadedAt: instantOf(uploadedAt),
    ...(reconciledAt === null ? {} : { reconciledAt: instantOf(reconciledAt) }),
  };
}

/** A line with what it was found to be. */
export function toStatementLine({ number, bankReference, orderId, day, amount, payee, purpose, result, matchedOrderId }: ReconciledLine): BankStatementLine {
  return {
    number,
    bankReference,
    day: localDateSchema.parse(day),
    amount: moneyOf(amount),
    payee,
    purpose,
    result,
    ...(orderId === null ? {} : { orderId }),
    ...(matchedOrderId === null ? {} : { matchedOrderId }),
  };
}

/** A reported payment that no statement has. */
export function toMissingPayment({ orderId, bankReference, executedOn, amount }: MissingPayment): MissingPaymentPage['items'][number] {
  return { orderId, bankReference, executedOn: localDateSchema.parse(executedOn), amount: moneyOf(amount) };
}

/** Lines as CSV. @param isFirst with the names of the columns */
export function toStatementCsv(lines: readonly ReconciledLine[], isFirst: boolean): string {
  const heading = ['line', 'bankReference', 'orderId', 'day', 'amount', 'payee', 'purpose', 'result', 'matchedOrderId'];
  const rows = lines.map(({ number, bankReference, orderId, day, amount, payee, purpose, result, matchedOrderId }) => [
    String(number), bankReference, orderId ?? '', day, moneyOf(amount), payee, purpose, result, matchedOrderId ?? '',
  ]);
  return csvText(isFirst ? [heading, ...rows] : rows);
}
