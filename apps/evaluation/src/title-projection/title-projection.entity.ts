import type { ClusterChanged, TitleChanged } from '@jiqun/contracts';

/** A title as registry last told of it. Days are texts, `YYYY-MM-DD`. */
export interface TitleProjection {
  readonly titleId: string;
  readonly tenant: string;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly programme: string;
  /** Absent from titles that no policy granted: those of the ministry. */
  readonly policyVersion: string | null;
  readonly level: TitleChanged['level'];
  readonly region: string;
  readonly state: TitleChanged['state'];
  readonly recognisedOn: string;
  readonly validThrough: string | null;
  readonly changedOn: string;
  /** Of the title's events, the number of the last one taken. */
  readonly sequence: string;
}

/** A major change of a cluster, and whether it was reported. */
export interface ClusterChange {
  readonly changeId: string;
  readonly tenant: string;
  readonly clusterId: string;
  readonly kind: ClusterChanged['kind'];
  readonly changedOn: string;
  readonly reportDueOn: string | null;
  readonly reportedOn: string | null;
  readonly sequence: string;
}
