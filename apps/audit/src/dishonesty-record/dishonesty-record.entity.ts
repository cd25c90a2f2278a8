import type { DishonestyRecord } from '@jiqun/contracts';

/** A dishonesty record. */
export interface DishonestyRecordRow {
  readonly id: string;
  readonly tenant: string;
  readonly creditCode: string;
  readonly name: string | null;
  readonly clause: string;
  readonly programme: string;
  readonly matter: DishonestyRecord['matter'];
  readonly facts: string | null;
  readonly document: string;
  readonly decidedOn: string;
  readonly orderId: string | null;
  readonly state: DishonestyRecord['state'];
  readonly version: number;
  readonly publishedFrom: string;
  readonly publishedThrough: string;
}

/** What happened to a record; its number is the record's version after it. */
export interface DishonestyStep {
  readonly step: DishonestyRecord['history'][number]['step'];
  readonly publishedThrough: string;
  readonly reason: string | null;
  readonly document: string | null;
  readonly person: string;
  readonly recordedAt: Date;
}

/** That the credit platform has received a record. */
export interface SubmissionRow {
  readonly submittedOn: string;
  readonly platform: string;
  readonly receipt: string;
  readonly exportSha256: string | null;
}
