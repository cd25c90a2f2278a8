import type { z } from 'zod';
import type {
  addEvidenceSchema,
  askHearingSchema,
  caseSchema,
  casesSchema,
  confirmCorrectionSchema,
  confirmWithdrawalSchema,
  dismissIntakeSchema,
  dismissSchema,
  dropSchema,
  establishSchema,
  eventSchema,
  getSchema,
  holdHearingSchema,
  intakeEventSchema,
  intakeSchema,
  intakesSchema,
  listIntakesSchema,
  listSchema,
  notifySchema,
  openFromIntakeSchema,
  openSchema,
  orderCorrectionSchema,
  recordStatementSchema,
  replaySchema,
  withdrawSchema,
} from './violation-case.js';

/** What a case is opened with. */
export type OpenViolation = z.infer<typeof openSchema>;

/** The case that a referred complaint becomes. */
export type OpenFromIntake = z.infer<typeof openFromIntakeSchema>;

/** A referred complaint that gives no case. */
export type DismissIntake = z.infer<typeof dismissIntakeSchema>;

/** A further piece of evidence. */
export type AddEvidence = z.infer<typeof addEvidenceSchema>;

/** The notice of facts, clauses and rights, once served. */
export type NotifyViolation = z.infer<typeof notifySchema>;

/** A statement or defence that came in. */
export type RecordViolationStatement = z.infer<typeof recordStatementSchema>;

/** A request for a hearing. */
export type AskViolationHearing = z.infer<typeof askHearingSchema>;

/** A hearing that was held. */
export type HoldViolationHearing = z.infer<typeof holdHearingSchema>;

/** The decision that nothing is established. */
export type DismissViolation = z.infer<typeof dismissSchema>;

/** The decision that something is established which can be corrected, and by when. */
export type OrderCorrection = z.infer<typeof orderCorrectionSchema>;

/** That what was ordered has been done. */
export type ConfirmCorrection = z.infer<typeof confirmCorrectionSchema>;

/** The decision that a violation is established which is hard to correct, or a fraud. */
export type EstablishViolation = z.infer<typeof establishSchema>;

/** A case that is not pursued. */
export type DropViolation = z.infer<typeof dropSchema>;

/** The document by which a decision was annulled. */
export type WithdrawViolation = z.infer<typeof withdrawSchema>;

/** Which withdrawal is confirmed. */
export type ConfirmViolationWithdrawal = z.infer<typeof confirmWithdrawalSchema>;

/** Which case. */
export type GetViolation = z.infer<typeof getSchema>;

/** A case with all that happened in it. */
export type ViolationCase = z.infer<typeof caseSchema>;

/** Which cases. */
export type ListViolations = z.infer<typeof listSchema>;

/** One page of cases, newest first. */
export type ViolationPage = z.infer<typeof casesSchema>;

/** Whether the consequences, derived again, are the same, and the chain of evidence is whole. */
export type ViolationReplay = z.infer<typeof replaySchema>;

/** A complaint that audit referred. */
export type ViolationIntake = z.infer<typeof intakeSchema>;

/** Which referred complaints. */
export type ListIntakes = z.infer<typeof listIntakesSchema>;

/** One page of referred complaints, newest first. */
export type IntakePage = z.infer<typeof intakesSchema>;

/** Data of the events of a case. */
export type ViolationProgressed = z.infer<typeof eventSchema>;

/** Data of `jiqun.subsidy.violation.intake-dismissed.v1`. */
export type IntakeDismissed = z.infer<typeof intakeEventSchema>;
