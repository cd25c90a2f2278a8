import type { BankStatement as BankStatementAnswer, BankStatementLine } from '@jiqun/contracts';

/** A bank's statement as it is stored. Amounts are fen, days texts. */
export interface BankStatement {
  readonly id: string;
  readonly tenant: string;
  readonly region: string;
  readonly accountRef: string;
  readonly from: string;
  readonly through: string;
  readonly opening: bigint;
  readonly closing: bigint;
  readonly sha256: string;
  readonly state: BankStatementAnswer['state'];
  readonly version: number;
  readonly uploadedBy: string;
  readonly uploadedAt: Date;
  readonly reconciledAt: Date | null;
  readonly lines: number;
  /** Orders that its lines prove and that are still to be settled. */
  readonly pending: number;
  /** null until it is reconciled. */
  readonly counts: BankStatementAnswer['counts'] | null;
  readonly difference: bigint;
}

/** A line as the bank gave it. */
export interface StatementLine {
  /** The line of the file, its heading being the first. */
  readonly number: number;
  readonly bankReference: string;
  readonly orderId: string | null;
  readonly day: string;
  /** Out of the account above zero, into it below. */
  readonly amount: bigint;
  readonly payee: string;
  readonly purpose: string;
}

/** A line with what it was found to be. */
export interface ReconciledLine extends StatementLine {
  readonly result: BankStatementLine['result'];
  readonly matchedOrderId: string | null;
}

/** A reported payment that no statement has. */
export interface MissingPayment {
  readonly orderId: string;
  readonly bankReference: string;
  readonly executedOn: string;
  readonly amount: bigint;
}

/** What lines say of an order that is not on record so. */
export interface ProvenOrder {
  readonly orderId: string;
  readonly statementId: string;
  readonly number: number;
  readonly day: string;
  readonly bankReference: string;
  readonly amount: bigint;
  /** Paid as ordered; paid another amount; taken back in full. */
  readonly proof: 'paid' | 'amount-differs' | 'reversed';
}
