/** What can be used once only: an invoice of a supplier, a piece of equipment, a project, a file as evidence. */
export const usageKinds = ['invoice', 'serial', 'project', 'evidence'] as const;

/** One of `usageKinds`. */
export type UsageKind = (typeof usageKinds)[number];

/** One use of something by a line or a project. */
export interface UsageKey {
  readonly kind: UsageKind;
  /** Normalised, so that two spellings of one thing are one key. */
  readonly key: string;
  /** The line, or the project itself. */
  readonly subjectId: string;
  readonly projectId: string;
}

/** The same thing used by two: found on the one that came later. */
export interface DuplicateFinding {
  readonly id: string;
  readonly tenant: string;
  readonly groupId: string;
  readonly kind: UsageKind;
  readonly key: string;
  readonly subjectId: string;
  readonly projectId: string;
  readonly otherGroupId: string;
  readonly otherSubjectId: string;
  readonly otherProjectId: string;
  /** Of the group on which it was found. */
  readonly region: string;
  readonly state: 'open' | 'explained' | 'accepted' | 'declined' | 'gone';
  readonly version: number;
  readonly foundAt: Date;
  readonly explanation: string | null;
  readonly explainedBy: string | null;
  readonly explainedAt: Date | null;
  readonly reason: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
}

/** A thing with two uses, before it is a finding. */
export type FoundUse = Pick<DuplicateFinding, 'kind' | 'key' | 'subjectId' | 'projectId' | 'otherGroupId' | 'otherSubjectId' | 'otherProjectId'>;

/** A key that several subjects of a tenant use. */
export interface ScannedKey {
  readonly kind: DuplicateFinding['kind'];
  readonly key: string;
  readonly count: number;
  readonly uses: readonly { readonly groupId: string; readonly projectId: string; readonly subjectId: string }[];
  readonly total: number;
}
