import { z } from 'zod';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { instantSchema } from '../primitives/instant.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { sha256Schema } from '../primitives/sha256.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';

/** Where an order stands. `in-doubt` ends with the line of a statement or two people alone; it is never sent again by itself. */
export const disbursementStates = ['issued', 'acknowledged', 'executed', 'rejected', 'in-doubt', 'settled'] as const;

/** What a settled doubt came to. `paid-in-excess`: it was paid although its instalment was paid or closed otherwise. */
export const disbursementOutcomes = ['paid', 'not-paid', 'paid-in-excess'] as const;

/** How finance's message was taken: it moved the order or agrees with it; or it contradicts and is kept on file with the order in doubt. */
export const messageResults = ['accepted', 'contradicted'] as const;

const personSchema = z.string().max(128);
const yearSchema = z.int().min(2000).max(2999);
const daysSchema = z.int().min(0).max(100_000);
const documentSchema = textSchema(200).describe('number or address of the document');
/** The bank's own number of the payment. */
export const bankReferenceSchema = z.string().min(1).max(64).regex(/^[A-Za-z0-9][A-Za-z0-9._/-]*$/).describe("the bank's reference");
const documentsSchema = z.array(documentSchema).max(2);

const payeeShape = { creditCode: socialCreditCodeSchema, payeeName: textSchema(200), payeeAccountId: uuidSchema, payeeRef: z.string().max(64).regex(/^[!-~]+$/), bank: textSchema(200) };
/** What finance needs to pay: the payee's account by reference alone. */
export const orderShape = {
  orderId: uuidSchema,
  awardId: uuidSchema,
  instalmentId: uuidSchema,
  year: yearSchema,
  attempt: z.int().min(1).max(1000),
  /** Of the finance department that pays. */
  region: regionCodeSchema,
  ...payeeShape,
  amount: moneySchema,
  documents: documentsSchema,
  issuedOn: localDateSchema,
  /** The last day of the local pay-out (SUB-12.b; INT-33). */
  dueOn: localDateSchema,
};

const executionSchema = z.strictObject({ bankReference: bankReferenceSchema, executedOn: localDateSchema, amount: moneySchema });
const rejectionSchema = z.strictObject({ code: z.string().min(1).max(32).regex(/^[A-Z0-9][A-Z0-9_-]*$/), reason: reasonSchema });
const proposalSchema = z.strictObject({
  outcome: z.enum(['paid', 'not-paid']),
  evidence: documentSchema,
  reason: reasonSchema,
  execution: z.strictObject({ bankReference: bankReferenceSchema, executedOn: localDateSchema }).exactOptional(),
});
const messageSchema = z.strictObject({
  id: uuidSchema,
  kind: z.enum(['acknowledge', 'execute', 'reject']),
  result: z.enum(messageResults),
  receivedAt: instantSchema,
  person: personSchema,
  execution: executionSchema.exactOptional(),
  rejection: rejectionSchema.exactOptional(),
});
const summaryShape = {
  ...orderShape,
  version: versionSchema,
  state: z.enum(disbursementStates),
  /** Whether the local finance department has released it (SUB-12.b). */
  payOut: z.enum(['awaited', 'held', 'authorised', 'returned']),
  executedOn: localDateSchema.exactOptional(),
  bankReference: bankReferenceSchema.exactOptional(),
  outcome: z.enum(disbursementOutcomes).exactOptional(),
  /** From the issue to the cash, calendar days. */
  daysToCash: daysSchema.exactOptional(),
};
/** Schema of `DisbursementOrder`. */
export const orderSchema = z.strictObject({
  ...summaryShape,
  issuedBy: personSchema,
  rejection: rejectionSchema.exactOptional(),
  /** Why it was rejected, found by a person; without it nothing is issued again. */
  cause: z.strictObject({ text: reasonSchema, evidence: documentSchema, by: personSchema }).exactOptional(),
  doubt: z.strictObject({ reason: textSchema(500), since: instantSchema }).exactOptional(),
  proposal: z.strictObject({ ...proposalSchema.shape, by: personSchema }).exactOptional(),
  settlement: z
    .strictObject({ outcome: z.enum(disbursementOutcomes), on: localDateSchema, by: personSchema, statementId: uuidSchema.exactOptional(), line: z.int().min(1).max(100_000).exactOptional() })
    .exactOptional(),
  exports: z.int().min(0).max(1_000_000),
  messages: z.array(messageSchema).max(20),
});
/** Schema of `DisbursementReceipt`. */
export const receiptSchema = z.strictObject({
  orderId: uuidSchema,
  result: z.enum(messageResults),
  state: z.enum(disbursementStates),
  receivedAt: instantSchema,
  /** What the message contradicts, and what follows. */
  contradiction: z.strictObject({ zh: z.string().max(500), en: z.string().max(500) }).exactOptional(),
});
/** Schema of `AcknowledgeDisbursement`. */
export const acknowledgeSchema = z.strictObject({ id: uuidSchema });
/** Schema of `ExecuteDisbursement`. */
export const executeSchema = z.strictObject({ id: uuidSchema, ...executionSchema.shape });
/** Schema of `RejectDisbursement`. */
export const rejectSchema = z.strictObject({ id: uuidSchema, ...rejectionSchema.shape });
const versioned = { id: uuidSchema, version: versionSchema };
/** Schema of `RecordRejectionCause`. */
export const recordCauseSchema = z.strictObject({ ...versioned, cause: reasonSchema, evidence: documentSchema });
/** Schema of `DoubtDisbursement`. */
export const doubtSchema = z.strictObject({ ...versioned, reason: textSchema(500) });
/** Schema of `ProposeSettlement`. */
export const proposeSchema = z.strictObject({ ...versioned, ...proposalSchema.shape });
/** Schema of `SettleDisbursement`. */
export const settleSchema = z.strictObject(versioned);
/** Schema of `GetDisbursement`. */
export const getSchema = z.strictObject({ id: uuidSchema });
/** Schema of `ListDisbursements`. */
export const listSchema = z.strictObject({
  ...pageSchema.shape, state: z.enum(disbursementStates).exactOptional(), awardId: uuidSchema.exactOptional(), instalmentId: uuidSchema.exactOptional(),
});
/** Schema of `DisbursementPage`. */
export const ordersSchema = pageOf(z.strictObject(summaryShape));
/** Schema of `ExportDisbursements`. */
export const exportSchema = z.strictObject({ orderIds: z.array(uuidSchema).min(1).max(200), format: z.enum(['csv', 'json']) });
/** Schema of `DisbursementExport`. */
export const exportedSchema = z.strictObject({
  id: uuidSchema,
  format: z.enum(['csv', 'json']),
  sha256: sha256Schema,
  text: z.string().max(250_000),
  exportedBy: personSchema,
  exportedAt: instantSchema,
  /** Orders among them that had been exported before, each with the last time: they are not to be paid a second time. */
  before: z.array(z.strictObject({ orderId: uuidSchema, by: personSchema, at: instantSchema })).max(200),
});
/** Schema of `AskDaysToCash`. */
export const askDaysSchema = z.strictObject({ year: yearSchema });
/** Schema of `DaysToCash`. */
export const daysToCashSchema = z.strictObject({
  year: yearSchema,
  regions: z
    .array(
      z.strictObject({
        region: regionCodeSchema, issued: daysSchema, paid: daysSchema, late: daysSchema, median: daysSchema.exactOptional(),
        ninetieth: daysSchema.exactOptional(), longest: daysSchema.exactOptional(),
      }),
    )
    .max(200),
});
/** Schema of the data of `jiqun.subsidy.disbursement.issued.v1`. */
export const issuedSchema = z.strictObject(orderShape);
/** Schema of the data of the other events of an order. */
export const changedSchema = z.strictObject({
  ...orderShape,
  state: z.enum(disbursementStates),
  bankReference: bankReferenceSchema.exactOptional(),
  executedOn: localDateSchema.exactOptional(),
  outcome: z.enum(disbursementOutcomes).exactOptional(),
  reason: textSchema(2000).exactOptional(),
});

/** Which order has arrived. */
export type AcknowledgeDisbursement = z.infer<typeof acknowledgeSchema>;

/** What the bank paid for which order. */
export type ExecuteDisbursement = z.infer<typeof executeSchema>;

/** Which order surely is not paid, and why. */
export type RejectDisbursement = z.infer<typeof rejectSchema>;

/** How a message of finance was taken. Said again, it gets the first answer. */
export type DisbursementReceipt = z.infer<typeof receiptSchema>;

/** Why an order was rejected, as a person found it. */
export type RecordRejectionCause = z.infer<typeof recordCauseSchema>;

/** Which order a person has reason to doubt. */
export type DoubtDisbursement = z.infer<typeof doubtSchema>;

/** What became of an order in doubt, as one person found it. */
export type ProposeSettlement = z.infer<typeof proposeSchema>;

/** Which proposal a second person confirms. */
export type SettleDisbursement = z.infer<typeof settleSchema>;

/** Which order. */
export type GetDisbursement = z.infer<typeof getSchema>;

/** An order to pay one instalment, with all that was said of it. */
export type DisbursementOrder = z.infer<typeof orderSchema>;

/** Which orders. */
export type ListDisbursements = z.infer<typeof listSchema>;

/** One page of orders, newest first. */
export type DisbursementPage = z.infer<typeof ordersSchema>;

/** One of `disbursementOutcomes`. */
export type DisbursementOutcome = (typeof disbursementOutcomes)[number];

/** Which orders are exported, and how. */
export type ExportDisbursements = z.infer<typeof exportSchema>;

/** An exported batch. */
export type DisbursementExport = z.infer<typeof exportedSchema>;

/** Of which year, by the day of issue. */
export type AskDaysToCash = z.infer<typeof askDaysSchema>;

/** How long it took from issue to cash, by region. */
export type DaysToCash = z.infer<typeof daysToCashSchema>;

/** Data of `jiqun.subsidy.disbursement.issued.v1`. */
export type DisbursementIssued = z.infer<typeof issuedSchema>;

/** Data of the other events of an order. */
export type DisbursementChanged = z.infer<typeof changedSchema>;
