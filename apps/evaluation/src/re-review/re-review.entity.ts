import type { ReReview } from '@jiqun/contracts';

/** A re-review as it is stored. Days are texts, `YYYY-MM-DD`; `version` counts its changes. */
export interface ReReviewRow {
  readonly id: string;
  readonly tenant: string;
  readonly titleId: string;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly region: string;
  readonly clause: string;
  readonly state: ReReview['state'];
  readonly version: number;
  readonly openedOn: string;
  readonly termEnd: string;
  readonly appliedOn: string | null;
  readonly application: NonNullable<ReReview['application']> | null;
  readonly assessedBy: string | null;
  readonly assessedClient: string | null;
  readonly assessment: NonNullable<ReReview['assessment']> | null;
  readonly decidedBy: string | null;
  readonly decidedOn: string | null;
  readonly outcome: NonNullable<ReReview['outcome']> | null;
  readonly validThrough: string | null;
}

/** A goal of the three-year plan in the application by which a cluster was recognised. */
export interface PlanGoal {
  readonly key: string;
  readonly title: string;
  readonly target: string;
}
