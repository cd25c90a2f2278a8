import { z } from 'zod';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema } from '../recognition/recognition.contract.js';

/** Where a debt stands. `refund-owed`: it was withdrawn, and what the enterprise had paid back is owed to it; `refunded`: it has it. */
export const recoveryStates = ['demanded', 'part-paid', 'settled', 'written-off', 'withdrawn', 'refund-owed', 'refunded'] as const;

const documentSchema = textSchema(200).describe('number or address of the document');
const versioned = { id: uuidSchema, version: versionSchema };
/** Above zero: nothing is demanded, paid or written off with nothing. */
const amountSchema = moneySchema.refine((money) => !/^-|^0(?:\.0{1,2})?$/.test(money), { error: 'VALUE' });

/** Schema of `InterestTerms`. */
export const interestTermsSchema = z.strictObject({
  /** A year's rate: 0.0435 is 4.35%. */
  rate: z.string().max(12).regex(/^0\.[0-9]{1,8}$/).describe('rate of a year, 0.0435 for 4.35%'),
  /** The first day that bears interest. */
  from: localDateSchema,
  /** The days of a year that a day is a part of. */
  dayCount: z.enum(['365', '360']),
  /** `yearly`: interest that is unpaid bears interest from each anniversary of `from` on. */
  compounds: z.enum(['never', 'yearly']),
});
/** Schema of `DemandRecovery`. */
export const demandSchema = z.strictObject({
  violationId: uuidSchema, amount: amountSchema, basis: textSchema(2000), dueOn: localDateSchema, document: documentSchema,
  interest: interestTermsSchema.exactOptional(),
});
/** Schema of `RecordRecoveryPayment`. */
export const recordPaymentSchema = z.strictObject({ ...versioned, amount: amountSchema, receivedOn: localDateSchema, bankReference: textSchema(128) });
/** Schema of `ChargeInterest`. */
export const chargeInterestSchema = z.strictObject({ ...versioned, on: localDateSchema });
/** Schema of `ProposeOffset`. */
export const proposeOffsetSchema = z.strictObject({ ...versioned, instalmentId: uuidSchema, amount: amountSchema, reason: reasonSchema });
/** Schema of `SettleOffset`. */
export const settleOffsetSchema = z.strictObject({ ...versioned, offsetId: uuidSchema });
/** Schema of `TakeBackOffset`. */
export const takeBackOffsetSchema = z.strictObject({ ...versioned, offsetId: uuidSchema, reason: reasonSchema });
/** Schema of `ProposeWriteOff`. */
export const proposeWriteOffSchema = z.strictObject({ ...versioned, amount: amountSchema, reason: reasonSchema, document: documentSchema });
/** Schema of `SettleWriteOff`. */
export const settleWriteOffSchema = z.strictObject({ ...versioned, writeOffId: uuidSchema });
/** Schema of `RefuseWriteOff`. */
export const refuseWriteOffSchema = z.strictObject({ ...versioned, writeOffId: uuidSchema, reason: reasonSchema });
/** Schema of `ProposeRefund`. */
export const proposeRefundSchema = z.strictObject({ ...versioned, reason: reasonSchema, document: documentSchema });
/** Schema of `PayRefund`. */
export const payRefundSchema = z.strictObject({ ...versioned, refundId: uuidSchema, paidOn: localDateSchema, bankReference: textSchema(128) });
/** Schema of `RefuseRefund`. */
export const refuseRefundSchema = z.strictObject({ ...versioned, refundId: uuidSchema, reason: reasonSchema });
/** Schema of `GetRecovery`. */
export const getSchema = z.strictObject({ id: uuidSchema });
/** Schema of `AskRecoveryBalance`. */
export const askBalanceSchema = z.strictObject({ id: uuidSchema, on: localDateSchema.exactOptional() });

const movementSchema = z.strictObject({
  kind: z.string().max(32),
  /** The day that counts for interest: that of the receipt for a payment. */
  valuedOn: localDateSchema,
  postedOn: localDateSchema,
  /** Above zero the debt grows. */
  amount: moneySchema,
});
/** Schema of `RecoveryBalance`. */
export const balanceSchema = z.strictObject({
  id: uuidSchema,
  on: localDateSchema,
  demanded: moneySchema,
  interest: moneySchema,
  paid: moneySchema,
  offset: moneySchema,
  writtenOff: moneySchema,
  withdrawn: moneySchema,
  /** What is owed at the end of the day, interest to that day included. */
  outstanding: moneySchema,
  movements: z.array(movementSchema).max(2000),
});
const handsShape = { proposedBy: z.string().max(128), settledBy: z.string().max(128).exactOptional(), reason: reasonSchema };
const offsetSchema = z.strictObject({
  id: uuidSchema, instalmentId: uuidSchema, amount: moneySchema, state: z.enum(['proposed', 'agreed', 'taken-back', 'void']), ...handsShape,
});
const writeOffSchema = z.strictObject({
  id: uuidSchema, amount: moneySchema, state: z.enum(['proposed', 'done', 'refused']), document: documentSchema, ...handsShape,
});
const refundSchema = z.strictObject({
  id: uuidSchema, amount: moneySchema, state: z.enum(['proposed', 'paid', 'refused']), document: documentSchema, paidOn: localDateSchema.exactOptional(),
  bankReference: textSchema(128).exactOptional(), ...handsShape,
});
const summaryShape = {
  id: uuidSchema,
  version: versionSchema,
  state: z.enum(recoveryStates),
  awardId: uuidSchema,
  violationId: uuidSchema,
  region: regionCodeSchema,
  leadCreditCode: socialCreditCodeSchema,
  leadName: textSchema(200),
  clause: clauseSchema,
  amount: moneySchema,
  /** What the ledger holds as owed now. */
  outstanding: moneySchema,
  demandedOn: localDateSchema,
  dueOn: localDateSchema,
};
/** Schema of `Recovery`. */
export const recoverySchema = z.strictObject({
  ...summaryShape,
  basis: textSchema(2000),
  document: documentSchema,
  demandedBy: z.string().max(128),
  interest: interestTermsSchema.exactOptional(),
  reminders: z.int().min(0).max(10_000),
  payments: z.array(z.strictObject({ amount: moneySchema, receivedOn: localDateSchema, bankReference: textSchema(128), recordedBy: z.string().max(128) })).max(500),
  offsets: z.array(offsetSchema).max(30),
  writeOffs: z.array(writeOffSchema).max(30),
  /** The newest. */
  refunds: z.array(refundSchema).max(10),
  withdrawal: z.strictObject({ on: localDateSchema, document: documentSchema, withdrawn: moneySchema, paidBack: moneySchema }).exactOptional(),
});
/** Schema of `ListRecoveries`. */
export const listSchema = z.strictObject({
  ...pageSchema.shape, state: z.enum(recoveryStates).exactOptional(), awardId: uuidSchema.exactOptional(), creditCode: socialCreditCodeSchema.exactOptional(),
  /** Only those whose due day is over and which are not settled. */
  overdue: z.boolean().exactOptional(),
});
/** Schema of `RecoveryPage`. */
export const recoveriesSchema = pageOf(z.strictObject(summaryShape));
/** Schema of `RecoveryProgressed`. */
export const eventSchema = z.strictObject({
  recoveryId: uuidSchema, awardId: uuidSchema, region: regionCodeSchema, leadCreditCode: socialCreditCodeSchema, amount: moneySchema, outstanding: moneySchema,
  on: localDateSchema,
  /** What is owed to the enterprise or was paid to it, where the demand was withdrawn. */
  refund: moneySchema.exactOptional(),
});

/** How a debt bears interest, where the decision says so. */
export type InterestTerms = z.infer<typeof interestTermsSchema>;

/** A further demand on an established case, when money arrived after the decision. */
export type DemandRecovery = z.infer<typeof demandSchema>;

/** Money that the enterprise has paid back. */
export type RecordRecoveryPayment = z.infer<typeof recordPaymentSchema>;

/** Through which day interest is put to the debt. */
export type ChargeInterest = z.infer<typeof chargeInterestSchema>;

/** That an instalment is to settle a part of the debt. */
export type ProposeOffset = z.infer<typeof proposeOffsetSchema>;

/** Which offset a second person agrees to. */
export type SettleOffset = z.infer<typeof settleOffsetSchema>;

/** Which offset is taken back, and why. */
export type TakeBackOffset = z.infer<typeof takeBackOffsetSchema>;

/** What nobody will pay. */
export type ProposeWriteOff = z.infer<typeof proposeWriteOffSchema>;

/** Which write-off a second person agrees to. */
export type SettleWriteOff = z.infer<typeof settleWriteOffSchema>;

/** Which write-off a second person refuses. */
export type RefuseWriteOff = z.infer<typeof refuseWriteOffSchema>;

/** That what was paid back on a withdrawn demand is returned to the enterprise. */
export type ProposeRefund = z.infer<typeof proposeRefundSchema>;

/** Which refund a second person has paid, by which transfer. */
export type PayRefund = z.infer<typeof payRefundSchema>;

/** Which refund a second person refuses. */
export type RefuseRefund = z.infer<typeof refuseRefundSchema>;

/** Which recovery. */
export type GetRecovery = z.infer<typeof getSchema>;

/** What is owed on which day; today when `on` is absent. */
export type AskRecoveryBalance = z.infer<typeof askBalanceSchema>;

/** What is owed on a day, and how it came to that. */
export type RecoveryBalance = z.infer<typeof balanceSchema>;

/** A debt with all that happened to it. */
export type Recovery = z.infer<typeof recoverySchema>;

/** Which recoveries. */
export type ListRecoveries = z.infer<typeof listSchema>;

/** One page of recoveries, newest first. */
export type RecoveryPage = z.infer<typeof recoveriesSchema>;

/** Data of the events of a recovery. */
export type RecoveryProgressed = z.infer<typeof eventSchema>;
