import type { Performance } from '@jiqun/contracts';

/** Targets of an award for a year and what became of them, as stored. Days are texts; `version` counts the changes. */
export interface PerformanceRow {
  readonly id: string;
  readonly tenant: string;
  readonly awardId: string;
  readonly groupId: string;
  readonly year: number;
  readonly programme: string;
  readonly policyVersion: string;
  readonly region: string;
  readonly leadCreditCode: string;
  readonly leadName: string;
  readonly state: Performance['state'];
  readonly version: number;
  readonly indicators: Performance['indicators'];
  readonly breakdown: Performance['breakdown'];
  readonly document: string;
  readonly setBy: string;
  readonly setClient: string | null;
  readonly setOn: string;
  readonly confirmedBy: string | null;
  readonly confirmedOn: string | null;
  readonly evaluation: NonNullable<Performance['evaluation']> | null;
  /** JSON text that score and grade were derived from. */
  readonly evaluationInputs: string | null;
  /** SHA-256 of the inputs with what was derived. */
  readonly evaluationSha256: string | null;
  readonly evaluatedBy: string | null;
  readonly evaluatedClient: string | null;
  readonly objections: Performance['objections'];
  readonly corrections: Performance['corrections'];
  readonly conclusion: NonNullable<Performance['conclusion']> | null;
  readonly concludedBy: string | null;
  readonly concludedClient: string | null;
  readonly annulment: NonNullable<Performance['annulment']> | null;
  readonly annulmentProposedBy: string | null;
  readonly annulmentProposedClient: string | null;
  readonly annulledBy: string | null;
}

/** What a locality or the enterprise reported: never changed. */
export interface PerformanceReportRow {
  readonly id: string;
  readonly tenant: string;
  readonly performanceId: string;
  readonly kind: Performance['reports'][number]['kind'];
  readonly region: string;
  readonly through: string;
  readonly recordedOn: string;
  readonly actuals: Performance['reports'][number]['actuals'];
  readonly usedAsDeclared: boolean;
  readonly score: string | null;
  readonly text: string;
  readonly evidence: readonly string[];
  readonly recordedBy: string;
}
