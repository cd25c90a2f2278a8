import type { Complaint } from '@jiqun/contracts';

/** A complaint or a report of a violation. */
export interface ComplaintRow {
  readonly id: string;
  readonly tenant: string;
  readonly region: string;
  readonly programme: string | null;
  readonly creditCode: string | null;
  readonly aboutNoun: string | null;
  readonly aboutId: string | null;
  readonly text: string;
  /** The way by which it came to an official; null for one that was filed by the public. */
  readonly source: string | null;
  readonly recordedBy: string | null;
  readonly filedOn: string;
  readonly state: Complaint['state'];
  readonly version: number;
  readonly receiver: NonNullable<Complaint['receiver']> | null;
  readonly referral: NonNullable<Complaint['referral']> | null;
  readonly rejection: NonNullable<Complaint['rejection']> | null;
  readonly answer: NonNullable<Complaint['answer']> | null;
}

/** A piece of evidence as a link of its complaint's chain. */
export interface EvidenceRow {
  readonly number: number;
  readonly sha256: string;
  readonly description: string;
  readonly addedBy: string;
  readonly addedAt: Date;
  readonly previous: string;
  readonly hash: string;
}
