/** A reason for what is said of a line, with the clause that it rests on. */
export interface LineReason {
  readonly code: string;
  readonly clause?: string;
  readonly zh: string;
  readonly en: string;
}

/** Whether a line may count (SUB-5.c, SUB-6-1), before anybody verified it. */
export type LineEligibility = 'eligible' | 'ineligible' | 'needs-explanation';

/** What the local department found of a line. */
export type LineOutcome = 'accepted' | 'cut' | 'refused';

/** A file that proves something, by its content. */
export interface LineEvidence {
  readonly sha256: string;
  readonly name: string;
}

/** An investment line as it is stored; amounts are fen as decimal texts, as the database gives them. */
export interface InvestmentLine {
  readonly id: string;
  readonly tenant: string;
  readonly groupId: string;
  readonly projectId: string;
  readonly yearId: string;
  /** Its place in the group, from 1; never given twice. */
  readonly number: number;
  readonly category: string;
  readonly description: string;
  readonly supplierName: string | null;
  readonly supplierCreditCode: string | null;
  readonly invoiceNumber: string | null;
  readonly invoiceDate: string | null;
  /** The day on which the investment was completed; null for one that is planned. */
  readonly completedOn: string | null;
  /** For one that is planned: the calendar year in which it is to be completed. */
  readonly plannedYear: number | null;
  /** Net of tax. */
  readonly amountFen: string;
  readonly tax: 'excluded' | 'included';
  readonly condition: 'new' | 'second-hand' | null;
  readonly serials: readonly string[];
  readonly region: string;
  readonly evidence: readonly LineEvidence[];
  readonly eligibility: LineEligibility;
  readonly reasons: readonly LineReason[];
  /** It was reported after the group had entered the reserve. */
  readonly isProgress: boolean;
  readonly version: number;
  readonly enteredBy: string;
  readonly enteredAt: Date;
  readonly outcome: LineOutcome | null;
  readonly verifiedFen: string;
  readonly verifiedBy: string | null;
  readonly verifiedAt: Date | null;
}

/** What a local department found of a line once: never changed, the last one counts. */
export interface LineVerification {
  readonly id: string;
  readonly tenant: string;
  readonly groupId: string;
  readonly lineId: string;
  readonly lineVersion: number;
  readonly outcome: LineOutcome;
  readonly amountFen: bigint;
  readonly clause: string | null;
  readonly reason: string | null;
  readonly evidence: readonly LineEvidence[];
  readonly role: string;
  readonly person: string;
  readonly client: string | null;
  readonly recordedAt: Date;
}

/** What of a group counts in one year and category of one project, fen. */
export interface VerifiedTotal {
  readonly projectId: string;
  readonly projectType: string;
  readonly year: number;
  readonly category: string;
  readonly amount: bigint;
}
