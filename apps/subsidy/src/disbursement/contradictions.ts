import { moneyOf, type Sentence } from '@jiqun/contracts';

import type { Disbursement } from './disbursement.entity.js';

/** What finance says that the bank paid. */
export interface ReportedExecution {
  readonly bankReference: string;
  readonly executedOn: string;
  readonly amount: bigint;
}

const NEXT: Sentence = { zh: '两份回复均已留存，须凭银行流水或由两人查明。', en: 'Both are on file; a bank statement or two people settle it.' };

const said = (zh: string, en: string): Sentence => ({ zh: `${zh}${NEXT.zh}`, en: `${en} ${NEXT.en}` });

/**
 * What a report of payment contradicts; undefined when nothing, also for one that says again what is known. Money that has gone out is
 * never refused: what should not have happened is put in doubt.
 * @param isTaken the reference is that of another order's payment
 */
export function contradictionOfExecution(order: Disbursement, { bankReference, executedOn, amount }: ReportedExecution, isTaken: boolean): Sentence | undefined {
  const differs = amount !== order.amount;
  const expected = moneyOf(order.amount);
  switch (order.state) {
    case 'rejected':
      return said(`该指令已被退回（${order.rejectedCode}），又报已支付。`, `The order was rejected (${order.rejectedCode}) and is now reported as paid.`);
    case 'in-doubt':
      return said('该指令存疑，回复不改变其状态。', 'The order is in doubt; a report does not change that.');
    case 'executed':
    case 'settled':
      // The statement's day, which a settlement has, is the bank's; finance may have reported its own.
      if (!differs && order.paidReference === bankReference && (order.state === 'settled' || order.paidOn === executedOn)) return undefined;
      return said(
        `该指令已有结论（${order.paidReference ?? '未支付'}），所报不同：${bankReference}，${moneyOf(amount)} 元，${executedOn}。`,
        `The order has an answer already (${order.paidReference ?? 'not paid'}); this one differs: ${bankReference}, ${moneyOf(amount)} yuan, ${executedOn}.`,
      );
    case 'issued':
    case 'acknowledged':
      if (isTaken) return said(`银行凭证号 ${bankReference} 已用于另一指令。`, `The reference ${bankReference} is that of another order's payment.`);
      if (differs) return said(`指令金额 ${expected} 元，所报 ${moneyOf(amount)} 元。`, `The order is of ${expected} yuan, the report of ${moneyOf(amount)}.`);
      if (order.payOut === 'authorised') return undefined;
      return said('当地财政尚未核准拨付即已支付。', 'It was paid before the local pay-out was authorised.');
  }
}

/** What a rejection contradicts; undefined when nothing. */
export function contradictionOfRejection(order: Disbursement): Sentence | undefined {
  switch (order.state) {
    case 'executed':
      return said(`该指令已报支付（${order.bankReference}），又被退回。`, `The order was reported as paid (${order.bankReference}) and is now rejected.`);
    case 'in-doubt':
      return said('该指令存疑，回复不改变其状态。', 'The order is in doubt; a report does not change that.');
    case 'settled':
      return order.outcome === 'not-paid' ? undefined : said('该指令已查明支付，又被退回。', 'The order was found to be paid and is now rejected.');
    default:
      return undefined;
  }
}
