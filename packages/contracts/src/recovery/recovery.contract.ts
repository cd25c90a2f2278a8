import type { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import type { Permission } from '../permission.js';
import type { Role } from '../roles.js';
import {
  askBalanceSchema,
  balanceSchema,
  chargeInterestSchema,
  demandSchema,
  eventSchema,
  getSchema,
  listSchema,
  payRefundSchema,
  proposeOffsetSchema,
  proposeRefundSchema,
  proposeWriteOffSchema,
  recordPaymentSchema,
  recoveriesSchema,
  recoverySchema,
  recoveryStates,
  refuseRefundSchema,
  refuseWriteOffSchema,
  settleOffsetSchema,
  settleWriteOffSchema,
  takeBackOffsetSchema,
  type AskRecoveryBalance,
  type GetRecovery,
  type ListRecoveries,
  type Recovery,
  type RecoveryBalance,
  type RecoveryPage,
  type RecoveryProgressed,
} from './recovery-debt.js';

type State = (typeof recoveryStates)[number];

/** Money is finance's (SUB-3.b). */
const finance: readonly Role[] = ['province-finance'];
const receivers: readonly Role[] = ['county-finance', 'prefecture-finance', 'province-finance', 'finance-system'];
const readers: readonly Role[] = [
  'enterprise', 'county-industry', 'prefecture-industry', 'province-industry', ...receivers, 'auditor',
];
const owed: readonly State[] = ['demanded', 'part-paid'];

const allowed = (verb: string, roles: readonly Role[], ...states: State[]): Permission => ({
  action: `recovery.${verb}`, roles, reach: 'region', ...(states.length === 0 ? {} : { states }),
});

interface Step<Req> {
  readonly verb: string;
  readonly summary: { readonly zh: string; readonly en: string };
  readonly request: z.ZodType<Req>;
  readonly roles?: readonly Role[];
  readonly states?: readonly State[];
  readonly errors?: readonly ('CLAUSE_FORBIDS' | 'FOUR_EYES' | 'ALREADY_EXISTS')[];
}

function step<Req>({ verb, summary, request, roles = finance, states = owed, errors = [] }: Step<Req>): CommandContract<Req, Recovery> {
  return defineCommand({
    subject: `subsidy.recovery.${verb}`,
    summary,
    permission: allowed(verb, roles, ...states),
    request,
    answer: recoverySchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', ...errors],
  });
}

const event = (verb: string, summary: { readonly zh: string; readonly en: string }): EventContract<RecoveryProgressed> =>
  defineEvent({ type: `jiqun.subsidy.recovery.${verb}.v1`, summary, data: eventSchema });

/** Money that is demanded back, as a debt of its own (SUB-13.a). */
export const recoveryContracts = {
  demand: defineCommand({
    subject: 'subsidy.recovery.demand',
    summary: { zh: '决定后又到账的资金，另行追回', en: 'Demand back what arrived after the decision' },
    permission: allowed('demand', finance),
    request: demandSchema,
    answer: recoverySchema,
    errors: ['CLAUSE_FORBIDS', 'FOUR_EYES', 'STATE_FORBIDS'],
  }),
  recordPayment: step({
    verb: 'record-payment', roles: receivers, request: recordPaymentSchema, errors: ['CLAUSE_FORBIDS', 'ALREADY_EXISTS'],
    summary: { zh: '登记退回的款项', en: 'Record money that was paid back' },
  }),
  chargeInterest: step({ verb: 'charge-interest', request: chargeInterestSchema, errors: ['CLAUSE_FORBIDS'], summary: { zh: '计收利息', en: 'Put interest to the debt' } }),
  proposeOffset: step({
    verb: 'propose-offset', request: proposeOffsetSchema, errors: ['CLAUSE_FORBIDS', 'ALREADY_EXISTS'],
    summary: { zh: '提出以后续兑现抵扣', en: 'Propose that an instalment settles a part of the debt' },
  }),
  agreeOffset: step({
    verb: 'agree-offset', request: settleOffsetSchema, errors: ['CLAUSE_FORBIDS', 'FOUR_EYES'],
    summary: { zh: '由另一人同意抵扣', en: 'Agree to an offset, as another person' },
  }),
  takeBackOffset: step({
    verb: 'take-back-offset', request: takeBackOffsetSchema, errors: ['CLAUSE_FORBIDS'],
    summary: { zh: '撤回尚未兑现的抵扣', en: 'Take back an offset whose instalment has not gone out' },
  }),
  proposeWriteOff: step({
    verb: 'propose-write-off', request: proposeWriteOffSchema, errors: ['CLAUSE_FORBIDS', 'ALREADY_EXISTS'],
    summary: { zh: '提出核销', en: 'Propose to write off what nobody will pay' },
  }),
  writeOff: step({
    verb: 'write-off', request: settleWriteOffSchema, errors: ['CLAUSE_FORBIDS', 'FOUR_EYES'],
    summary: { zh: '由另一人同意核销', en: 'Write off, as another person' },
  }),
  refuseWriteOff: step({
    verb: 'refuse-write-off', request: refuseWriteOffSchema, errors: ['CLAUSE_FORBIDS', 'FOUR_EYES'],
    summary: { zh: '不同意核销', en: 'Refuse a write-off' },
  }),
  proposeRefund: step({
    verb: 'propose-refund', states: ['refund-owed'], request: proposeRefundSchema, errors: ['ALREADY_EXISTS'],
    summary: { zh: '提出返还已退回的款项', en: 'Propose to return what was paid back on a withdrawn demand' },
  }),
  payRefund: step({
    verb: 'pay-refund', states: ['refund-owed'], request: payRefundSchema, errors: ['FOUR_EYES', 'ALREADY_EXISTS'],
    summary: { zh: '由另一人支付返还款项并登记银行流水号', en: 'Record the refund as paid by its bank reference, as another person' },
  }),
  refuseRefund: step({
    verb: 'refuse-refund', states: ['refund-owed'], request: refuseRefundSchema, errors: ['FOUR_EYES'],
    summary: { zh: '不同意返还', en: 'Refuse a refund as it was proposed' },
  }),
  get: defineQuery({
    subject: 'subsidy.recovery.get',
    summary: { zh: '查看一笔追回', en: 'Read a recovery' },
    permission: allowed('get', readers),
    request: getSchema,
    answer: recoverySchema,
    errors: ['NOT_FOUND'],
  }) as QueryContract<GetRecovery, Recovery>,
  balance: defineQuery({
    subject: 'subsidy.recovery.balance',
    summary: { zh: '查看某日的欠款及其由来', en: 'Read what is owed on a day and how it came to that' },
    permission: allowed('balance', readers),
    request: askBalanceSchema,
    answer: balanceSchema,
    errors: ['NOT_FOUND'],
  }) as QueryContract<AskRecoveryBalance, RecoveryBalance>,
  list: defineQuery({
    subject: 'subsidy.recovery.list',
    summary: { zh: '分页查看追回，最新的在前', en: 'List recoveries, newest first' },
    permission: allowed('list', readers),
    request: listSchema,
    answer: recoveriesSchema,
    errors: [],
  }) as QueryContract<ListRecoveries, RecoveryPage>,
  demanded: event('demanded', { zh: '资金已要求退回', en: 'Money was demanded back' }),
  partPaid: event('part-paid', { zh: '已退回一部分', en: 'A part was paid back' }),
  settled: event('settled', { zh: '已全部退回', en: 'All was paid back' }),
  writtenOff: event('written-off', { zh: '已核销', en: 'A debt was written off' }),
  withdrawn: event('withdrawn', { zh: '追回已撤销', en: 'A demand was withdrawn' }),
  refundOwed: event('refund-owed', { zh: '追回已撤销，已退回的款项应予返还', en: 'A demand was withdrawn, and what was paid back on it is owed to the enterprise' }),
  refunded: event('refunded', { zh: '已返还', en: 'What was paid back was returned' }),
  overdue: event('overdue-found', { zh: '追回逾期未退', en: 'A debt is overdue' }),
} as const;
