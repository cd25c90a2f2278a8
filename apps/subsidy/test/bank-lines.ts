import { moneyOf } from '@jiqun/contracts';

/** A line of a statement as a bank would write it. */
export interface BankLine {
  readonly reference: string;
  readonly order?: string;
  readonly day: string;
  /** fen; out above zero. */
  readonly amount: bigint;
  readonly payee?: string;
  readonly purpose?: string;
}

/** A statement's text. */
export function csvOf(lines: readonly BankLine[]): string {
  const rows = lines.map(({ reference, order = '', day, amount, payee = '某某公司（样例）', purpose = '奖补资金' }) => [reference, order, day, moneyOf(amount), payee, purpose].join(','));
  return ['bankReference,orderId,day,amount,payee,purpose', ...rows].map((row) => `${row}\n`).join('');
}
