import type { CallTerms, PanelMember as MemberAnswer, PanelState, Scoresheet as ScoresheetAnswer } from '@jiqun/contracts';

import type { Exclusion } from './draw.js';
import type { ItemScore } from './scores.js';

/** A panel as stored; what the call says of scoring is copied when it is prepared. */
export interface Panel {
  readonly id: string;
  readonly tenant: string;
  readonly callId: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly step: string;
  /** The clause of the step. */
  readonly clause: string;
  readonly field: string | null;
  readonly size: number;
  readonly reserves: number;
  readonly isBlind: boolean;
  readonly dropsExtremes: boolean;
  readonly shortlistLimit: number | null;
  readonly scoresheet: NonNullable<CallTerms['scoresheet']>;
  readonly state: PanelState;
  /** Draws committed to so far. */
  readonly rounds: number;
  readonly version: number;
  readonly preparedAt: Date;
  readonly preparedBy: string;
  readonly cancelledAt: Date | null;
  readonly cancelledReason: string | null;
}

/** A panel with the number of its applications. */
export type CountedPanel = Panel & { readonly applications: number };

/** An application on a panel as stored. */
export interface PanelApplication {
  readonly panelId: string;
  readonly applicationId: string;
  readonly number: number;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly region: string;
  /** Organisations that the application names itself. */
  readonly organisations: readonly string[];
}

/** What was promised before a draw: never changed. */
export interface Commitment {
  readonly panelId: string;
  readonly round: number;
  readonly tenant: string;
  readonly algorithm: string;
  readonly seats: number;
  readonly reserves: number;
  readonly seed: Buffer;
  readonly seedHash: string;
  readonly candidateList: string;
  readonly candidatesHash: string;
  /** What the registry answered, on which the exclusions rest. */
  readonly relations: readonly unknown[];
  readonly relationsAsOf: string;
  readonly committedAt: Date;
  readonly committedBy: string;
}

/** A candidate of one draw: never changed. */
export interface CandidateRow {
  readonly expertId: string;
  readonly expertVersion: number;
  readonly code: string;
  readonly exclusions: readonly Exclusion[];
}

/** What was drawn: never changed. */
export interface DrawRow {
  readonly panelId: string;
  readonly round: number;
  readonly tenant: string;
  readonly publicValue: string | null;
  readonly members: readonly string[];
  readonly reserveMembers: readonly string[];
  readonly resultHash: string;
  readonly committedAt: Date;
  readonly drawnAt: Date;
  readonly drawnBy: string;
}

/** Somebody who was drawn. */
export interface PanelMember {
  readonly panelId: string;
  readonly expertId: string;
  readonly code: string;
  readonly round: number;
  readonly place: number;
  readonly seat: MemberAnswer['seat'];
  readonly recusedReason: string | null;
}

/** An expert's scores for an application as stored; once sealed, never changed. */
export interface Scoresheet {
  readonly panelId: string;
  readonly applicationId: string;
  readonly expertId: string;
  readonly tenant: string;
  readonly number: number;
  readonly items: readonly ItemScore[];
  readonly comment: string | null;
  readonly state: ScoresheetAnswer['state'];
  readonly version: number;
  readonly writtenAt: Date;
  readonly sealedAt: Date | null;
}

/** A scoresheet with who wrote it, as lists show it. */
export type SignedScoresheet = Scoresheet & { readonly code: string; readonly seat: PanelMember['seat'] };

/** How equals were put in order: never changed. */
export interface TieRow {
  readonly applicationId: string;
  readonly place: number;
  readonly reason: string;
}

/** What came out for an application: never changed. */
export interface ResultRow {
  readonly applicationId: string;
  readonly number: number;
  readonly numerator: string;
  readonly denominator: string;
  readonly rank: number;
}

/** A result with its panel, among those of other panels. */
export type PanelResultRow = Omit<ResultRow, 'number'> & { readonly panelId: string };
