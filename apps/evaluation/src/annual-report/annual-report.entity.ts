import type { AnnualReport } from '@jiqun/contracts';

/** A report as it is stored. Days are texts, `YYYY-MM-DD`; `version` counts its changes. */
export interface AnnualReportRow {
  readonly id: string;
  readonly tenant: string;
  readonly titleId: string;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly region: string;
  readonly year: number;
  readonly clause: string;
  readonly dueOn: string;
  readonly state: AnnualReport['state'];
  readonly version: number;
  readonly overdue: boolean;
  /** The day on which it was filed for the first time: the one that counts (INT-35). */
  readonly filedOn: string | null;
  readonly figures: Readonly<Record<string, string>>;
  readonly warnings: AnnualReport['warnings'];
  readonly explanations: AnnualReport['explanations'];
  readonly filedBy: string | null;
  readonly opinion: string | null;
  readonly passedOnBy: string | null;
  readonly passedOnOn: string | null;
  readonly receivedOn: string | null;
  readonly returnReason: string | null;
}

/** A figure of another source, for comparison. */
export interface ReferenceFigure {
  readonly year: number;
  readonly key: string;
  readonly source: string;
  readonly value: string;
}
