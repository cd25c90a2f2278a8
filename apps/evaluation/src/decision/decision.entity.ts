import type { DecisionRecord } from '@jiqun/contracts';

/** A decision as it is stored: never changed. */
export interface DecisionRow {
  readonly id: string;
  readonly tenant: string;
  readonly purpose: DecisionRecord['purpose'];
  readonly subjectType: string;
  readonly subjectId: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly calendarVersion: string;
  readonly asOf: string;
  readonly verdict: DecisionRecord['verdict'];
  readonly inputs: string;
  readonly explanation: string;
  readonly sha256: string;
  readonly decidedAt: Date;
}
