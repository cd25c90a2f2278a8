import type { Objection as ObjectionAnswer } from '@jiqun/contracts';

/** An objection as it is stored. Who raised it is an opaque id; names stay with the identity provider. */
export interface Objection {
  readonly id: string;
  readonly tenant: string;
  readonly noticeId: string;
  readonly applicationId: string;
  readonly state: ObjectionAnswer['state'];
  readonly version: number;
  readonly raisedBy: string;
  readonly raisedClient: string | null;
  readonly identityKind: 'person' | 'organisation';
  /** For the province's industry department alone. */
  readonly contact: string | null;
  readonly grounds: string;
  readonly evidence: string;
  /** SHA-256 of attachments. */
  readonly attachments: readonly string[];
  readonly raisedAt: Date;
  readonly verifiedBy: string | null;
  /** How it is being verified. */
  readonly verification: string | null;
  readonly outcome: 'upheld' | 'not-upheld' | null;
  readonly reasons: string | null;
  readonly answerAttachments: readonly string[] | null;
  readonly answeredBy: string | null;
  readonly answeredAt: Date | null;
  readonly withdrawnAt: Date | null;
  readonly withdrawal: string | null;
}

/** How many objections to an application stand in a state. */
export interface ObjectionCount {
  readonly applicationId: string;
  readonly state: Objection['state'];
  readonly count: number;
}
