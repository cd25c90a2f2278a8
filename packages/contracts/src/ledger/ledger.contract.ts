import { z } from 'zod';
import { defineQuery } from '../contract.js';
import type { Permission } from '../permission.js';
import { withinBytes } from '../primitives/bounded.js';
import { uuidSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { textSchema } from '../primitives/text.js';
import { clauseSchema, programmeSchema } from '../recognition/recognition.contract.js';
import type { Role } from '../roles.js';

/** The accounts of the ledger by what they hold. */
export const ledgerAccountKinds = [
  'appropriation', 'available', 'committed', 'in-transit', 'paid', 'released', 'recoverable', 'claimed', 'interest', 'treasury', 'written-off', 'refundable',
] as const;

const readers: readonly Role[] = ['province-finance', 'province-industry', 'auditor'];
const allowed = (verb: string, roles: readonly Role[] = readers): Permission => ({ action: `ledger.${verb}`, roles, reach: 'tenant' });
const accountShape = { kind: z.enum(ledgerAccountKinds), reference: textSchema(100) };

const balanceRequestSchema = z.strictObject({ reference: textSchema(100), on: localDateSchema.exactOptional() });
const balanceSchema = z.strictObject({
  reference: textSchema(100), on: localDateSchema, balances: z.array(z.strictObject({ kind: z.enum(ledgerAccountKinds), balance: moneySchema })).max(20),
});
const trialRequestSchema = z.strictObject({ on: localDateSchema.exactOptional() });
const trialSchema = z.strictObject({
  on: localDateSchema,
  accounts: z.array(z.strictObject({ kind: z.enum(ledgerAccountKinds), debit: moneySchema, credit: moneySchema, balance: moneySchema, count: z.int().min(0) })).max(20),
  debit: moneySchema,
  credit: moneySchema,
  balanced: z.boolean(),
});
const postingsRequestSchema = z.strictObject({
  ...pageSchema.shape, awardId: uuidSchema.exactOptional(), instalmentId: uuidSchema.exactOptional(), recoveryId: uuidSchema.exactOptional(), reference: textSchema(100).exactOptional(),
  on: localDateSchema.exactOptional(),
});
const postingSchema = z.strictObject({
  id: uuidSchema,
  bizKey: textSchema(300),
  kind: textSchema(64),
  postedOn: localDateSchema,
  postedAt: instantSchema,
  awardId: uuidSchema.exactOptional(),
  instalmentId: uuidSchema.exactOptional(),
  recoveryId: uuidSchema.exactOptional(),
  decisionId: textSchema(200),
  clause: clauseSchema,
  reason: z.string().max(2000).exactOptional(),
  person: z.string().max(128),
  entries: z.array(z.strictObject({ ...accountShape, amount: moneySchema })).max(400),
});
const postingsSchema = withinBytes(pageOf(postingSchema, 50), 980_000);
const verifySchema = z.strictObject({
  verifiedAt: instantSchema,
  sound: z.boolean(),
  postings: z.int().min(0),
  entries: z.int().min(0),
  checks: z.array(z.strictObject({ check: textSchema(100), clause: clauseSchema.exactOptional(), looked: z.int().min(0), found: z.int().min(0) })).max(50),
  findings: z.array(z.strictObject({ check: textSchema(100), subject: textSchema(200), zh: z.string().max(250), en: z.string().max(250) })).max(380),
});
const totalsRequestSchema = z.strictObject({ programme: programmeSchema.exactOptional() });
const totalsSchema = z.strictObject({
  totals: z.array(z.strictObject({ programme: programmeSchema, year: z.int(), awards: z.int().min(0), allotted: moneySchema, paid: moneySchema })).max(200),
});

/** The balances of an account's name on a day; of today when `on` is absent. */
export type AskLedgerBalance = z.infer<typeof balanceRequestSchema>;

/** What stands under a budget, an award, a recovery or a jurisdiction at the end of a day. */
export type LedgerBalance = z.infer<typeof balanceSchema>;

/** On which day. */
export type AskTrialBalance = z.infer<typeof trialRequestSchema>;

/** Debits and credits of each kind of account at the end of a day; together they are equal. */
export type TrialBalance = z.infer<typeof trialSchema>;

/** Which postings. */
export type ListPostings = z.infer<typeof postingsRequestSchema>;

/** One page of postings, newest first. */
export type PostingPage = z.infer<typeof postingsSchema>;

/** What a verification of the whole ledger, from its rows alone, has found. */
export type LedgerVerification = z.infer<typeof verifySchema>;

/** Which programme. */
export type AskPaidTotals = z.infer<typeof totalsRequestSchema>;

/** What a programme has given and paid, year by year. */
export type PaidTotals = z.infer<typeof totalsSchema>;

/** The double-entry ledger, to be read and verified; nothing writes into it but the nouns that move money. */
export const ledgerContracts = {
  balance: defineQuery({
    subject: 'subsidy.ledger.balance',
    summary: { zh: '查询某日余额', en: 'Read balances as of a day' },
    permission: allowed('balance'),
    request: balanceRequestSchema,
    answer: balanceSchema,
    errors: [],
  }),
  trialBalance: defineQuery({
    subject: 'subsidy.ledger.trial-balance',
    summary: { zh: '查询某日试算平衡表', en: 'Read the trial balance as of a day' },
    permission: allowed('trial-balance'),
    request: trialRequestSchema,
    answer: trialSchema,
    errors: [],
  }),
  listPostings: defineQuery({
    subject: 'subsidy.ledger.list-postings',
    summary: { zh: '分页查看分录，最新的在前', en: 'List postings, newest first' },
    permission: allowed('list-postings'),
    request: postingsRequestSchema,
    answer: postingsSchema,
    errors: [],
  }),
  verify: defineQuery({
    subject: 'subsidy.ledger.verify',
    summary: { zh: '仅凭账簿记录核对全部账目和各项上限', en: 'Verify the whole ledger and each cap from the rows alone' },
    permission: allowed('verify', ['auditor', 'province-finance']),
    request: z.strictObject({}),
    answer: verifySchema,
    errors: [],
  }),
  paidTotals: defineQuery({
    subject: 'subsidy.ledger.paid-totals',
    summary: { zh: '公开查询各年度奖补安排和兑现总额', en: 'Read what each year has given and paid' },
    permission: { action: 'ledger.paid-totals', roles: ['public'], reach: 'public' },
    request: totalsRequestSchema,
    answer: totalsSchema,
    errors: [],
  }),
} as const;
