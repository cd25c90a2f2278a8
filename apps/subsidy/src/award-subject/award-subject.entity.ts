/** What of an award a case about it rests on. */
export interface AwardSubject {
  readonly id: string;
  readonly tenant: string;
  readonly programme: string;
  readonly policyVersion: string;
  readonly groupId: string;
  readonly region: string;
  readonly leadCreditCode: string;
  readonly leadName: string;
  readonly state: string;
}

/** An instalment as far as a case cares for it. */
export interface SubjectInstalment {
  readonly id: string;
  readonly awardId: string;
  readonly year: number;
  readonly amount: bigint;
  readonly offset: bigint;
  readonly state: string;
}

/** A person of an enterprise, with the social credit codes of those that they act for. */
export interface AwardParty {
  readonly person: string;
  readonly organisations: readonly string[];
}
