import { z } from 'zod';
import { type CommandContract, defineCommand, defineEvent, defineQuery, type EventContract, type QueryContract } from '../contract.js';
import { orderShape } from '../disbursement/disbursement-order.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

/** Where the local pay-out of an order stands: not yet looked at, held by a clause, released to the bank, or given back. */
export const payOutStates = ['awaited', 'held', 'authorised', 'returned'] as const;

const payers: readonly Role[] = ['county-finance', 'prefecture-finance'];
const readers: readonly Role[] = [...payers, 'province-finance', 'province-industry', 'finance-system', 'auditor'];

const whichSchema = z.strictObject({ id: uuidSchema.describe('the order'), version: versionSchema });
const returnSchema = z.strictObject({ ...whichSchema.shape, reason: reasonSchema });
const payOutSchema = z.strictObject({
  ...orderShape,
  version: versionSchema,
  state: z.enum(payOutStates),
  /** The day passed without the money having gone out. */
  isOverdue: z.boolean(),
  overdueSince: localDateSchema.exactOptional(),
  hold: z.strictObject({ clause: clauseSchema, reason: textSchema(1000), since: instantSchema }).exactOptional(),
  authorisedBy: z.string().max(128).exactOptional(),
  authorisedAt: instantSchema.exactOptional(),
});
const listSchema = z.strictObject({ ...pageSchema.shape, state: z.enum(payOutStates).exactOptional(), overdue: z.literal(true).exactOptional() });
const payOutsSchema = pageOf(payOutSchema, 100);
const eventSchema = z.strictObject({ ...orderShape, state: z.enum(payOutStates), clause: clauseSchema, reason: textSchema(2000).exactOptional() });

/** Which pay-out, as it was last read. */
export type WhichPayOut = z.infer<typeof whichSchema>;

/** Which money goes back, and why. */
export type ReturnPayOut = z.infer<typeof returnSchema>;

/** The local stage of an order: the finance department of the place releases it to the bank. */
export type PayOut = z.infer<typeof payOutSchema>;

/** Which pay-outs. */
export type ListPayOuts = z.infer<typeof listSchema>;

/** One page of pay-outs, newest first. */
export type PayOutPage = z.infer<typeof payOutsSchema>;

/** Data of the events of a pay-out. */
export type PayOutChanged = z.infer<typeof eventSchema>;

/** The local pay-out within the time set with the issue (SUB-12.b; INT-33); the lists are checked again before it (SUB-6-2). */
export const payOutContracts: {
  readonly authorise: CommandContract<WhichPayOut, PayOut>;
  readonly return: CommandContract<ReturnPayOut, PayOut>;
  readonly list: QueryContract<ListPayOuts, PayOutPage>;
  readonly authorised: EventContract<PayOutChanged>;
  readonly held: EventContract<PayOutChanged>;
  readonly returned: EventContract<PayOutChanged>;
  readonly deadlinePassed: EventContract<PayOutChanged>;
} = {
  authorise: defineCommand({
    subject: 'subsidy.pay-out.authorise',
    summary: { zh: '当地财政核准拨付；拨付前再次核对信用名单，列入名单的暂缓', en: 'Release an order to the bank; the lists are checked again, and who is listed is held' },
    permission: { action: 'pay-out.authorise', roles: payers, reach: 'region', states: ['awaited', 'held'] },
    request: whichSchema,
    answer: payOutSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'CLAUSE_FORBIDS'],
  }),
  return: defineCommand({
    subject: 'subsidy.pay-out.return',
    summary: { zh: '当地财政退回未拨付的资金', en: 'Give back money that was not paid out' },
    permission: { action: 'pay-out.return', roles: payers, reach: 'region', states: ['awaited', 'held'] },
    request: returnSchema,
    answer: payOutSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  list: defineQuery({
    subject: 'subsidy.pay-out.list',
    summary: { zh: '分页查看当地拨付，可只看逾期的', en: 'List local pay-outs, all or those overdue, newest first' },
    permission: { action: 'pay-out.list', roles: readers, reach: 'region' },
    request: listSchema,
    answer: payOutsSchema,
    errors: [],
  }),
  authorised: defineEvent({ type: 'jiqun.subsidy.pay-out.authorised.v1', summary: { zh: '已核准拨付，可以支付', en: 'A pay-out was authorised: the order can be paid' }, data: eventSchema }),
  held: defineEvent({ type: 'jiqun.subsidy.pay-out.held.v1', summary: { zh: '拨付暂缓：不得支付', en: 'A pay-out is held: the order is not to be paid' }, data: eventSchema }),
  returned: defineEvent({ type: 'jiqun.subsidy.pay-out.returned.v1', summary: { zh: '未拨付的资金已退回', en: 'Money that was not paid out was given back' }, data: eventSchema }),
  deadlinePassed: defineEvent({ type: 'jiqun.subsidy.pay-out.deadline-passed.v1', summary: { zh: '当地拨付逾期', en: 'A local pay-out is overdue' }, data: eventSchema }),
};
