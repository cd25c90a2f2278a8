import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Role } from '../roles.js';
import type { Sentence } from '../sentence.js';
import {
  acknowledgeSchema,
  askDaysSchema,
  changedSchema,
  daysToCashSchema,
  doubtSchema,
  executeSchema,
  exportedSchema,
  exportSchema,
  getSchema,
  issuedSchema,
  listSchema,
  orderSchema,
  ordersSchema,
  proposeSchema,
  receiptSchema,
  recordCauseSchema,
  rejectSchema,
  settleSchema,
  type AcknowledgeDisbursement,
  type AskDaysToCash,
  type DaysToCash,
  type DisbursementChanged,
  type DisbursementExport,
  type DisbursementIssued,
  type DisbursementOrder,
  type DisbursementPage,
  type DisbursementReceipt,
  type DoubtDisbursement,
  type ExecuteDisbursement,
  type ExportDisbursements,
  type GetDisbursement,
  type ListDisbursements,
  type ProposeSettlement,
  type RecordRejectionCause,
  type RejectDisbursement,
  type SettleDisbursement,
} from './disbursement-order.js';

/** A finance department says by hand what its system would say. */
const payers: readonly Role[] = ['finance-system', 'county-finance', 'prefecture-finance'];
const officers: readonly Role[] = ['county-finance', 'prefecture-finance', 'province-finance'];
const readers: readonly Role[] = [...officers, 'finance-system', 'province-industry', 'auditor'];

const changed = (verb: string, summary: Sentence): EventContract<DisbursementChanged> =>
  defineEvent({ type: `jiqun.subsidy.disbursement.${verb}.v1`, summary, data: changedSchema });

/**
 * Orders to pay instalments, and what finance says of them (SUB-12.a, SUB-12.b). The id of an order is its idempotent key at the bank:
 * finance's messages name it and carry no version; the same message twice gets the first answer.
 */
export const disbursementContracts: {
  readonly acknowledge: CommandContract<AcknowledgeDisbursement, DisbursementReceipt>;
  readonly execute: CommandContract<ExecuteDisbursement, DisbursementReceipt>;
  readonly reject: CommandContract<RejectDisbursement, DisbursementReceipt>;
  readonly recordCause: CommandContract<RecordRejectionCause, DisbursementOrder>;
  readonly doubt: CommandContract<DoubtDisbursement, DisbursementOrder>;
  readonly proposeSettlement: CommandContract<ProposeSettlement, DisbursementOrder>;
  readonly settle: CommandContract<SettleDisbursement, DisbursementOrder>;
  readonly export: CommandContract<ExportDisbursements, DisbursementExport>;
  readonly get: QueryContract<GetDisbursement, DisbursementOrder>;
  readonly list: QueryContract<ListDisbursements, DisbursementPage>;
  readonly daysToCash: QueryContract<AskDaysToCash, DaysToCash>;
  readonly issued: EventContract<DisbursementIssued>;
  readonly acknowledged: EventContract<DisbursementChanged>;
  readonly executed: EventContract<DisbursementChanged>;
  readonly rejected: EventContract<DisbursementChanged>;
  readonly acknowledgementMissed: EventContract<DisbursementChanged>;
  readonly executionMissed: EventContract<DisbursementChanged>;
  readonly contradicted: EventContract<DisbursementChanged>;
  readonly doubted: EventContract<DisbursementChanged>;
  readonly settled: EventContract<DisbursementChanged>;
  readonly paidTwice: EventContract<DisbursementChanged>;
} = {
  acknowledge: defineCommand({
    subject: 'subsidy.disbursement.acknowledge',
    summary: { zh: '财政系统确认收到支付指令', en: 'Acknowledge an order' },
    permission: { action: 'disbursement.acknowledge', roles: payers, reach: 'region' },
    request: acknowledgeSchema,
    answer: receiptSchema,
    errors: ['NOT_FOUND'],
  }),
  execute: defineCommand({
    subject: 'subsidy.disbursement.execute',
    summary: { zh: '登记支付指令已由银行支付', en: 'Record that the bank has paid an order' },
    permission: { action: 'disbursement.execute', roles: payers, reach: 'region' },
    request: executeSchema,
    answer: receiptSchema,
    errors: ['NOT_FOUND'],
  }),
  reject: defineCommand({
    subject: 'subsidy.disbursement.reject',
    summary: { zh: '登记支付指令确定未支付及原因', en: 'Record that an order surely is not paid, and why' },
    permission: { action: 'disbursement.reject', roles: payers, reach: 'region' },
    request: rejectSchema,
    answer: receiptSchema,
    errors: ['NOT_FOUND'],
  }),
  recordCause: defineCommand({
    subject: 'subsidy.disbursement.record-cause',
    summary: { zh: '登记退回的查明原因和未支付的证据', en: 'Record the cause of a rejection, with evidence that nothing was paid' },
    permission: { action: 'disbursement.record-cause', roles: officers, reach: 'region', states: ['rejected'] },
    request: recordCauseSchema,
    answer: orderSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS'],
  }),
  doubt: defineCommand({
    subject: 'subsidy.disbursement.doubt',
    summary: { zh: '将支付指令置为存疑', en: 'Put an order in doubt' },
    permission: { action: 'disbursement.doubt', roles: officers, reach: 'region', states: ['issued', 'acknowledged', 'executed', 'rejected'] },
    request: doubtSchema,
    answer: orderSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  proposeSettlement: defineCommand({
    subject: 'subsidy.disbursement.propose-settlement',
    summary: { zh: '提出存疑支付的查明结论和证据', en: 'Say with evidence what became of an order in doubt' },
    permission: { action: 'disbursement.propose-settlement', roles: officers, reach: 'region', states: ['in-doubt'] },
    request: proposeSchema,
    answer: orderSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  settle: defineCommand({
    subject: 'subsidy.disbursement.settle',
    summary: { zh: '由另一人确认存疑支付的结论', en: 'Confirm what became of an order in doubt, by another person' },
    permission: { action: 'disbursement.settle', roles: officers, reach: 'region', states: ['in-doubt'] },
    request: settleSchema,
    answer: orderSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'FOUR_EYES', 'CLAUSE_FORBIDS'],
  }),
  export: defineCommand({
    subject: 'subsidy.disbursement.export',
    summary: { zh: '导出已核准拨付的支付指令', en: 'Export a batch of orders whose pay-out was authorised' },
    permission: { action: 'disbursement.export', roles: [...officers, 'finance-system'], reach: 'region' },
    request: exportSchema,
    answer: exportedSchema,
    errors: ['CLAUSE_FORBIDS'],
  }),
  get: defineQuery({
    subject: 'subsidy.disbursement.get',
    summary: { zh: '查看一个支付指令及财政的全部回复', en: 'Read an order and all that finance said of it' },
    permission: { action: 'disbursement.get', roles: readers, reach: 'region' },
    request: getSchema,
    answer: orderSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'subsidy.disbursement.list',
    summary: { zh: '分页查看支付指令，最新的在前', en: 'List orders, newest first' },
    permission: { action: 'disbursement.list', roles: readers, reach: 'region' },
    request: listSchema,
    answer: ordersSchema,
    errors: [],
  }),
  daysToCash: defineQuery({
    subject: 'subsidy.disbursement.days-to-cash',
    summary: { zh: '按地区查看自下达至到账的天数', en: 'Read the days from issue to cash, by region' },
    permission: { action: 'disbursement.days-to-cash', roles: readers, reach: 'region' },
    request: askDaysSchema,
    answer: daysToCashSchema,
    errors: [],
  }),
  issued: defineEvent({
    type: 'jiqun.subsidy.disbursement.issued.v1',
    summary: { zh: '已下达支付指令；待当地财政核准拨付后支付', en: 'An order was issued; it is paid once the local pay-out is authorised' },
    data: issuedSchema,
  }),
  acknowledged: changed('acknowledged', { zh: '财政系统已收到支付指令', en: 'Finance has received an order' }),
  executed: changed('executed', { zh: '支付指令已支付', en: 'An order was paid' }),
  rejected: changed('rejected', { zh: '支付指令确定未支付', en: 'An order surely is not paid' }),
  acknowledgementMissed: changed('acknowledgement-missed', { zh: '支付指令逾期未确认收到', en: 'An order was not acknowledged in time' }),
  executionMissed: changed('execution-missed', { zh: '支付指令逾期未支付', en: 'An order was not executed in time' }),
  contradicted: changed('contradicted', { zh: '财政的回复相互矛盾，均已留存', en: 'Messages of finance contradict each other; all are kept' }),
  doubted: changed('doubted', { zh: '支付指令存疑：不得支付，也不会自动重发', en: 'An order is in doubt: do not pay it; it is not sent again by itself' }),
  settled: changed('settled', { zh: '存疑支付已查明', en: 'What became of an order in doubt is settled' }),
  paidTwice: changed('paid-twice', { zh: '警报：银行流水显示重复支付', en: 'Alarm: the bank paid more than once' }),
};
