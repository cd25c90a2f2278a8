import { Refusal, type DecisionRecord, type DecisionReplay } from '@jiqun/contracts';
import type { Decision } from '@jiqun/policy-core';
import { newId, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { CalendarCatalogue } from '../calendar/calendar-catalogue.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { sha256Of } from '../policy/policy.mapper.js';
import { asking } from '../policy/policy-refusal.js';
import { decide, type DecisionInputs } from './decide.js';
import type { DecisionRow } from './decision.entity.js';
import { toDecisionRecord } from './decision.mapper.js';
import { DecisionRepository } from './decision.repository.js';

/** What a decision is about. */
export interface DecisionSubject {
  readonly purpose: DecisionRow['purpose'];
  readonly type: string;
  readonly id: string;
  readonly programme: string;
  readonly policyVersion: string;
}

/** Decisions by the documents: made, kept with all that they rest on, derived again. */
@Injectable()
export class DecisionService {
  constructor(
    @Inject(DecisionRepository) private readonly decisions: DecisionRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(CalendarCatalogue) private readonly calendars: CalendarCatalogue,
  ) {}

  /** Decides without a trace: self-checks, simulations. @throws Refusal INVALID_REQUEST, NOT_FOUND */
  async ask(programme: string, version: string, inputs: DecisionInputs): Promise<Decision> {
    const policy = await this.catalogue.policyOf(programme, version);
    return asking(() => decide(policy, inputs));
  }

  /** Decides and keeps the decision with the transaction. @returns its id beside it */
  async decide(transaction: Transaction, subject: DecisionSubject, inputs: DecisionInputs): Promise<{ id: string; decision: Decision }> {
    const decision = await this.ask(subject.programme, subject.policyVersion, inputs);
    const explanation = JSON.stringify(decision);
    const id = newId();
    this.decisions.insert(transaction, {
      id,
      tenant: transaction.call.caller.tenant,
      purpose: subject.purpose,
      subjectType: subject.type,
      subjectId: subject.id,
      programme: subject.programme,
      policyVersion: subject.policyVersion,
      calendarVersion: (await this.calendars.current()).version,
      asOf: inputs.question.asOf,
      verdict: decision.verdict,
      inputs: JSON.stringify(inputs),
      explanation,
      sha256: sha256Of(explanation),
      decidedAt: transaction.now,
    });
    return { id, decision };
  }

  /** @throws Refusal NOT_FOUND, also for another tenant's */
  async get(id: string, request: Pick<Request, 'caller'>): Promise<DecisionRecord> {
    return toDecisionRecord(await this.#required(id, request));
  }

  /** Derives a decision again from its inputs alone. @throws Refusal NOT_FOUND */
  async replay(id: string, request: Pick<Request, 'caller'>): Promise<DecisionReplay> {
    const row = await this.#required(id, request);
    const inputs = JSON.parse(row.inputs) as DecisionInputs;
    const derived = sha256Of(JSON.stringify(await this.ask(row.programme, row.policyVersion, inputs)));
    return { id, equal: derived === row.sha256 && sha256Of(row.explanation) === row.sha256, recorded: row.sha256, derived };
  }

  async #required(id: string, { caller }: Pick<Request, 'caller'>): Promise<DecisionRow> {
    const row = await this.decisions.find(id);
    if (row === undefined || row.tenant !== caller.tenant) throw new Refusal('NOT_FOUND', { noun: 'decision', id });
    return row;
  }
}
