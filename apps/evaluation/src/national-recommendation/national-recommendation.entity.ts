import type { NationalRecommendation } from '@jiqun/contracts';

/** A recommendation as it is stored. Days are texts, `YYYY-MM-DD`; `version` counts its changes. */
export interface NationalRecommendationRow {
  readonly id: string;
  readonly tenant: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly clause: string;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly region: string;
  readonly state: NationalRecommendation['state'];
  readonly version: number;
  readonly grounds: string;
  readonly draftedBy: string;
  readonly draftedClient: string | null;
  readonly draftedOn: string;
  /** The valid provincial title that it rests on, as it stood when it was submitted. */
  readonly titleId: string | null;
  readonly waiver: NonNullable<NationalRecommendation['waiver']> | null;
  readonly submittedBy: string | null;
  readonly submittedOn: string | null;
  readonly submission: NonNullable<NationalRecommendation['submission']> | null;
  readonly outcome: NonNullable<NationalRecommendation['outcome']> | null;
}
