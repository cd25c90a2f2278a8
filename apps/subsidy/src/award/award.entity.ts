import type { Award } from '@jiqun/contracts';

/** An award as it is stored. Amounts are fen, days texts, the rate a decimal text. */
export interface AwardRow {
  readonly id: string;
  readonly tenant: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly yearId: string;
  readonly groupId: string;
  readonly region: string;
  readonly leadCreditCode: string;
  readonly leadName: string;
  readonly clusterName: string;
  readonly clusterLevel: string;
  readonly rate: string;
  readonly rateCap: string;
  readonly eligible: bigint;
  readonly ceiling: bigint;
  readonly approved: bigint;
  readonly allotted: bigint | null;
  readonly consecutiveYears: number;
  readonly state: Award['state'];
  readonly version: number;
  /** Which of its versions, from 1. */
  readonly number: number;
  readonly preparedBy: string;
  readonly preparedClient: string | null;
  readonly decidedBy: string | null;
  readonly decidedClient: string | null;
  readonly decidedOn: string | null;
  readonly verified: bigint;
  readonly issued: bigint;
  readonly firstPaidYear: number | null;
  readonly planId: string | null;
}

/** By what one version of an award was reckoned: the texts that its hash is of. */
export interface AwardVersionRow {
  readonly awardId: string;
  readonly number: number;
  readonly tenant: string;
  /** JSON text of the question to policy-core, as CLI.md describes it. */
  readonly question: string;
  /** JSON text of its answer. */
  readonly answer: string;
  /** Of question, basis and answer. */
  readonly sha256: string;
  /** JSON text of the projects and lines that the question was made of. */
  readonly basis: string;
  readonly approved: bigint;
  readonly ceiling: bigint;
  readonly reasons: string;
  readonly preparedBy: string;
  readonly preparedAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
}

/** A line of investment as an award counts it; amounts are fen as texts, so that the basis is one JSON text. */
export interface BasisLine {
  readonly id: string;
  readonly number: number;
  readonly projectId: string;
  readonly category: string;
  readonly invoiceNumber?: string;
  /** Of completion, or of the plan. */
  readonly year: number;
  readonly completed: boolean;
  readonly stated: string;
  /** 0 unless it was verified and may count. */
  readonly counted: string;
  readonly outcome?: 'accepted' | 'cut' | 'refused';
  readonly clause?: string;
  readonly zh?: string;
  readonly en?: string;
}

/** A project of the group; one that is out says why. */
export interface BasisProject {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly out?: { readonly clause: string; readonly reason: string };
}

/** What an award is reckoned from. */
export interface AwardBasis {
  readonly projects: readonly BasisProject[];
  readonly lines: readonly BasisLine[];
}

/** The project group that an award is for, locked with it. */
export interface AwardedGroup {
  readonly id: string;
  readonly tenant: string;
  readonly yearId: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly region: string;
  readonly clusterName: string;
  readonly clusterLevel: string | null;
  readonly levelClosed: boolean;
  readonly leadCreditCode: string;
  readonly leadName: string;
  readonly state: string;
  /** The day whose level counts (INT-19). */
  readonly closesOn: string;
  readonly year: number;
}
