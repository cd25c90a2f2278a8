import {
  fenOf, localDateSchema, moneyOf, recoveryContracts, Refusal, violationContracts, type ConfirmViolationWithdrawal, type DemandRecovery, type Recovery, type ViolationCase,
  type WithdrawViolation,
} from '@jiqun/contracts';
import { CommandRunner, fourEyes, installedRegions, permitsObject, type Request, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AwardSubjectRepository } from '../award-subject/award-subject.repository.js';
import { InstalmentService } from '../instalment/instalment.service.js';
import { OrderedSanctionService } from '../ordered-sanction/ordered-sanction.service.js';
import { AgreedOffsets } from '../recovery/agreed-offsets.js';
import { RecoveryDebts } from '../recovery/recovery-debts.js';
import { toRecovery } from '../recovery/recovery.mapper.js';
import { clauseForbids, handsOf, invalidAt } from '../refusals.js';
import { recoveryClause } from './consequences.js';
import { aggregateOf, ViolationCases } from './violation-cases.js';
import { violationLifecycle } from './violation.lifecycle.js';
import { ViolationRepository } from './violation.repository.js';

/** What becomes of a decision later: a further demand, and the withdrawal of one that was annulled on review. */
@Injectable()
export class ViolationWithdrawalService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ViolationRepository) private readonly cases: ViolationRepository,
    @Inject(ViolationCases) private readonly shared: ViolationCases,
    @Inject(AwardSubjectRepository) private readonly subjects: AwardSubjectRepository,
    @Inject(InstalmentService) private readonly instalments: Pick<InstalmentService, 'withdrawStop'>,
    @Inject(RecoveryDebts) private readonly recoveries: RecoveryDebts,
    @Inject(OrderedSanctionService) private readonly sanctions: OrderedSanctionService,
    @Inject(AgreedOffsets) private readonly offsets: Pick<AgreedOffsets, 'revive'>,
  ) {}

  /** Proposes the withdrawal, by another person than the one who decided. @throws Refusal FOUR_EYES */
  async withdraw(request: WithdrawViolation, { call }: Request): Promise<ViolationCase> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.shared.taken(transaction, violationContracts.withdraw, request);
      const { target } = transition(violationLifecycle, taken.state, 'withdraw');
      const { person, client } = call.caller;
      fourEyes(handsOf(taken.decidedBy ?? '', taken.decidedClient), call.caller, violationContracts.withdraw.permission);
      const { document, reason } = request;
      const withdrawal = { document, reason, proposedBy: person, proposedOn: localDateSchema.parse(transaction.today) };
      const changed = { ...taken, state: target, withdrawal, withdrawalProposedBy: person, withdrawalProposedClient: client ?? null };
      return (await this.shared.written(transaction, changed, { action: 'violation.withdraw', reason, detail: { document } })).answer;
    });
  }

  /**
   * Confirms it, by a third person: what is left of the debts is withdrawn, and payments go on unless another decision stops them. What was
   * paid back is told, since it is owed to the enterprise; audit is told to withdraw what it imposed.
   * @throws Refusal FOUR_EYES, CLAUSE_FORBIDS
   */
  async confirmWithdrawal(request: ConfirmViolationWithdrawal, { call }: Request): Promise<ViolationCase> {
    return await this.commands.run(call, async (transaction) => {
      const { taken, award } = await this.shared.takenWithAward(transaction, violationContracts.confirmWithdrawal, request);
      const { target } = transition(violationLifecycle, taken.state, 'confirm-withdrawal');
      const { permission } = violationContracts.confirmWithdrawal;
      const clause = taken.decision?.consequences[0]?.clause ?? taken.clauses[0] ?? '';
      if (taken.withdrawal === null || taken.withdrawalProposedBy === null) {
        const message = { zh: '尚未提请撤销；请先由一人依据复查文书提请。', en: 'Nobody has proposed the withdrawal; propose it with its document first.' };
        throw clauseForbids('violation.confirm-withdrawal', 'proposal', message, clause);
      }
      fourEyes(handsOf(taken.decidedBy ?? '', taken.decidedClient), call.caller, permission);
      fourEyes(handsOf(taken.withdrawalProposedBy, taken.withdrawalProposedClient), call.caller, permission);
      const { document, reason } = taken.withdrawal;
      const paidBack = await this.recoveries.withdraw(transaction, taken.id, document);
      if (award.state === 'stopped' && !(await this.subjects.hasOtherGround(transaction.manager, award.id, taken.id))) {
        await this.instalments.withdrawStop(transaction, award.id, clause, reason, taken.id);
        await this.offsets.revive(transaction, award.id);
      }
      await this.sanctions.withdraw(transaction, { aggregate: aggregateOf({ id: taken.id, version: taken.version + 1 }), orderId: taken.id, document });
      const { person } = call.caller;
      const withdrawal = {
        ...taken.withdrawal, confirmedBy: person, confirmedOn: localDateSchema.parse(transaction.today), paidBack: moneyOf(paidBack),
      };
      const entry = { action: 'violation.confirm-withdrawal', clause, reason, detail: { document, paidBack: moneyOf(paidBack) } };
      const { row, answer } = await this.shared.written(transaction, { ...taken, state: target, withdrawal, withdrawnBy: person }, entry);
      this.shared.tell(transaction, violationContracts.withdrawn, row, { document });
      return answer;
    });
  }

  /** Demands back what arrived after the decision, by another person than the one who decided. @throws Refusal FOUR_EYES, CLAUSE_FORBIDS, STATE_FORBIDS */
  async demand(request: DemandRecovery, { call }: Request): Promise<Recovery> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, today } = transaction;
      const { tenant } = call.caller;
      const { violationId, amount, basis, dueOn, document, interest = null } = request;
      const { permission } = recoveryContracts.demand;
      const awardId = await this.cases.awardOf(manager, tenant, violationId);
      const award = awardId === undefined ? undefined : await this.subjects.lock(manager, tenant, awardId);
      const taken = await this.cases.lock(manager, tenant, violationId);
      if (award === undefined || taken === undefined) throw invalidAt('violationId', '没有这个案件，请核对编号', 'there is no such case; check the identifier');
      permitsObject(permission, call.caller, { tenant: taken.tenant, region: taken.region }, installedRegions());
      if (taken.state !== 'established') throw new Refusal('STATE_FORBIDS', { action: permission.action, state: taken.state });
      fourEyes(handsOf(taken.decidedBy ?? '', taken.decidedClient), call.caller, permission);
      if (dueOn < today) throw invalidAt('dueOn', '退回期限不得早于今天', 'the day by which it is due is not before today');
      const clause = recoveryClause(await this.shared.policyOf(taken)) ?? '';
      const row = await this.recoveries.demand(transaction, { award, violationId, clause, amount: fenOf(amount), basis, document, dueOn, interest });
      return toRecovery(row, { payments: [], offsets: [], writeOffs: [], refunds: [] });
    });
  }
}
