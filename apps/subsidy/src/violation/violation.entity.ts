import type { ViolationCase, ViolationIntake } from '@jiqun/contracts';

/** A case as it is stored. Days are texts; `version` counts its changes. */
export interface ViolationRow {
  readonly id: string;
  readonly tenant: string;
  readonly awardId: string;
  readonly groupId: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly region: string;
  readonly leadCreditCode: string;
  readonly leadName: string;
  readonly kind: ViolationCase['kind'];
  readonly origin: ViolationCase['origin'];
  readonly intakeId: string | null;
  readonly facts: string;
  readonly clauses: readonly string[];
  readonly state: ViolationCase['state'];
  readonly version: number;
  readonly openedOn: string;
  readonly openedBy: string;
  readonly openedClient: string | null;
  readonly servedOn: string | null;
  /** The later of the last days for a statement and for asking for a hearing. */
  readonly defenceEndsOn: string | null;
  readonly notice: NonNullable<ViolationCase['notice']> | null;
  readonly hearing: NonNullable<ViolationCase['hearing']> | null;
  readonly decidedOn: string | null;
  readonly decidedBy: string | null;
  readonly decidedClient: string | null;
  readonly decision: NonNullable<ViolationCase['decision']> | null;
  /** JSON text that the consequences were derived from, and the SHA-256 of it with them. */
  readonly decisionInputs: string | null;
  readonly decisionSha256: string | null;
  readonly correctBy: string | null;
  readonly correction: NonNullable<ViolationCase['correction']> | null;
  readonly withdrawal: NonNullable<ViolationCase['withdrawal']> | null;
  readonly withdrawalProposedBy: string | null;
  readonly withdrawalProposedClient: string | null;
  readonly withdrawnBy: string | null;
  readonly ending: NonNullable<ViolationCase['ending']> | null;
}

/** A piece of evidence; `chain` is the hash of the piece before it with this one. */
export interface EvidenceRow {
  readonly caseId: string;
  readonly number: number;
  readonly tenant: string;
  readonly sha256: string;
  readonly name: string;
  readonly addedBy: string;
  readonly addedOn: string;
  readonly chain: string;
}

/** A statement or defence. */
export interface ViolationStatementRow {
  readonly id: string;
  readonly tenant: string;
  readonly caseId: string;
  readonly by: string;
  readonly receivedOn: string;
  readonly inTime: boolean;
  readonly text: string;
  readonly document: string | null;
  readonly recordedBy: string;
}

/** A complaint that audit referred. */
export interface IntakeRow {
  readonly id: string;
  readonly tenant: string;
  readonly complaintId: string;
  readonly region: string;
  readonly state: ViolationIntake['state'];
  readonly version: number;
  readonly referred: Pick<ViolationIntake, 'receiver' | 'programme' | 'creditCode' | 'aboutNoun' | 'aboutId' | 'allegation' | 'clause' | 'evidence' | 'referredOn'>;
  readonly violationId: string | null;
  readonly settledBy: string | null;
  readonly settledOn: string | null;
  readonly reason: string | null;
}
