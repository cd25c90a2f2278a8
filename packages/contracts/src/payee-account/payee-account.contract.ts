import { z } from 'zod';
import { type CommandContract, defineCommand, defineQuery, type QueryContract } from '../contract.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import type { Role } from '../roles.js';

/** Where an entry stands: proposed by one person, verified by another, or retired. */
export const payeeAccountStates = ['proposed', 'verified', 'retired'] as const;

const keepers: readonly Role[] = ['county-finance', 'prefecture-finance', 'province-finance'];
const readers: readonly Role[] = [...keepers, 'finance-system', 'auditor'];
/** The number in finance's own register of payees; the account's number itself is kept there alone. */
const payeeRefSchema = z.string().min(1).max(64).regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/).describe("reference in the finance department's register of payees");
/** As on a receipt: at most four digits in a row, so that no whole number is ever stored here. */
const maskedNumberSchema = z.string().min(4).max(40).regex(/^(?!.*[0-9]{5})[0-9* ]*[0-9]{2,4}$/).describe('account number, masked, at most four digits in a row');

const proposeSchema = z.strictObject({
  creditCode: socialCreditCodeSchema,
  name: textSchema(200),
  bank: textSchema(200),
  maskedNumber: maskedNumberSchema,
  payeeRef: payeeRefSchema,
  /** Of the finance department that pays this enterprise: its own region, or one above it. */
  region: regionCodeSchema,
});
const whichSchema = z.strictObject({ id: uuidSchema, version: versionSchema });
const retireSchema = z.strictObject({ ...whichSchema.shape, reason: reasonSchema });
const payeeSchema = z.strictObject({
  id: uuidSchema,
  version: versionSchema,
  state: z.enum(payeeAccountStates),
  ...proposeSchema.shape,
  proposedBy: z.string().max(128),
  proposedAt: instantSchema,
  verifiedBy: z.string().max(128).exactOptional(),
  verifiedAt: instantSchema.exactOptional(),
});
const getSchema = z.strictObject({ id: uuidSchema });
const listSchema = z.strictObject({ ...pageSchema.shape, creditCode: socialCreditCodeSchema.exactOptional(), state: z.enum(payeeAccountStates).exactOptional() });
const payeesSchema = pageOf(payeeSchema);

/** An enterprise's account as a finance department has it in its register. */
export type ProposePayeeAccount = z.infer<typeof proposeSchema>;

/** Which entry, as it was last read. */
export type WhichPayeeAccount = z.infer<typeof whichSchema>;

/** Which entry is used no more, and why. */
export type RetirePayeeAccount = z.infer<typeof retireSchema>;

/** An account to which money can be ordered once another person has verified it; held by reference. */
export type PayeeAccount = z.infer<typeof payeeSchema>;

/** Which entry. */
export type GetPayeeAccount = z.infer<typeof getSchema>;

/** Which entries. */
export type ListPayeeAccounts = z.infer<typeof listSchema>;

/** One page of entries, newest first. */
export type PayeeAccountPage = z.infer<typeof payeesSchema>;

/** The accounts to which money is ordered: by reference, and verified by a second person. */
export const payeeAccountContracts: {
  readonly propose: CommandContract<ProposePayeeAccount, PayeeAccount>;
  readonly verify: CommandContract<WhichPayeeAccount, PayeeAccount>;
  readonly retire: CommandContract<RetirePayeeAccount, PayeeAccount>;
  readonly get: QueryContract<GetPayeeAccount, PayeeAccount>;
  readonly list: QueryContract<ListPayeeAccounts, PayeeAccountPage>;
} = {
  propose: defineCommand({
    subject: 'subsidy.payee-account.propose',
    summary: { zh: '登记企业收款账户（只留登记编号和掩码）', en: 'Enter the account of an enterprise, by reference and masked' },
    permission: { action: 'payee-account.propose', roles: keepers, reach: 'region' },
    request: proposeSchema,
    answer: payeeSchema,
    errors: ['ALREADY_EXISTS'],
  }),
  verify: defineCommand({
    subject: 'subsidy.payee-account.verify',
    summary: { zh: '由另一人核实收款账户', en: 'Verify an account, by another person' },
    permission: { action: 'payee-account.verify', roles: keepers, reach: 'region', states: ['proposed'] },
    request: whichSchema,
    answer: payeeSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS', 'FOUR_EYES', 'ALREADY_EXISTS'],
  }),
  retire: defineCommand({
    subject: 'subsidy.payee-account.retire',
    summary: { zh: '停用收款账户', en: 'Use an account no more' },
    permission: { action: 'payee-account.retire', roles: keepers, reach: 'region', states: ['proposed', 'verified'] },
    request: retireSchema,
    answer: payeeSchema,
    errors: ['NOT_FOUND', 'VERSION_CONFLICT', 'STATE_FORBIDS'],
  }),
  get: defineQuery({
    subject: 'subsidy.payee-account.get',
    summary: { zh: '查看一个收款账户', en: 'Read an account' },
    permission: { action: 'payee-account.get', roles: readers, reach: 'region' },
    request: getSchema,
    answer: payeeSchema,
    errors: ['NOT_FOUND'],
  }),
  list: defineQuery({
    subject: 'subsidy.payee-account.list',
    summary: { zh: '分页查看收款账户，最新的在前', en: 'List accounts, newest first' },
    permission: { action: 'payee-account.list', roles: readers, reach: 'region' },
    request: listSchema,
    answer: payeesSchema,
    errors: [],
  }),
};
