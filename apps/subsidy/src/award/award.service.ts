import {
  awardContracts, Refusal, type Award, type CorrectAward, type DecideAward, type PrepareAward, type WithdrawAward,
} from '@jiqun/contracts';
import type { Policy } from '@jiqun/policy-core';
import { CommandRunner, fourEyes, installedRegions, newId, permits, permitsObject, type Request, type Transaction, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { clauseForbids, handsOf, notFound, requireCurrent, versionConflict } from '../refusals.js';
import { StandingGate } from '../standing/standing-gate.js';
import { AwardBasisRepository } from './award-basis.repository.js';
import type { AwardBasis, AwardedGroup, AwardRow } from './award.entity.js';
import { awardLifecycle } from './award.lifecycle.js';
import { awardAggregate, toAwardAnswer, toAwardChanged } from './award.mapper.js';
import { AwardRepository } from './award.repository.js';
import { deriveAward, type DerivedAward } from './derivation.js';
import { creditClauseOf, rateClauseOf } from './money-clauses.js';

type Proposed = Pick<PrepareAward, 'rate' | 'approved' | 'reasons'>;
type Changing = typeof awardContracts.correct | typeof awardContracts.decide | typeof awardContracts.withdraw;

/** Awards: prepared by industry, examined and decided by finance (SUB-3.a, SUB-3.b, SUB-5.b). */
@Injectable()
export class AwardService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(AwardRepository) private readonly awards: AwardRepository,
    @Inject(AwardBasisRepository) private readonly bases: AwardBasisRepository,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
    @Inject(StandingGate) private readonly gate: StandingGate,
  ) {}

  /**
   * Prepares the award of a project group in the reserve, at most its ceiling.
   * @throws Refusal NOT_FOUND, CLAUSE_FORBIDS, ALREADY_EXISTS
   */
  async prepare(request: PrepareAward, { call }: Request): Promise<Award> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, today } = transaction;
      const { tenant, person, client } = call.caller;
      permits(awardContracts.prepare.permission, call.caller);
      const group = await this.#group(transaction, request.groupId);
      const { policy, basis, derived } = await this.#derive(transaction, group, request);
      const row = await this.awards.insert(manager, {
        id: newId(), tenant, programme: group.programme, policyVersion: group.policyVersion, yearId: group.yearId, groupId: group.id, region: group.region,
        leadCreditCode: group.leadCreditCode, leadName: group.leadName, clusterName: group.clusterName, clusterLevel: group.clusterLevel ?? 'none', rate: derived.rate,
        rateCap: derived.rateCap, eligible: derived.eligible, ceiling: derived.ceiling, approved: derived.approved, consecutiveYears: derived.consecutiveYears,
        preparedBy: person, preparedClient: client ?? null, decidedBy: null, decidedClient: null, decidedOn: null, firstPaidYear: null, planId: null,
      });
      if (row === undefined) throw awardExists(request.groupId);
      await this.#keepVersion(transaction, row, basis, derived, request.reasons);
      const clause = rateClauseOf(policy, row.clusterLevel);
      transaction.record({ action: 'award.prepare', objectType: 'award', objectId: row.id, clause, reason: request.reasons, detail: figuresOf(row) });
      transaction.emit(awardContracts.prepared, awardAggregate(row), toAwardChanged(row, today, { clause }));
      return toAwardAnswer(row);
    });
  }

  /** Replaces an award by a new version, reckoned from the lines as they are now; finance decides again. @throws Refusal */
  async correct(request: CorrectAward, { call }: Request): Promise<Award> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.#taken(transaction, awardContracts.correct, request);
      const { target } = transition(awardLifecycle, taken.state, 'correct');
      await this.#refuseInPlan(transaction, taken, 'award.correct');
      const group = await this.#group(transaction, taken.groupId);
      const { policy, basis, derived } = await this.#derive(transaction, group, request);
      const { person, client } = call.caller;
      const row = await this.#moved(transaction, {
        ...taken, state: target, clusterLevel: group.clusterLevel ?? 'none', rate: derived.rate, eligible: derived.eligible, ceiling: derived.ceiling,
        approved: derived.approved, number: taken.number + 1, preparedBy: person, preparedClient: client ?? null, decidedBy: null, decidedClient: null, decidedOn: null,
      });
      await this.#keepVersion(transaction, row, basis, derived, request.reasons);
      const clause = rateClauseOf(policy, row.clusterLevel);
      transaction.record({ action: 'award.correct', objectType: 'award', objectId: row.id, clause, reason: request.reasons, detail: { ...figuresOf(row), number: row.number } });
      transaction.emit(awardContracts.prepared, awardAggregate(row), toAwardChanged(row, transaction.today, { clause }));
      return toAwardAnswer(row);
    });
  }

  /**
   * Finance agrees to an award: another person of another department than who prepared it, and no enterprise that stands on
   * a list of SUB-6-2 or under a ban.
   * @throws Refusal FOUR_EYES, CLAUSE_FORBIDS, STATE_FORBIDS, VERSION_CONFLICT
   */
  async decide(request: DecideAward, { call }: Request): Promise<Award> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, now, today } = transaction;
      const taken = await this.#taken(transaction, awardContracts.decide, request);
      const { target } = transition(awardLifecycle, taken.state, 'decide');
      const { person, client } = call.caller;
      fourEyes(handsOf(taken.preparedBy, taken.preparedClient), call.caller, awardContracts.decide.permission);
      const group = await this.#group(transaction, taken.groupId);
      const policy = await this.policies.policyOf(taken.programme, taken.policyVersion);
      const clause = creditClauseOf(policy);
      await this.gate.require(transaction, {
        programme: taken.programme, policyVersion: taken.policyVersion, creditCodes: [group.leadCreditCode], gate: 'plan', about: { noun: 'award', id: taken.id }, clause,
        mode: 'refuse',
      });
      const row = await this.#moved(transaction, { ...taken, state: target, decidedBy: person, decidedClient: client ?? null, decidedOn: today });
      await this.awards.decideVersion(manager, row.id, row.number, person, now);
      const by = rateClauseOf(policy, row.clusterLevel);
      transaction.record({ action: 'award.decide', objectType: 'award', objectId: row.id, clause: by, reason: request.opinion, detail: figuresOf(row) });
      transaction.emit(awardContracts.decided, awardAggregate(row), toAwardChanged(row, today, { clause: by }));
      return toAwardAnswer(row);
    });
  }

  /** Gives an award up before its plan is submitted; the group can get another one. @throws Refusal */
  async withdraw(request: WithdrawAward, { call }: Request): Promise<Award> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.#taken(transaction, awardContracts.withdraw, request);
      const { target } = transition(awardLifecycle, taken.state, 'withdraw');
      await this.#refuseInPlan(transaction, taken, 'award.withdraw');
      const row = await this.#moved(transaction, { ...taken, state: target });
      transaction.record({ action: 'award.withdraw', objectType: 'award', objectId: row.id, reason: request.reason });
      transaction.emit(awardContracts.withdrawn, awardAggregate(row), toAwardChanged(row, transaction.today));
      return toAwardAnswer(row);
    });
  }

  async #taken(transaction: Transaction, contract: Changing, { id, version }: { readonly id: string; readonly version: number }): Promise<AwardRow> {
    const { caller } = transaction.call;
    permits(contract.permission, caller);
    const found = await this.awards.lock(transaction.manager, caller.tenant, id);
    if (found === undefined) throw notFound('award', id);
    requireCurrent(contract, caller, found, version);
    return found;
  }

  /** The group, locked, while it is in the reserve and its level is that of the closing day. */
  async #group(transaction: Transaction, groupId: string): Promise<AwardedGroup> {
    const { caller } = transaction.call;
    const group = await this.bases.lockGroup(transaction.manager, caller.tenant, groupId);
    if (group === undefined) throw notFound('project-group', groupId);
    permitsObject(awardContracts.get.permission, caller, { tenant: group.tenant, region: group.region }, installedRegions());
    if (group.state !== 'reserved') throw notReserved(groupId, group.state);
    if (!group.levelClosed) throw levelOpen(group);
    return group;
  }

  async #derive(
    transaction: Transaction, group: AwardedGroup, { rate, approved }: Proposed,
  ): Promise<{ readonly policy: Policy; readonly basis: AwardBasis; readonly derived: DerivedAward }> {
    const policy = await this.policies.policyOf(group.programme, group.policyVersion);
    const bases = await this.bases.basesOf(transaction.manager, group.tenant, [group.id]);
    const basis = bases.get(group.id) ?? { projects: [], lines: [] };
    const terms = { asOf: group.closesOn, clusterLevel: group.clusterLevel ?? 'none', rate, approved };
    return { policy, basis, derived: deriveAward(policy, terms, basis) };
  }

  async #moved(transaction: Transaction, changed: AwardRow): Promise<AwardRow> {
    const row = await this.awards.move(transaction.manager, changed);
    if (row === undefined) throw versionConflict('award', changed.id, changed.version, changed.version + 1);
    return row;
  }

  async #keepVersion(transaction: Transaction, row: AwardRow, basis: AwardBasis, derived: DerivedAward, reasons: string): Promise<void> {
    await this.awards.insertVersion(transaction.manager, {
      awardId: row.id, number: row.number, tenant: row.tenant, question: derived.question, answer: derived.answer, sha256: derived.sha256, basis: JSON.stringify(basis),
      approved: derived.approved, ceiling: derived.ceiling, reasons, preparedBy: row.preparedBy, preparedAt: transaction.now,
    });
  }

  async #refuseInPlan(transaction: Transaction, row: AwardRow, action: string): Promise<void> {
    const plan = await this.awards.submittedPlanOf(transaction.manager, row.id);
    if (plan === undefined) return;
    const policy = await this.policies.policyOf(row.programme, row.policyVersion);
    const message = {
      zh: `奖补已列入报批的分配方案 ${plan.id}（${plan.state}）；请先退回该方案，再更正并拟出新版本。`,
      en: `The award stands in the plan ${plan.id}, which is ${plan.state}; have the plan returned first, then correct the award and make a new version of the plan.`,
    };
    throw clauseForbids(action, 'plan-submitted', message, policy.source.money?.budgetShortfall.clause);
  }
}

/** What an audit entry says of an award. */
function figuresOf({ eligible, ceiling, approved, rate }: AwardRow): Record<string, string> {
  return { eligible: String(eligible), ceiling: String(ceiling), approved: String(approved), rate };
}

function awardExists(groupId: string): Refusal {
  return new Refusal('ALREADY_EXISTS', { noun: 'award', id: groupId });
}

/** An award is made of what stands in the reserve (SUB-10.b), and of nothing else. */
function notReserved(groupId: string, state: string): Refusal {
  const message = {
    zh: `项目群 ${groupId} 现为 ${state}，未在项目储备中；请待其入库后再拟定奖补。`,
    en: `The project group ${groupId} is ${state}, not in the reserve; prepare the award when it has entered the reserve.`,
  };
  return clauseForbids('award.prepare', 'project-reserve', message, 'SUB-10.b');
}

/** The level is that of the closing day (INT-19): before it is known there is no rate. */
function levelOpen({ id, closesOn }: AwardedGroup): Refusal {
  const message = {
    zh: `项目群 ${id} 的集群级别以申报截止日 ${closesOn} 有效的最高称号为准，尚未确定；截止后再拟定奖补。`,
    en: `The cluster level of the group ${id} is that of the closing day ${closesOn}, and not settled yet; prepare the award after the closing.`,
  };
  return clauseForbids('award.prepare', 'level-at-closing', message, 'SUB-5.b');
}
