import type { DisbursementOrder, DisbursementOutcome, DisbursementReceipt } from '@jiqun/contracts';

/** An order as it is stored, with where its local pay-out stands. Amounts are fen, days texts. */
export interface Disbursement {
  readonly id: string;
  readonly tenant: string;
  readonly awardId: string;
  readonly instalmentId: string;
  readonly attempt: number;
  readonly year: number;
  readonly programme: string;
  readonly policyVersion: string;
  /** Of the finance department that pays. */
  readonly region: string;
  readonly creditCode: string;
  readonly payeeName: string;
  readonly payeeAccountId: string;
  readonly payeeRef: string;
  readonly bank: string;
  readonly amount: bigint;
  readonly documents: readonly string[];
  readonly issuedOn: string;
  readonly issuedBy: string;
  readonly dueOn: string;
  readonly state: DisbursementOrder['state'];
  readonly outcome: DisbursementOutcome | null;
  readonly version: number;
  readonly acknowledgementMissedOn: string | null;
  /** As finance reported it; never changed. */
  readonly executedOn: string | null;
  readonly bankReference: string | null;
  readonly rejectedCode: string | null;
  readonly rejectedReason: string | null;
  readonly cause: string | null;
  readonly causeEvidence: string | null;
  readonly causeBy: string | null;
  readonly causeClient: string | null;
  readonly doubtReason: string | null;
  readonly doubtedAt: Date | null;
  readonly proposedOutcome: 'paid' | 'not-paid' | null;
  readonly proposedEvidence: string | null;
  readonly proposedReason: string | null;
  readonly proposedReference: string | null;
  readonly proposedExecutedOn: string | null;
  readonly proposedBy: string | null;
  readonly proposedClient: string | null;
  readonly settledOn: string | null;
  readonly settledBy: string | null;
  readonly settledStatementId: string | null;
  readonly settledLine: number | null;
  /** What holds now of when and under which reference it was paid; null unless it was. */
  readonly paidOn: string | null;
  readonly paidReference: string | null;
  readonly payOut: DisbursementOrder['payOut'];
  readonly payOutVersion: number;
  readonly overdueSince: string | null;
  readonly heldClause: string | null;
  readonly heldReason: string | null;
  readonly heldAt: Date | null;
  readonly authorisedBy: string | null;
  readonly authorisedAt: Date | null;
  readonly closedOn: string | null;
}

/** What of an order may change after it was issued. */
export type DisbursementChange = Partial<
  Pick<
    Disbursement,
    | 'state' | 'outcome' | 'acknowledgementMissedOn' | 'executedOn' | 'bankReference' | 'rejectedCode' | 'rejectedReason' | 'cause' | 'causeEvidence' | 'causeBy'
    | 'causeClient' | 'doubtReason' | 'doubtedAt' | 'proposedOutcome' | 'proposedEvidence' | 'proposedReason' | 'proposedReference' | 'proposedExecutedOn'
    | 'proposedBy' | 'proposedClient' | 'settledOn' | 'settledBy' | 'settledStatementId' | 'settledLine' | 'paidOn' | 'paidReference'
  >
>;

/** What of a pay-out may change. */
export type PayOutChange = Partial<
  Pick<Disbursement, 'payOut' | 'overdueSince' | 'heldClause' | 'heldReason' | 'heldAt' | 'authorisedBy' | 'authorisedAt' | 'closedOn'> & { readonly returnedBy: string }
>;

/** A message of finance, with the answer it got: never changed. */
export interface DisbursementMessage {
  readonly id: string;
  readonly tenant: string;
  readonly orderId: string;
  readonly kind: 'acknowledge' | 'execute' | 'reject';
  /** What it said; money as yuan. */
  readonly content: Readonly<Record<string, string>>;
  readonly person: string;
  readonly receivedAt: Date;
  readonly answer: DisbursementReceipt;
}
