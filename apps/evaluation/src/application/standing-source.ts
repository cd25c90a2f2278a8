import {
  type CheckedStanding, policyVersionSchema, programmeSchema, Refusal, socialCreditCodeSchema, standingContracts, tenantSchema,
} from '@jiqun/contracts';
import { MessageClient } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { AppliedCluster, Application } from './application.entity.js';

/** Where a notice or a panel asks, an application is locked meanwhile: it must not take longer. */
const WITHIN_MS = 3_000;

/** Under which policy, for whose cluster. */
export type StandingQuestion = Pick<Application, 'tenant' | 'programme' | 'policyVersion'> & { readonly cluster: AppliedCluster };

/** Asks audit who is barred (AMC-3.c, SUB-17; INT-22). The question is open to the public, so that a deadline can ask it as well as a person. */
@Injectable()
export class StandingSource {
  constructor(@Inject(MessageClient) private readonly messages: MessageClient) {}

  /**
   * The standing of the organisation that applies, today; undefined for a cluster whose organisation has no social credit code.
   * @throws Refusal SERVICE_UNAVAILABLE, to be tried again, when audit does not answer in time: silence is never taken for a clean standing
   */
  async ask({ tenant, programme, policyVersion, cluster: { applicantCreditCode } }: StandingQuestion): Promise<CheckedStanding | undefined> {
    if (applicantCreditCode === undefined) return undefined;
    const question = {
      tenant: tenantSchema.parse(tenant),
      programme: programmeSchema.parse(programme),
      policyVersion: policyVersionSchema.parse(policyVersion),
      creditCodes: [socialCreditCodeSchema.parse(applicantCreditCode)],
    };
    try {
      return await this.messages.query(standingContracts.check, question, { withinMs: WITHIN_MS });
    } catch (error) {
      if (error instanceof Refusal && !error.toAnswerError().retryable) throw error;
      throw new Refusal('SERVICE_UNAVAILABLE', { service: 'audit' }, { cause: error });
    }
  }
}
