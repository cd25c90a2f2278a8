import type { ProgrammeYear as ProgrammeYearAnswer, ProgrammeYearTerms } from '@jiqun/contracts';

/** A programme year as it is stored. */
export interface ProgrammeYear {
  readonly id: string;
  readonly tenant: string;
  readonly programme: string;
  /** The year of the funds; the notice comes in the year before (SUB-7.a). */
  readonly year: number;
  /** Of the day on which it was drafted, and from its publication on of that day. */
  readonly policyVersion: string;
  /** What is in force; in a draft what is proposed. */
  readonly terms: ProgrammeYearTerms;
  readonly state: ProgrammeYearAnswer['state'];
  readonly version: number;
  /** The number of the terms in force; 0 before publication. */
  readonly number: number;
  /** The number of the terms that wait for signatures, or that of those in force. */
  readonly proposed: number;
  readonly draftedBy: string;
  readonly publishedAt: Date | null;
  readonly closedAt: Date | null;
}

/** One version of the terms, as it was proposed. */
export interface ProposedTerms {
  readonly yearId: string;
  readonly number: number;
  readonly tenant: string;
  readonly terms: ProgrammeYearTerms;
  readonly reason: string | null;
  readonly proposedBy: string;
  readonly proposedAt: Date;
}

/** A department's signature under a version of the terms. */
export interface YearSignature {
  readonly yearId: string;
  readonly number: number;
  readonly role: string;
  readonly tenant: string;
  readonly person: string;
  readonly client: string | null;
  readonly signedAt: Date;
}

/** Something that a policy wants done by a day of the year before the funds (SUB-7.a, SUB-10.b; INT-15). */
export interface Milestone {
  readonly id: string;
  readonly tenant: string;
  readonly programme: string;
  readonly year: number;
  readonly step: string;
  readonly clause: string;
  readonly policyVersion: string;
  /** The last day, YYYY-MM-DD. */
  readonly dueOn: string;
  readonly warnedAt: Date | null;
  readonly metOn: string | null;
  readonly missedAt: Date | null;
}
