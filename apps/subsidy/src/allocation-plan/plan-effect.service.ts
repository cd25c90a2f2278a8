import { allocationPlanContracts, awardContracts, instalmentContracts, moneyOf, type AllocationPlan, type AllocationPlanStep } from '@jiqun/contracts';
import { CommandRunner, newId, type Request, type Transaction, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AwardBasisRepository } from '../award/award-basis.repository.js';
import { toAwardChanged } from '../award/award.mapper.js';
import { AwardRepository } from '../award/award.repository.js';
import { budgetClauseOf, planClauseOf } from '../award/money-clauses.js';
import { withinCap } from '../budget/budget-cap.js';
import { BudgetRepository } from '../budget/budget.repository.js';
import type { NewInstalment } from '../instalment/instalment.repository.js';
import { InstalmentRepository } from '../instalment/instalment.repository.js';
import { payableOf } from '../instalment/progress.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { entriesFor } from '../ledger/postings.js';
import { notFound } from '../refusals.js';
import type { AllocationPlanRow, ShareRow } from './allocation-plan.entity.js';
import { allocationPlanLifecycle } from './allocation-plan.lifecycle.js';
import { AllocationPlanRepository } from './allocation-plan.repository.js';
import { PlanCases } from './plan-cases.js';
import { budgetNotApproved, stalePlan } from './plan-refusals.js';

/** A plan takes effect: every award has its share of the budget, and what it has earned is planned (SUB-11, SUB-12.a). */
@Injectable()
export class PlanEffectService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(AllocationPlanRepository) private readonly plans: AllocationPlanRepository,
    @Inject(PlanCases) private readonly cases: PlanCases,
    @Inject(BudgetRepository) private readonly budgets: BudgetRepository,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
    @Inject(AwardRepository) private readonly awards: AwardRepository,
    @Inject(AwardBasisRepository) private readonly bases: AwardBasisRepository,
    @Inject(InstalmentRepository) private readonly instalments: InstalmentRepository,
  ) {}

  /** @throws Refusal CLAUSE_FORBIDS before the congress has approved the budget, or when the plan is no longer what was approved */
  async takeEffect(request: AllocationPlanStep, { call }: Request): Promise<AllocationPlan> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, today } = transaction;
      const taken = await this.cases.taken(transaction, allocationPlanContracts.takeEffect, request);
      transition(allocationPlanLifecycle, taken.state, 'take-effect');
      const policy = await this.cases.policyOf(taken);
      const clause = planClauseOf(policy);
      const budget = await this.budgets.lock(manager, taken.tenant, taken.budgetId);
      if (budget === undefined) throw notFound('budget', taken.budgetId);
      if (budget.state !== 'approved' || budget.pending !== 0n) throw budgetNotApproved(budgetClauseOf(policy));
      await this.cases.requireCurrentPlan(transaction, taken, 'allocation-plan.take-effect', false);
      const shares = await this.plans.sharesIn(manager, taken.tenant, taken.id);
      const allotted = await this.plans.allot(manager, taken.id);
      if (allotted !== shares.length) throw stalePlan('allocation-plan.take-effect', clause, taken.budget, taken.budget);
      await this.commit(transaction, taken, shares, clause);
      await this.#planInstalments(transaction, taken, shares);
      const congress = (await this.budgets.changesIn(manager, budget.id)).findLast(({ state }) => state === 'approved')?.approvalDocument ?? null;
      const row = await this.cases.step(transaction, taken, {
        action: 'take-effect', change: { effectiveOn: today, congressDocument: congress },
        entry: { clause: budgetClauseOf(policy), detail: { awards: allotted, totalFen: String(taken.total) } }, event: allocationPlanContracts.tookEffect,
        ...(taken.governmentDocument === null ? {} : { document: taken.governmentDocument }),
      });
      return await this.cases.answer(transaction, row);
    });
  }

  /**
   * Takes shares out of the budget, one posting for each award. The cap is the database's.
   * @throws Refusal CLAUSE_FORBIDS when the budget does not have them (SUB-11)
   */
  async commit(
    transaction: Transaction, { id, tenant, budgetId, total }: Pick<AllocationPlanRow, 'id' | 'tenant' | 'budgetId' | 'total'>,
    shares: readonly Pick<ShareRow, 'awardId' | 'share'>[], clause: string,
  ): Promise<void> {
    const { manager, now, today, call } = transaction;
    const postings = shares.filter(({ share }) => share > 0n).map(({ awardId, share }) => ({
      tenant, bizKey: `award:${awardId}:allotted`, kind: 'allotted' as const, postedOn: today, postedAt: now, awardId, decisionId: id, clause, person: call.caller.person,
      entries: entriesFor.allotted(budgetId, awardId, share),
    }));
    await withinCap(clause, 'allocation-plan.take-effect', total, async () => {
      await this.ledger.postAll(manager, tenant, postings);
    });
  }

  /** The first instalment of each award that has earned something by today, as industry's signature under the plan proposes it (INT-18). */
  async #planInstalments(transaction: Transaction, plan: AllocationPlanRow, shares: readonly ShareRow[]): Promise<void> {
    const { manager, today } = transaction;
    const ids = shares.map(({ awardId }) => awardId);
    await this.bases.refreshVerified(manager, ids, today);
    const signer = (await this.plans.signaturesIn(manager, plan.id)).find(({ role }) => role === 'province-industry');
    const rows = await this.awards.ofPlan(manager, plan.id);
    const planned: NewInstalment[] = [];
    const year = Number(today.slice(0, 4));
    for (const row of rows) {
      transaction.emit(awardContracts.allotted, { noun: 'award', id: row.id, version: row.version }, toAwardChanged(row, today));
      const award = { rate: row.rate, allotted: row.allotted ?? 0n };
      const amount = payableOf(award, row.verified, []);
      if (amount === 0n) continue;
      const id = newId();
      planned.push({
        id, tenant: row.tenant, awardId: row.id, year, amount, proposedBy: signer?.person ?? plan.draftedBy, proposedClient: signer?.client ?? null, plannedOn: today, reason: null,
      });
      const { groupId, yearId, programme, region, leadCreditCode } = toAwardChanged(row, today);
      transaction.emit(instalmentContracts.planned, { noun: 'instalment', id, version: 1 }, {
        instalmentId: id, awardId: row.id, groupId, yearId, programme, region, leadCreditCode, year, amount: moneyOf(amount), net: moneyOf(amount), state: 'planned', attempt: 0,
        on: today as never,
      });
    }
    await this.instalments.insert(manager, planned);
  }
}
