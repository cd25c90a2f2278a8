import { policyVersionSchema, socialCreditCodeSchema, tenantSchema, type CheckedStanding } from '@jiqun/contracts';
import { lockEnterprises, newId, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { barredIn, barredRefusal } from './bars.js';
import { StandingCheckRepository } from './standing-check.repository.js';
import { StandingSource } from './standing-source.js';

/** As many enterprises as one question to audit holds. */
const CODES_A_QUESTION = 200;

/** Whose standing is asked on behalf of what. */
export interface StandingSubject {
  readonly creditCodes: readonly string[];
  readonly about: { readonly noun: string; readonly id: string };
}

/** Under which policy and at which of its gates a standing is asked. */
export interface GateTerms {
  readonly programme: string;
  readonly policyVersion: string;
  /** The place in the procedure: `application`, `public-notice`, `plan`, `payment`. */
  readonly gate: string;
  /** The clause that asks for the check (SUB-6-2). */
  readonly clause: string;
}

/** One question of a gate. */
export interface GateQuestion extends GateTerms, StandingSubject {
  /** `refuse`: a bar ends the command; `tell`: the caller acts on the answer. */
  readonly mode: 'refuse' | 'tell';
}

/**
 * Asks audit who is barred, at every gate (SUB-6-2, SUB-13.c, SUB-16, SUB-17), inside the command that gives something. The enterprises
 * are locked first, so that a ban or listing either is in the answer or commits after what is given (`lockEnterprises`); the answer and
 * its time are stored with the decision. Lock what else the command needs before.
 */
@Injectable()
export class StandingGate {
  constructor(
    @Inject(StandingSource) private readonly source: StandingSource,
    @Inject(StandingCheckRepository) private readonly checks: StandingCheckRepository,
  ) {}

  /**
   * @returns the standings, in the order of the codes
   * @throws Refusal CLAUSE_FORBIDS naming enterprise, list or sanction, clause and end, with `refuse`; SERVICE_UNAVAILABLE when audit does not answer
   */
  async require(transaction: Transaction, { creditCodes, about, mode, ...terms }: GateQuestion): Promise<CheckedStanding> {
    const [answer] = await this.ask(transaction, terms, [{ creditCodes, about }]);
    if (answer === undefined) throw new Error('A question about nobody');
    const barred = barredIn(answer);
    if (mode === 'refuse' && barred.length > 0) throw barredRefusal(`standing.check ${terms.gate}`, terms.clause, barred);
    return answer;
  }

  /**
   * The same for many subjects at once, each with an answer of its own, in their order; nothing is refused. Locked in one order, asked
   * in as few questions as hold all codes.
   * @throws Refusal SERVICE_UNAVAILABLE when audit does not answer
   */
  async ask(transaction: Transaction, terms: GateTerms, subjects: readonly StandingSubject[]): Promise<readonly CheckedStanding[]> {
    const { tenant } = transaction.call.caller;
    const codes = [...new Set(subjects.flatMap(({ creditCodes }) => creditCodes))].toSorted();
    await lockEnterprises(transaction.manager, 'shared', tenant, codes);
    const whole = await this.#askAll(tenant, terms, codes);
    const known = new Map(whole.standings.map((standing) => [standing.creditCode as string, standing]));
    return subjects.map(({ creditCodes, about }) => {
      const standings = creditCodes.map((code) => known.get(code)).filter((standing) => standing !== undefined);
      // An answer that leaves somebody out says nothing about them.
      if (standings.length !== creditCodes.length) throw new Error('Audit did not answer about every enterprise');
      const answer: CheckedStanding = { on: whole.on, askedAt: whole.askedAt, standings };
      this.#keep(transaction, terms, about, answer);
      return answer;
    });
  }

  async #askAll(tenant: string, { programme, policyVersion }: GateTerms, codes: readonly string[]): Promise<CheckedStanding> {
    const answers: CheckedStanding[] = [];
    for (let at = 0; at < codes.length; at += CODES_A_QUESTION) {
      const creditCodes = codes.slice(at, at + CODES_A_QUESTION).map((code) => socialCreditCodeSchema.parse(code));
      const question = { tenant: tenantSchema.parse(tenant), programme: programme as never, policyVersion: policyVersionSchema.parse(policyVersion), creditCodes };
      answers.push(await this.source.ask(question));
    }
    const [first] = answers;
    if (first === undefined) throw new Error('A question about nobody');
    return { on: first.on, askedAt: first.askedAt, standings: answers.flatMap(({ standings }) => standings) };
  }

  #keep(transaction: Transaction, { programme, policyVersion, gate, clause }: GateTerms, about: StandingSubject['about'], answer: CheckedStanding): void {
    const isClear = barredIn(answer).length === 0;
    const { tenant } = transaction.call.caller;
    // The time of the answer is audit's word; the row's order is that of its id.
    this.checks.insert(transaction, {
      id: newId(), tenant, gate, noun: about.noun, objectId: about.id, programme, policyVersion, clause, isClear, askedAt: transaction.now, answer,
    });
  }
}
