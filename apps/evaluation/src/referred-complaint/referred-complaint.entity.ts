import type { ReferredComplaint } from '@jiqun/contracts';

/** A complaint about a recognition that audit handed over; its id is audit's. */
export interface ReferredComplaintRow {
  readonly id: string;
  readonly tenant: string;
  readonly region: string;
  readonly programme: string | null;
  readonly creditCode: string | null;
  readonly aboutNoun: string | null;
  readonly aboutId: string | null;
  readonly clause: string | null;
  readonly allegation: string;
  readonly evidence: readonly string[];
  readonly referredOn: string;
  readonly state: ReferredComplaint['state'];
  readonly version: number;
  readonly findingId: string | null;
  readonly reason: string | null;
  readonly settledBy: string | null;
}
