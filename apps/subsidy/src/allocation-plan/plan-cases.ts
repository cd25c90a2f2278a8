import { allocationPlanContracts, type AllocationPlan, type AllocationPlanChanged, type EventContract } from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import { permits, type AuditEntry, type Transaction, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { planClauseOf } from '../award/money-clauses.js';
import { BudgetRepository } from '../budget/budget.repository.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { notFound, requireCurrent, versionConflict } from '../refusals.js';
import type { AllocationPlanRow, PlanClaim } from './allocation-plan.entity.js';
import { type AllocationPlanAction, allocationPlanLifecycle } from './allocation-plan.lifecycle.js';
import { planAggregate, toPlanAnswer, toPlanChanged } from './allocation-plan.mapper.js';
import { AllocationPlanRepository } from './allocation-plan.repository.js';
import { groupsNotReserved, stalePlan } from './plan-refusals.js';
import { sha256OfQuestion } from './sharing.js';

type Changing = (typeof allocationPlanContracts)['sign' | 'submit' | 'approve' | 'giveBack' | 'takeEffect'];

/** A step of a plan: what it changes, how it is recorded, and whom it is told. */
export interface PlanStep {
  readonly action: AllocationPlanAction;
  readonly change?: Partial<Pick<AllocationPlanRow, 'governmentDocument' | 'governmentOn' | 'congressDocument' | 'effectiveOn'>>;
  readonly entry?: Pick<AuditEntry, 'clause' | 'reason' | 'detail'>;
  readonly event?: EventContract<AllocationPlanChanged>;
  readonly document?: string;
}

/** What the use cases of a plan share: taking it under lock, asking whether it is current, writing it back. */
@Injectable()
export class PlanCases {
  constructor(
    @Inject(AllocationPlanRepository) private readonly plans: AllocationPlanRepository,
    @Inject(BudgetRepository) private readonly budgets: BudgetRepository,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
  ) {}

  /** A plan that the caller may act on in its present version, locked. @throws Refusal */
  async taken(transaction: Transaction, contract: Changing, { id, version }: { readonly id: string; readonly version: number }): Promise<AllocationPlanRow> {
    const { caller } = transaction.call;
    permits(contract.permission, caller);
    const found = await this.plans.lock(transaction.manager, caller.tenant, id);
    if (found === undefined) throw notFound('allocation-plan', id);
    requireCurrent(contract, caller, found, version);
    return found;
  }

  /** Takes a step of the lifecycle. @throws Refusal STATE_FORBIDS, VERSION_CONFLICT */
  async step(transaction: Transaction, row: AllocationPlanRow, { action, change = {}, entry = {}, event, document }: PlanStep): Promise<AllocationPlanRow> {
    const { target } = transition(allocationPlanLifecycle, row.state, action);
    const moved = await this.plans.move(transaction.manager, { ...row, ...change, state: target });
    if (moved === undefined) throw versionConflict('allocation-plan', row.id, row.version, row.version + 1);
    transaction.record({ action: `allocation-plan.${action}`, objectType: 'allocation-plan', objectId: row.id, ...entry });
    if (event !== undefined) transaction.emit(event, planAggregate(moved), toPlanChanged(moved, transaction.today, document));
    return moved;
  }

  async answer({ manager }: Transaction, row: AllocationPlanRow): Promise<AllocationPlan> {
    return toPlanAnswer(row, await this.plans.signaturesIn(manager, row.id));
  }

  async policyOf({ programme, policyVersion }: Pick<AllocationPlanRow, 'programme' | 'policyVersion'>): Promise<Policy> {
    return await this.policies.policyOf(programme, policyVersion);
  }

  /** What of a budget can be shared out: what is left of it, with what is recorded and not yet approved. @throws Refusal NOT_FOUND */
  async shareable(transaction: Transaction, budgetId: string): Promise<bigint> {
    const budget = await this.budgets.findIn(transaction.manager, transaction.call.caller.tenant, budgetId);
    if (budget === undefined) throw notFound('budget', budgetId);
    return budget.available + budget.pending;
  }

  /**
   * Whether a plan still says what it was made of: its budget, its awards and their versions, every group in the reserve.
   * @param late whether awards that were decided since make it stale as well
   * @throws Refusal CLAUSE_FORBIDS
   */
  async requireCurrentPlan(transaction: Transaction, row: AllocationPlanRow, action: string, late: boolean): Promise<readonly PlanClaim[]> {
    const { manager, call } = transaction;
    const clause = planClauseOf(await this.policyOf(row));
    const claims = late ? await this.plans.claims(manager, call.caller.tenant, row.yearId) : await this.plans.plannedClaims(manager, row.id);
    const fallen = claims.filter(({ groupState }) => groupState !== 'reserved');
    if (fallen.length > 0) throw groupsNotReserved(action, clause, fallen);
    const available = await this.shareable(transaction, row.budgetId);
    if (sha256OfQuestion(available, claims) !== row.questionSha256) throw stalePlan(action, clause, available, row.budget);
    return claims;
  }
}
