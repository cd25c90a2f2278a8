import { z } from 'zod';
import { complaintReceivers } from '../complaint/complaint-events.js';
import { orderedSanctionSchema } from '../performance/performance-record.js';
import { uuidSchema, versionSchema } from '../primitives/identifier.js';
import { localDateSchema } from '../primitives/local-date.js';
import { moneySchema } from '../primitives/money.js';
import { pageOf, pageSchema } from '../primitives/page.js';
import { regionCodeSchema } from '../primitives/region-code.js';
import { sha256Schema } from '../primitives/sha256.js';
import { socialCreditCodeSchema } from '../primitives/social-credit-code.js';
import { reasonSchema, textSchema } from '../primitives/text.js';
import { clauseSchema, policyVersionSchema, programmeSchema } from '../recognition/recognition.contract.js';
import { interestTermsSchema } from '../recovery/recovery-debt.js';

/** Where a case stands: the way to a decision, and what became of it. */
export const violationStates = [
  'opened', 'notified', 'hearing-asked', 'heard', 'not-established', 'correction-ordered', 'corrected', 'established', 'withdrawn', 'dropped',
] as const;

/** What is alleged: a serious violation (SUB-13), or fraud (SUB-17). */
export const violationKinds = ['serious-violation', 'fraud'] as const;

/** What a case rests on. */
export const violationOrigins = ['finding', 'inspection', 'complaint'] as const;

/** What was done with a complaint that audit referred. */
export const intakeStates = ['open', 'case-opened', 'dismissed'] as const;

const documentSchema = textSchema(200).describe('number or address of the document');
const sentenceSchema = z.strictObject({ zh: z.string().max(400), en: z.string().max(400) });
const versioned = { id: uuidSchema, version: versionSchema };
const evidenceShape = { sha256: sha256Schema, name: textSchema(200) };

/** Schema of `OpenViolation`. */
export const openSchema = z.strictObject({
  awardId: uuidSchema,
  kind: z.enum(violationKinds),
  origin: z.enum(['finding', 'inspection']),
  facts: textSchema(4000),
  /** The clauses that were violated, such as SUB-5.e. */
  clauses: z.array(clauseSchema).min(1).max(20),
  evidence: z.array(z.strictObject(evidenceShape)).max(20),
});
/** Schema of `OpenFromIntake`. */
export const openFromIntakeSchema = z.strictObject({
  id: uuidSchema, version: versionSchema, awardId: uuidSchema, kind: z.enum(violationKinds), facts: textSchema(4000), clauses: z.array(clauseSchema).min(1).max(20),
});
/** Schema of `DismissIntake`. */
export const dismissIntakeSchema = z.strictObject({ ...versioned, reason: reasonSchema });
/** Schema of `AddEvidence`. */
export const addEvidenceSchema = z.strictObject({ ...versioned, ...evidenceShape });
/** Schema of `NotifyViolation`. */
export const notifySchema = z.strictObject({
  ...versioned,
  document: documentSchema,
  servedOn: localDateSchema,
  /** More working days for statement and defence than the least. */
  statementWorkingDays: z.int().min(1).max(60).exactOptional(),
});
/** Schema of `RecordViolationStatement`. */
export const recordStatementSchema = z.strictObject({
  ...versioned, by: textSchema(200), receivedOn: localDateSchema, text: textSchema(4000), document: documentSchema.exactOptional(),
});
/** Schema of `AskViolationHearing`. */
export const askHearingSchema = z.strictObject({ ...versioned, by: textSchema(200), askedOn: localDateSchema });
/** Schema of `HoldViolationHearing`. */
export const holdHearingSchema = z.strictObject({
  ...versioned, noticedOn: localDateSchema, heldOn: localDateSchema, chair: textSchema(128), minutes: documentSchema,
});
const recoverySchema = z.strictObject({ amount: moneySchema, basis: textSchema(2000), dueOn: localDateSchema, interest: interestTermsSchema.exactOptional() });
const reasoned = { ...versioned, reasons: textSchema(4000), document: documentSchema };
/** Schema of `DismissViolation`. */
export const dismissSchema = z.strictObject(reasoned);
/** Schema of `OrderCorrection`. */
export const orderCorrectionSchema = z.strictObject({ ...reasoned, order: textSchema(2000), correctBy: localDateSchema });
/** Schema of `ConfirmCorrection`. */
export const confirmCorrectionSchema = z.strictObject({ ...versioned, reason: reasonSchema, document: documentSchema });
/** Schema of `EstablishViolation`. */
export const establishSchema = z.strictObject({
  ...reasoned,
  kind: z.enum(violationKinds),
  /** Who decides says that it is; one that can be corrected has a correction order. Fraud needs no such judgement. */
  hardToCorrect: z.boolean(),
  /** What is demanded back, where anything was paid out. */
  recovery: recoverySchema.exactOptional(),
});
/** Schema of `DropViolation`. */
export const dropSchema = z.strictObject({ ...versioned, reason: reasonSchema });
/** Schema of `WithdrawViolation`. */
export const withdrawSchema = z.strictObject({ ...versioned, document: documentSchema, reason: reasonSchema });
/** Schema of `ConfirmViolationWithdrawal`. */
export const confirmWithdrawalSchema = z.strictObject(versioned);
/** Schema of `GetViolation`. */
export const getSchema = z.strictObject({ id: uuidSchema });

const periodSchema = z.strictObject({ through: localDateSchema, provisional: z.boolean(), basis: sentenceSchema });
const statementSchema = z.strictObject({
  by: textSchema(200), receivedOn: localDateSchema, inTime: z.boolean(), text: textSchema(4000), document: documentSchema.exactOptional(), recordedBy: z.string().max(128),
});
const summaryShape = {
  id: uuidSchema,
  version: versionSchema,
  state: z.enum(violationStates),
  kind: z.enum(violationKinds),
  awardId: uuidSchema,
  leadCreditCode: socialCreditCodeSchema,
  leadName: textSchema(200),
  programme: programmeSchema,
  policyVersion: policyVersionSchema,
  region: regionCodeSchema,
  openedOn: localDateSchema,
  defenceEndsOn: localDateSchema.exactOptional(),
  decidedOn: localDateSchema.exactOptional(),
  correctBy: localDateSchema.exactOptional(),
};
/** Schema of `ViolationCase`. */
export const caseSchema = z.strictObject({
  ...summaryShape,
  origin: z.enum(violationOrigins),
  intakeId: uuidSchema.exactOptional(),
  facts: textSchema(4000),
  clauses: z.array(clauseSchema).max(20),
  openedBy: z.string().max(128),
  evidence: z
    .array(z.strictObject({ ...evidenceShape, number: z.int().min(1).max(1000), addedBy: z.string().max(128), addedOn: localDateSchema, chain: sha256Schema }))
    .max(100),
  notice: z
    .strictObject({
      document: documentSchema, servedOn: localDateSchema, statement: periodSchema, hearing: periodSchema, rights: z.array(sentenceSchema).max(10),
      calendarVersion: z.string().max(500),
    })
    .exactOptional(),
  statements: z.array(statementSchema).max(20),
  hearing: z
    .strictObject({
      by: textSchema(200), askedOn: localDateSchema, noticedOn: localDateSchema.exactOptional(), heldOn: localDateSchema.exactOptional(),
      chair: textSchema(128).exactOptional(), minutes: documentSchema.exactOptional(),
    })
    .exactOptional(),
  decision: z
    .strictObject({
      outcome: z.enum(['not-established', 'correction-ordered', 'established']), hardToCorrect: z.boolean().exactOptional(), reasons: textSchema(4000),
      document: documentSchema, decidedBy: z.string().max(128), decidedOn: localDateSchema,
      /** What the policy attaches to what was established. */
      consequences: z.array(z.strictObject({ clause: clauseSchema, measure: z.string().max(64), through: localDateSchema.exactOptional(), explanation: sentenceSchema })).max(20),
      stoppedInstalments: z.int().min(0).max(100).exactOptional(),
      recoveryId: uuidSchema.exactOptional(),
    })
    .exactOptional(),
  correction: z
    .strictObject({
      order: textSchema(2000), correctBy: localDateSchema, overdueSince: localDateSchema.exactOptional(), confirmedBy: z.string().max(128).exactOptional(),
      confirmedOn: localDateSchema.exactOptional(), document: documentSchema.exactOptional(),
    })
    .exactOptional(),
  withdrawal: z
    .strictObject({
      document: documentSchema, reason: reasonSchema, proposedBy: z.string().max(128), proposedOn: localDateSchema, confirmedBy: z.string().max(128).exactOptional(),
      confirmedOn: localDateSchema.exactOptional(), paidBack: moneySchema.exactOptional(),
    })
    .exactOptional(),
  ending: z.strictObject({ on: localDateSchema, by: z.string().max(128), reason: reasonSchema }).exactOptional(),
  sanction: orderedSanctionSchema.exactOptional(),
});
/** Schema of `ListViolations`. */
export const listSchema = z.strictObject({
  ...pageSchema.shape, state: z.enum(violationStates).exactOptional(), kind: z.enum(violationKinds).exactOptional(), awardId: uuidSchema.exactOptional(),
  creditCode: socialCreditCodeSchema.exactOptional(),
});
/** Schema of `ViolationPage`. */
export const casesSchema = pageOf(z.strictObject(summaryShape));
/** Schema of `ViolationReplay`. */
export const replaySchema = z.strictObject({
  id: uuidSchema, equal: z.boolean(), evidenceWhole: z.boolean(), recorded: z.string().max(64), derived: z.string().max(64),
});
/** Schema of `ViolationIntake`. */
export const intakeSchema = z.strictObject({
  id: uuidSchema,
  version: versionSchema,
  state: z.enum(intakeStates),
  complaintId: uuidSchema,
  receiver: z.enum(complaintReceivers),
  region: regionCodeSchema,
  programme: programmeSchema.exactOptional(),
  creditCode: socialCreditCodeSchema.exactOptional(),
  aboutNoun: textSchema(64).exactOptional(),
  aboutId: uuidSchema.exactOptional(),
  allegation: textSchema(2000),
  clause: clauseSchema.exactOptional(),
  evidence: z.array(sha256Schema).max(50),
  referredOn: localDateSchema,
  violationId: uuidSchema.exactOptional(),
  settledBy: z.string().max(128).exactOptional(),
  settledOn: localDateSchema.exactOptional(),
  reason: reasonSchema.exactOptional(),
});
/** Schema of `ListIntakes`. */
export const listIntakesSchema = z.strictObject({ cursor: pageSchema.shape.cursor, limit: z.int().min(1).max(50).exactOptional(), state: z.enum(intakeStates).exactOptional() });
/** Schema of `IntakePage`. */
export const intakesSchema = pageOf(intakeSchema, 50);
/** Schema of `ViolationProgressed`. */
export const eventSchema = z.strictObject({
  violationId: uuidSchema, awardId: uuidSchema, kind: z.enum(violationKinds), programme: programmeSchema, region: regionCodeSchema,
  leadCreditCode: socialCreditCodeSchema, on: localDateSchema, complaintId: uuidSchema.exactOptional(), recoveryId: uuidSchema.exactOptional(),
  document: documentSchema.exactOptional(),
});
/** Schema of `IntakeDismissed`. */
export const intakeEventSchema = z.strictObject({ intakeId: uuidSchema, complaintId: uuidSchema, region: regionCodeSchema, on: localDateSchema });
