import { Refusal, standingContracts, type CheckedStanding, type CheckStanding } from '@jiqun/contracts';
import { MessageClient } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

/** The locks of a transaction are held while audit is asked: it must not take longer. */
const WITHIN_MS = 2_000;

/** Asks audit who is barred. The question is open to the public, so that a deadline can ask it as well as a person. */
@Injectable()
export class StandingSource {
  constructor(@Inject(MessageClient) private readonly messages: MessageClient) {}

  /** @throws Refusal SERVICE_UNAVAILABLE, to be tried again, when audit does not answer in time: silence is never taken for a clean standing */
  async ask(question: CheckStanding): Promise<CheckedStanding> {
    try {
      return await this.messages.query(standingContracts.check, question, { withinMs: WITHIN_MS });
    } catch (error) {
      if (error instanceof Refusal && !error.toAnswerError().retryable) throw error;
      throw new Refusal('SERVICE_UNAVAILABLE', { service: 'audit' }, { cause: error });
    }
  }
}
