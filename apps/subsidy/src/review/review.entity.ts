/** What was done to a project group, once: never changed. */
export interface GroupEntry {
  readonly id: string;
  readonly tenant: string;
  readonly groupId: string;
  readonly yearId: string;
  /** The submission that it was about. */
  readonly contentNumber: number;
  readonly step: string;
  readonly kind: 'signed' | 'taken-back' | 'completed' | 'returned' | 'rejected' | 'left-off-notice' | 'project-fallen' | 'fallen';
  /** In which role; null for what no person did. */
  readonly role: string | null;
  readonly person: string;
  readonly client: string | null;
  readonly policyVersion: string;
  readonly clause: string | null;
  readonly text: string;
  /** What the decision rested on, so that it can be followed again. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly recordedAt: Date;
}

/** A side's signature under one submission (SUB-8). */
export interface GroupSignature {
  readonly groupId: string;
  readonly step: string;
  readonly contentNumber: number;
  /** Position among the sides of the policy's step. */
  readonly side: number;
  readonly tenant: string;
  readonly role: string;
  readonly person: string;
  readonly client: string | null;
  readonly signedAt: Date;
}

/** What reviewers found of one project. */
export interface ProjectResult {
  readonly projectId: string;
  readonly score: string;
  readonly isSupported: boolean;
  readonly opinion: string;
  readonly recommended?: string;
}

/** The result of an expert group or a third party about one submission: never changed (SUB-9). */
export interface GroupResult {
  readonly id: string;
  readonly tenant: string;
  readonly groupId: string;
  readonly contentNumber: number;
  readonly kind: 'expert-group' | 'third-party';
  readonly heldOn: string;
  /** By the code of the pool, never by name. */
  readonly experts: readonly { readonly expertId: string; readonly code: string; readonly declaration: string }[];
  readonly thirdParty: { readonly organisation: string; readonly creditCode: string; readonly contractNumber: string; readonly declaration: string } | null;
  readonly report: string;
  readonly projects: readonly ProjectResult[];
  readonly opinion: string;
  readonly recordedBy: string;
  readonly recordedAt: Date;
}

/** Whether a project is proposed for support, and if not, why (SUB-9, SUB-5.a, SUB-10.a). */
export interface ProposedProject {
  readonly groupId: string;
  readonly projectId: string;
  readonly tenant: string;
  readonly yearId: string;
  readonly name: string;
  readonly state: 'proposed' | 'left-out' | 'fallen';
  readonly clause: string | null;
  readonly reason: string | null;
  readonly decidedBy: string;
  readonly decidedAt: Date;
}

/** A stay of a group at a step. */
export interface GroupStay {
  readonly number: number;
  readonly step: string;
  readonly enteredAt: Date;
  readonly leftAt: Date | null;
  readonly suspendedMs: string;
}

/** A group that waits at a step. */
export interface WaitingGroup {
  readonly id: string;
  readonly yearId: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly clusterName: string;
  readonly leadName: string;
  readonly region: string;
  readonly step: string;
  readonly version: number;
  readonly since: Date | null;
}

/** A group of a year's reserve, with the projects that are supported. */
export interface ReservedGroup {
  readonly id: string;
  readonly yearId: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly clusterName: string;
  readonly clusterLevel: string | null;
  readonly leadName: string;
  readonly leadCreditCode: string;
  readonly region: string;
  readonly version: number;
  readonly projectIds: readonly string[];
  readonly reservedAt: Date;
}
