import {
  allocationPlanContracts, Refusal, type AllocationPlan, type AllocationPlanStep, type ApproveAllocationPlan, type DraftAllocationPlan, type ReturnAllocationPlan,
} from '@jiqun/contracts';
import { CommandRunner, fourEyes, installedRegions, newId, permitsObject, type Request, type Transaction, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { creditClauseOf, planClauseOf } from '../award/money-clauses.js';
import { BudgetRepository } from '../budget/budget.repository.js';
import { invalidAt, notFound } from '../refusals.js';
import { sidesOf } from '../review/procedure.js';
import { barredIn, barredRefusal } from '../standing/bars.js';
import { StandingGate } from '../standing/standing-gate.js';
import type { AllocationPlanRow, PlanClaim } from './allocation-plan.entity.js';
import { allocationPlanLifecycle } from './allocation-plan.lifecycle.js';
import { AllocationPlanRepository } from './allocation-plan.repository.js';
import { PlanCases } from './plan-cases.js';
import { groupsNotReserved, nothingToShare } from './plan-refusals.js';
import { sha256OfQuestion, shareOut } from './sharing.js';

/** Allocation plans on their way to the government (SUB-3, SUB-11; INT-20). */
@Injectable()
export class AllocationPlanService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(AllocationPlanRepository) private readonly plans: AllocationPlanRepository,
    @Inject(PlanCases) private readonly cases: PlanCases,
    @Inject(BudgetRepository) private readonly budgets: BudgetRepository,
    @Inject(StandingGate) private readonly gate: StandingGate,
  ) {}

  /**
   * Shares what is left of a budget out among all decided awards of its year, to the fen. A draft or signed plan of the
   * budget is replaced; one that has gone to the government is returned first.
   * @throws Refusal NOT_FOUND, STATE_FORBIDS, CLAUSE_FORBIDS
   */
  async draft({ budgetId, reason }: DraftAllocationPlan, { call }: Request): Promise<AllocationPlan> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, now } = transaction;
      const { tenant, person } = call.caller;
      const budget = await this.budgets.lock(manager, tenant, budgetId);
      if (budget === undefined) throw notFound('budget', budgetId);
      permitsObject(allocationPlanContracts.draft.permission, call.caller, { tenant: budget.tenant, region: budget.region }, installedRegions());
      await this.#replace(transaction, budgetId, reason);
      const clause = planClauseOf(await this.cases.policyOf(budget));
      const claims = await this.plans.claims(manager, tenant, budget.yearId);
      if (claims.length === 0) throw nothingToShare(clause);
      const fallen = claims.filter(({ groupState }) => groupState !== 'reserved');
      if (fallen.length > 0) throw groupsNotReserved('allocation-plan.draft', clause, fallen);
      const amount = budget.available + budget.pending;
      const sharing = shareOut(amount, claims.map(({ awardId, approved }) => ({ id: awardId, ceiling: approved })));
      const row = await this.plans.insert(manager, {
        id: newId(), tenant, programme: budget.programme, policyVersion: budget.policyVersion, yearId: budget.yearId, budgetId, region: budget.region, budget: amount,
        claims: sharing.claims, total: sharing.total, awards: claims.length, questionSha256: sha256OfQuestion(amount, claims), reason: reason ?? null, draftedBy: person,
        draftedAt: now,
      });
      await this.plans.insertShares(manager, tenant, row.id, claims, sharing.shares);
      transaction.record({
        action: 'allocation-plan.draft', objectType: 'allocation-plan', objectId: row.id, clause, ...(reason === undefined ? {} : { reason }),
        detail: { budgetFen: String(amount), claimsFen: String(sharing.claims), totalFen: String(sharing.total), awards: claims.length },
      });
      return await this.cases.answer(transaction, row);
    });
  }

  /** A department signs; with the second signature, by another person, the plan is signed. @throws Refusal FOUR_EYES, ALREADY_EXISTS */
  async sign(request: AllocationPlanStep, { call }: Request): Promise<AllocationPlan> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, now } = transaction;
      const taken = await this.cases.taken(transaction, allocationPlanContracts.sign, request);
      transition(allocationPlanLifecycle, taken.state, 'sign');
      await this.cases.requireCurrentPlan(transaction, taken, 'allocation-plan.sign', true);
      const policy = await this.cases.policyOf(taken);
      const step = policy.source.procedure.find(({ result }) => result === 'plan-submitted');
      if (step === undefined) throw new Error(`${policy.id}@${policy.version} has no step that submits a plan`);
      const signed = await this.plans.signaturesIn(manager, taken.id);
      const mine = sidesOf(step, call.caller, taken.region).find(({ role }) => !signed.some((signature) => signature.role === role));
      if (mine === undefined) throw new Refusal('ALREADY_EXISTS', { noun: 'allocation-plan', id: taken.id });
      const { permission } = allocationPlanContracts.sign;
      for (const { person, client } of signed) fourEyes({ person, ...(client === null ? {} : { client }) }, call.caller, permission);
      const { person, client } = call.caller;
      const isNew = await this.plans.sign(manager, taken.tenant, taken.id, { role: mine.role, person, client: client ?? null, signedAt: now });
      if (!isNew) throw new Refusal('FOUR_EYES', { action: permission.action });
      const isLast = signed.length + 1 === (step.signatures?.length ?? 1);
      const row = await this.cases.step(transaction, taken, {
        action: isLast ? 'seal' : 'sign', entry: { clause: step.clause, detail: { role: mine.role } }, ...(isLast ? { event: allocationPlanContracts.signed } : {}),
      });
      return await this.cases.answer(transaction, row);
    });
  }

  /**
   * Goes to the government: nothing changed since it was made, every group is in the reserve without an open objection, and
   * nobody stands on a list (SUB-6-2, SUB-11).
   * @throws Refusal CLAUSE_FORBIDS
   */
  async submit(request: AllocationPlanStep, { call }: Request): Promise<AllocationPlan> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.cases.taken(transaction, allocationPlanContracts.submit, request);
      transition(allocationPlanLifecycle, taken.state, 'submit');
      const claims = await this.cases.requireCurrentPlan(transaction, taken, 'allocation-plan.submit', true);
      await this.#requireStanding(transaction, taken, claims);
      const clause = planClauseOf(await this.cases.policyOf(taken));
      return await this.cases.answer(transaction, await this.cases.step(transaction, taken, { action: 'submit', entry: { clause }, event: allocationPlanContracts.submitted }));
    });
  }

  /** Records the government's approval with its document and day. @throws Refusal */
  async approve(request: ApproveAllocationPlan, { call }: Request): Promise<AllocationPlan> {
    return await this.commands.run(call, async (transaction) => {
      const { document, approvedOn } = request;
      const taken = await this.cases.taken(transaction, allocationPlanContracts.approve, request);
      transition(allocationPlanLifecycle, taken.state, 'approve');
      if (approvedOn > transaction.today) throw invalidAt('approvedOn', '批准日不能晚于今天', 'the day of approval is not after today');
      await this.cases.requireCurrentPlan(transaction, taken, 'allocation-plan.approve', false);
      const clause = planClauseOf(await this.cases.policyOf(taken));
      const row = await this.cases.step(transaction, taken, {
        action: 'approve', change: { governmentDocument: document, governmentOn: approvedOn }, entry: { clause, detail: { document, approvedOn } },
        event: allocationPlanContracts.approved, document,
      });
      return await this.cases.answer(transaction, row);
    });
  }

  /** The plan comes back with a reason; a new version is made of the awards as they are then. @throws Refusal */
  async giveBack(request: ReturnAllocationPlan, { call }: Request): Promise<AllocationPlan> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.cases.taken(transaction, allocationPlanContracts.giveBack, request);
      const row = await this.cases.step(transaction, taken, { action: 'give-back', entry: { reason: request.reason }, event: allocationPlanContracts.returned });
      return await this.cases.answer(transaction, row);
    });
  }

  async #replace(transaction: Transaction, budgetId: string, reason: string | undefined): Promise<void> {
    const { manager, call } = transaction;
    const alive = await this.plans.lockAlive(manager, call.caller.tenant, budgetId);
    if (alive === undefined) {
      // The first plan needs no reason; what follows a returned one tells what changed.
      const isFirst = (await this.plans.countOf(manager, call.caller.tenant, budgetId)) === 0;
      if (!isFirst && reason === undefined) throw reasonMissing();
      return;
    }
    transition(allocationPlanLifecycle, alive.state, 'replace');
    if (reason === undefined) throw reasonMissing();
    await this.cases.step(transaction, alive, { action: 'replace', entry: { reason } });
  }

  async #requireStanding(transaction: Transaction, { programme, policyVersion }: AllocationPlanRow, claims: readonly PlanClaim[]): Promise<void> {
    const clause = creditClauseOf(await this.cases.policyOf({ programme, policyVersion }));
    const subjects = claims.map(({ awardId, leadCreditCode }) => ({ creditCodes: [leadCreditCode], about: { noun: 'award', id: awardId } }));
    const barred = (await this.gate.ask(transaction, { programme, policyVersion, gate: 'plan', clause }, subjects)).flatMap(barredIn);
    if (barred.length > 0) throw barredRefusal('allocation-plan.submit', clause, barred);
  }
}

function reasonMissing(): Refusal {
  return invalidAt('reason', '取代原方案须说明理由', 'a plan that replaces another one says why');
}
