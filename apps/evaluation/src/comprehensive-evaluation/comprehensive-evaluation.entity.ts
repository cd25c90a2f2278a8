import type { ComprehensiveEvaluation } from '@jiqun/contracts';

/** An evaluation as it is stored. Days are texts, `YYYY-MM-DD`; `version` counts its changes. */
export interface ComprehensiveEvaluationRow {
  readonly id: string;
  readonly tenant: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly year: number;
  readonly clause: string;
  readonly state: ComprehensiveEvaluation['state'];
  readonly version: number;
  readonly problems: ComprehensiveEvaluation['problems'];
  readonly measures: ComprehensiveEvaluation['measures'];
  readonly conclusion: string;
  readonly counts: ComprehensiveEvaluation['counts'];
  readonly sums: ComprehensiveEvaluation['sums'];
  readonly draftedBy: string;
  readonly draftedClient: string | null;
  readonly draftedOn: string;
  readonly issuedBy: string | null;
  readonly issuedOn: string | null;
}

/** The reports of a region, counted. */
export interface RegionCount {
  readonly region: string;
  readonly titles: number;
  readonly filedInTime: number;
  readonly filedLate: number;
  readonly missing: number;
}

/** A figure of the form, summed over the reports that were filed. */
export interface FigureSum {
  readonly key: string;
  readonly reports: number;
  /** Exact decimal. */
  readonly total: string;
}
