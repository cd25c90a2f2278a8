import type { ProjectGroup as ProjectGroupAnswer, ProjectGroupContent } from '@jiqun/contracts';

/** What of a cluster a group rests on, as the registry gave it when it was asked. */
export interface GroupCluster {
  readonly id: string;
  readonly name: string;
  /** The region in which it is registered. */
  readonly region: string;
  /** The part that the leading enterprise has in it; absent for one that is no member. */
  readonly leadRole?: 'leading' | 'member';
  /** The day as of which the registry was asked. */
  readonly askedAt: string;
}

/** The level of a cluster; `none` where it holds no valid title. */
export type ClusterLevel = 'world' | 'national' | 'provincial' | 'none';

/** A project group as it is stored. */
export interface ProjectGroup {
  readonly id: string;
  readonly tenant: string;
  readonly yearId: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly cluster: GroupCluster;
  /** Of the day of submission, and from the closing on of the closing day (INT-19); null before the first submission. */
  readonly clusterLevel: ClusterLevel | null;
  /** Whether `clusterLevel` is that of the closing day. */
  readonly levelClosed: boolean;
  readonly leadCreditCode: string;
  readonly leadName: string;
  /** The region whose departments review: where the leading enterprise operates. */
  readonly region: string;
  /** The prefecture in which that region lies, or the region itself where it reports to the province. */
  readonly prefecture: string;
  /** Opaque ids of the people who write at it. */
  readonly editors: readonly string[];
  readonly state: ProjectGroupAnswer['state'];
  /** While under review or returned, the step of the policy's procedure to be completed next; null otherwise. */
  readonly step: string | null;
  readonly version: number;
  readonly content: ProjectGroupContent;
  readonly contentNumber: number;
  readonly updatedAt: Date;
}

/** A group without what it states. */
export type ListedGroup = Omit<ProjectGroup, 'content'>;

/** When a draft was saved, and by whom. */
export interface GroupDraft {
  readonly version: number;
  readonly savedAt: Date;
  readonly person: string;
}

/** What was submitted: frozen. */
export interface GroupSubmission {
  readonly groupId: string;
  readonly number: number;
  readonly tenant: string;
  /** JSON text of the content with its lines; its SHA-256 is the receipt's. */
  readonly content: string;
  readonly sha256: string;
  /** The decision as policy-core gave it, and what it was asked: JSON texts, to be derived again. */
  readonly decision: string;
  readonly decisionInputs: string;
  readonly verdict: string;
  /** What audit answered about the enterprises at the gate, JSON text. */
  readonly standing: string;
  readonly submittedAt: Date;
  readonly submittedBy: string;
}

/** A submission as lists show it. */
export type Receipt = Pick<GroupSubmission, 'number' | 'sha256' | 'submittedAt'>;

/** What the registry said about a cluster's level, and for which day (INT-19). */
export interface LevelAnswer {
  readonly id: string;
  readonly tenant: string;
  readonly groupId: string;
  readonly purpose: 'submission' | 'closing';
  readonly asOf: string;
  readonly level: ClusterLevel;
  /** The registry's answer, whole. */
  readonly answer: unknown;
  readonly recordedAt: Date;
}

/** A project of a group, as far as lines and other services point to it. */
export interface ProjectRow {
  readonly groupId: string;
  readonly id: string;
  readonly tenant: string;
  readonly position: number;
  readonly name: string;
  readonly type: string;
  readonly region: string;
  readonly startsOn: string;
  readonly endsOn: string;
  readonly participants: readonly string[];
}
