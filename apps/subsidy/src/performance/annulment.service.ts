import { localDateSchema, performanceContracts, type AnnulConclusion, type ConfirmAnnulment, type Performance } from '@jiqun/contracts';
import { CommandRunner, fourEyes, type Request, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AwardSubjectRepository } from '../award-subject/award-subject.repository.js';
import { InstalmentService } from '../instalment/instalment.service.js';
import { OrderedSanctionService } from '../ordered-sanction/ordered-sanction.service.js';
import { AgreedOffsets } from '../recovery/agreed-offsets.js';
import { clauseForbids, handsOf } from '../refusals.js';
import type { PerformanceRow } from './performance.entity.js';
import { performanceLifecycle } from './performance.lifecycle.js';
import { aggregateOf, PerformanceRecords } from './performance-records.js';

/** What becomes of a conclusion that was annulled on review (SUB-16): two people, neither of whom concluded it. */
@Injectable()
export class AnnulmentService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PerformanceRecords) private readonly records: PerformanceRecords,
    @Inject(AwardSubjectRepository) private readonly subjects: AwardSubjectRepository,
    @Inject(InstalmentService) private readonly instalments: Pick<InstalmentService, 'withdrawStop'>,
    @Inject(OrderedSanctionService) private readonly sanctions: OrderedSanctionService,
    @Inject(AgreedOffsets) private readonly offsets: Pick<AgreedOffsets, 'revive'>,
  ) {}

  /** Proposes it, by another person than the one who concluded. A second proposal takes the place of the first. @throws Refusal FOUR_EYES */
  async annul(request: AnnulConclusion, { call }: Request): Promise<Performance> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.records.taken(transaction, performanceContracts.annul, request);
      const { target } = transition(performanceLifecycle, taken.state, 'annul');
      const { person, client } = call.caller;
      fourEyes(handsOf(taken.concludedBy ?? '', taken.concludedClient), call.caller, performanceContracts.annul.permission);
      const { document, reason } = request;
      const annulment = { document, reason, proposedBy: person, proposedOn: localDateSchema.parse(transaction.today) };
      const changed = { ...taken, state: target, annulment, annulmentProposedBy: person, annulmentProposedClient: client ?? null };
      return (await this.records.written(transaction, changed, { action: 'performance.annul', reason, detail: { document } })).answer;
    });
  }

  /**
   * Confirms it, by a third person: payments go on unless another decision stops them, and audit withdraws the bar.
   * @throws Refusal FOUR_EYES, CLAUSE_FORBIDS where nobody has proposed it
   */
  async confirm(request: ConfirmAnnulment, { call }: Request): Promise<Performance> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.records.taken(transaction, performanceContracts.confirmAnnulment, request);
      const { target, clause = '' } = transition(performanceLifecycle, taken.state, 'confirm-annulment');
      const { permission } = performanceContracts.confirmAnnulment;
      const { annulment, annulmentProposedBy, annulmentProposedClient } = taken;
      if (annulment === null || annulmentProposedBy === null) {
        const message = { zh: '尚未提请撤销；请先由一人依据复查文书提请。', en: 'Nobody has proposed the annulment; propose it with its document first.' };
        throw clauseForbids(permission.action, 'proposal', message, clause);
      }
      fourEyes(handsOf(taken.concludedBy ?? '', taken.concludedClient), call.caller, permission);
      fourEyes(handsOf(annulmentProposedBy, annulmentProposedClient), call.caller, permission);
      const { person } = call.caller;
      const { document, reason } = annulment;
      const paymentsResumed = await this.#resume(transaction, taken, taken.evaluation?.clause ?? clause, reason);
      await this.sanctions.withdraw(transaction, { aggregate: aggregateOf({ id: taken.id, version: taken.version + 1 }), orderId: taken.id, document });
      const confirmed = { ...annulment, confirmedBy: person, confirmedOn: localDateSchema.parse(transaction.today), paymentsResumed };
      const entry = { action: permission.action, clause: taken.evaluation?.clause ?? clause, reason, detail: { document, paymentsResumed } };
      const { row, answer } = await this.records.written(transaction, { ...taken, state: target, annulment: confirmed, annulledBy: person }, entry);
      this.records.tell(transaction, performanceContracts.annulled, row);
      return answer;
    });
  }

  /** @returns whether payments that were stopped go on */
  async #resume(transaction: Transaction, { id, tenant, awardId, state }: PerformanceRow, clause: string, reason: string): Promise<boolean> {
    const { manager } = transaction;
    const award = await this.subjects.lock(manager, tenant, awardId);
    if (state !== 'sanctioned' || award?.state !== 'stopped' || (await this.subjects.hasOtherGround(manager, awardId, id))) return false;
    await this.instalments.withdrawStop(transaction, awardId, clause, reason, id);
    await this.offsets.revive(transaction, awardId);
    return true;
  }
}
