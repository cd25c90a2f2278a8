import type { Application as ApplicationAnswer, ApplicationContent, Role } from '@jiqun/contracts';

/** What of a cluster an application rests on, as the registry gave it when the application was drafted or submitted. */
export interface AppliedCluster {
  readonly id: string;
  readonly name: string;
  /** Codes of the regions that it covers. */
  readonly regions: readonly string[];
  /** The region in which it is registered. */
  readonly region: string;
  /** Of a cluster across prefectures (AMC-7-1.b). */
  readonly leadPrefecture?: string;
  /** Where its promotion organisation sits (XJ-7-1.b). */
  readonly applicantRegion?: string;
  /** The social credit code of its promotion organisation, by which audit knows it (AMC-3.c; INT-22). */
  readonly applicantCreditCode?: string;
  /** When the registry was asked. */
  readonly askedAt: string;
}

/** An application as it is stored. */
export interface Application {
  readonly id: string;
  readonly tenant: string;
  readonly callId: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly clusterId: string;
  readonly cluster: AppliedCluster;
  /** The region whose departments check and recommend. */
  readonly region: string;
  /** The prefecture in which that region lies, or the region itself where it reports to the province. */
  readonly prefecture: string;
  readonly applicantRole: string;
  /** Roles that see it in their regions once it was submitted: those that act in its procedure, and auditors. */
  readonly seers: readonly Role[];
  /** Opaque ids of the people who write at it. */
  readonly editors: readonly string[];
  readonly state: ApplicationAnswer['state'];
  /** The step to be completed next; null in a draft and at the end. */
  readonly step: string | null;
  readonly version: number;
  readonly content: ApplicationContent;
  readonly contentNumber: number;
  /** It was put forward under the call's limit for its prefecture. */
  readonly countsTowardsLimit: boolean;
  readonly rank: number | null;
  readonly updatedAt: Date;
}

/** An application without what it states. */
export type ListedApplication = Omit<Application, 'content'>;

/** When a draft was saved, and by whom. */
export interface DraftVersion {
  readonly version: number;
  readonly savedAt: Date;
  readonly person: string;
}

/** What was submitted: frozen. */
export interface Submission {
  readonly applicationId: string;
  readonly number: number;
  /** JSON text; its SHA-256 is the receipt's. */
  readonly content: string;
  readonly sha256: string;
  readonly decisionId: string;
  readonly submittedAt: Date;
  readonly submittedBy: string;
}

/** Whose applications a list has: those that the caller writes at, and beside them those that were submitted where a role of the caller acts. */
export type Whose =
  | { readonly of: 'own' }
  | { readonly of: 'tenant'; readonly roles: readonly string[] }
  | { readonly of: 'regions'; readonly regions: readonly { readonly code: string; readonly roles: readonly string[] }[] };
