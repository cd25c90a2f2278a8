import type { CheckedStanding } from '@jiqun/contracts';

/** An answer of audit's on which something was decided: never changed. */
export interface StandingCheck {
  readonly id: string;
  readonly tenant: string;
  /** Where in the procedure it was asked: `application`, `public-notice`, `plan`, `payment`. */
  readonly gate: string;
  readonly noun: string;
  readonly objectId: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly clause: string;
  /** Nobody asked about is barred. */
  readonly isClear: boolean;
  readonly askedAt: Date;
  readonly answer: CheckedStanding;
}
