import type { Call as CallAnswer, CallTerms } from '@jiqun/contracts';

/** A call as it is stored. */
export interface Call {
  readonly id: string;
  readonly tenant: string;
  readonly programme: string;
  /** The version that the call was published from; null until then. */
  readonly policyVersion: string | null;
  readonly terms: CallTerms;
  readonly state: CallAnswer['state'];
  readonly version: number;
  readonly publishedAt: Date | null;
  readonly draftedBy: string;
}

/** A call that was published: it keeps to its version of the policy. */
export type PublishedCall = Call & { readonly policyVersion: string };
