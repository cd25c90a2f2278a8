import type { GroupObjection } from '@jiqun/contracts';

/** An objection as it is stored. Who raised it is an opaque id, or `public`; how to reach them is kept apart. */
export interface Objection {
  readonly id: string;
  readonly tenant: string;
  readonly noticeId: string;
  readonly groupId: string;
  /** One project; null where it is the whole group. */
  readonly projectId: string | null;
  readonly state: GroupObjection['state'];
  readonly version: number;
  readonly raisedBy: string;
  readonly raisedClient: string | null;
  readonly grounds: string;
  /** SHA-256 of documents. */
  readonly evidence: readonly string[];
  readonly raisedAt: Date;
  readonly verifiedBy: string | null;
  /** How it is being verified. */
  readonly verification: string | null;
  readonly outcome: 'upheld' | 'not-upheld' | null;
  readonly reasons: string | null;
  readonly answerEvidence: readonly string[] | null;
  readonly answeredBy: string | null;
  readonly answeredAt: Date | null;
  readonly withdrawnAt: Date | null;
  readonly withdrawal: string | null;
}

/** How to reach who objected: for those alone who verify. */
export interface ObjectionContact {
  readonly objectionId: string;
  readonly tenant: string;
  readonly kind: 'person' | 'organisation';
  readonly contact: string;
}
