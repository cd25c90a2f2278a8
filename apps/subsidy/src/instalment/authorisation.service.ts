import {
  instalmentContracts, moneyOf, Refusal, type AuthoriseInstalment, type Instalment, type ProposeInstalment, type ProposeInstalmentAgain, type TakeInstalmentBack,
} from '@jiqun/contracts';
import { CommandRunner, fourEyes, installedRegions, newId, permits, permitsObject, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { AwardBasisRepository } from '../award/award-basis.repository.js';
import { basisClauseOf, windowClauseOf } from '../award/money-clauses.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { clauseForbids, handsOf, invalidAt, notFound } from '../refusals.js';
import type { InstalmentRow, PayableAward, TakenInstalment } from './instalment.entity.js';
import { instalmentAggregate, toInstalmentAnswer, toInstalmentChanged } from './instalment.mapper.js';
import { InstalmentRepository } from './instalment.repository.js';
import { InstalmentWriting, isWindowOver } from './instalment-writing.js';
import { requireInstalment } from './instalment-permission.js';
import { earnedOf, payableOf, throughOf } from './progress.js';

/** The way of an instalment to its issue: industry verifies the progress, finance authorises (SUB-3, SUB-5.d; INT-18). */
@Injectable()
export class AuthorisationService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(InstalmentRepository) private readonly instalments: InstalmentRepository,
    @Inject(InstalmentWriting) private readonly writing: InstalmentWriting,
    @Inject(AwardBasisRepository) private readonly bases: AwardBasisRepository,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
  ) {}

  /**
   * Industry says that the progress is verified and proposes what the year pays; a planned one is reckoned anew.
   * @throws Refusal NOT_FOUND, STATE_FORBIDS, CLAUSE_FORBIDS when nothing was earned or the payment years are over
   */
  async propose({ awardId, year, progress }: ProposeInstalment, { call }: Request): Promise<Instalment> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, today } = transaction;
      const { caller } = call;
      permits(instalmentContracts.propose.permission, caller);
      const award = await this.instalments.lockAward(manager, caller.tenant, awardId);
      if (award === undefined) throw notFound('award', awardId);
      permitsObject(instalmentContracts.propose.permission, caller, { tenant: award.tenant, region: award.region }, installedRegions());
      if (award.state !== 'allotted') throw new Refusal('STATE_FORBIDS', { action: 'instalment.propose', state: award.state });
      if (year > Number(today.slice(0, 4))) throw invalidAt('year', `${year} 年尚未开始`, `the year ${year} has not begun`);
      const clause = windowClauseOf(await this.policies.policyOf(award.programme, award.policyVersion));
      if (isWindowOver(award, today)) throw windowOver(award, clause);
      const all = await this.instalments.lockAll(manager, award.tenant, awardId);
      const later = all.find((other) => other.year > year);
      if (later !== undefined) throw invalidAt('year', `${later.year} 年的一期已经提出，请按其后的年度提出`, `an instalment of ${later.year} exists; propose a later year`);
      const known = all.find((other) => other.year === year);
      const completed = await this.bases.completedThrough(manager, award.tenant, award.groupId, throughOf(year, today));
      const amount = payableOf(award, completed, all.filter((other) => other.year !== year));
      if (amount === 0n) throw nothingEarned(award, year, completed, clause);
      if (known !== undefined && amount < known.offset) throw offsetAbove(known, amount, clause);
      const instalment = await this.#planned(transaction, award, known, year, amount, progress);
      const taken = { award, instalment };
      transaction.record({
        action: 'instalment.propose', objectType: 'instalment', objectId: instalment.id, clause, reason: progress,
        detail: { awardId, year, amountFen: String(amount), completedFen: String(completed) },
      });
      transaction.emit(instalmentContracts.planned, instalmentAggregate(instalment), toInstalmentChanged(taken, today));
      return toInstalmentAnswer(instalment, award);
    });
  }

  /** Industry has found out why a payment failed, and proposes the same amount again; finance authorises it anew. @throws Refusal */
  async proposeAgain(request: ProposeInstalmentAgain, { call }: Request): Promise<Instalment> {
    return await this.commands.run(call, async (transaction) => {
      const { award, instalment } = await this.#taken(transaction, instalmentContracts.proposeAgain, request);
      if (instalment.state !== 'failed') throw new Refusal('STATE_FORBIDS', { action: 'instalment.propose-again', state: instalment.state });
      const clause = windowClauseOf(await this.policies.policyOf(award.programme, award.policyVersion));
      if (isWindowOver(award, transaction.today)) throw windowOver(award, clause);
      const { person, client } = call.caller;
      const changed = await this.writing.written(transaction, {
        ...instalment, proposedBy: person, proposedClient: client ?? null, authorisedBy: null, authorisedClient: null, plannedOn: transaction.today, reason: request.cause,
      });
      transaction.record({ action: 'instalment.propose-again', objectType: 'instalment', objectId: changed.id, clause, reason: request.cause });
      transaction.emit(instalmentContracts.planned, instalmentAggregate(changed), toInstalmentChanged({ award, instalment: changed }, transaction.today));
      return toInstalmentAnswer(changed, award);
    });
  }

  /** Finance authorises: another person, of the other department. @throws Refusal FOUR_EYES, CLAUSE_FORBIDS when the progress no longer carries the amount */
  async authorise(request: AuthoriseInstalment, { call }: Request): Promise<Instalment> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.#taken(transaction, instalmentContracts.authorise, request);
      const { award, instalment } = taken;
      fourEyes(handsOf(instalment.proposedBy, instalment.proposedClient), call.caller, instalmentContracts.authorise.permission);
      const policy = await this.policies.policyOf(award.programme, award.policyVersion);
      if (instalment.state === 'failed' && instalment.authorisedBy !== null) throw causeUnknown(instalment.id, windowClauseOf(policy));
      const completed = await this.bases.completedThrough(transaction.manager, award.tenant, award.groupId, transaction.today);
      if (award.issued + instalment.amount > earnedOf(award, completed)) throw progressFellBack(award, instalment, completed, basisClauseOf(policy));
      const { person, client } = call.caller;
      const { document } = request;
      const change = { authorisedBy: person, authorisedClient: client ?? null, document, reason: null, clause: null };
      const authorised = await this.writing.step(transaction, taken, 'authorise', change, { clause: windowClauseOf(policy), detail: { document } });
      return toInstalmentAnswer(authorised.instalment, award);
    });
  }

  /** Finance takes its authorisation back. @throws Refusal */
  async takeBack(request: TakeInstalmentBack, { call }: Request): Promise<Instalment> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.#taken(transaction, instalmentContracts.takeBack, request);
      const { reason } = request;
      const back = await this.writing.step(transaction, taken, 'take-back', { authorisedBy: null, authorisedClient: null, document: null, reason }, { reason });
      return toInstalmentAnswer(back.instalment, taken.award);
    });
  }

  async #taken(
    transaction: Transaction, contract: Parameters<typeof requireInstalment>[1], request: { readonly id: string; readonly version: number },
  ): Promise<TakenInstalment> {
    permits(contract.permission, transaction.call.caller);
    const taken = await this.writing.taken(transaction, request.id);
    requireInstalment(transaction, contract, taken, request.version);
    return taken;
  }

  async #planned(
    transaction: Transaction, award: PayableAward, known: InstalmentRow | undefined, year: number, amount: bigint, reason: string,
  ): Promise<InstalmentRow> {
    const { manager, today, call } = transaction;
    const by = { amount, proposedBy: call.caller.person, proposedClient: call.caller.client ?? null, plannedOn: today, reason };
    if (known !== undefined) {
      if (known.state !== 'planned') throw new Refusal('STATE_FORBIDS', { action: 'instalment.propose', state: known.state });
      return await this.writing.written(transaction, { ...known, ...by });
    }
    const id = newId();
    await this.instalments.insert(manager, [{ id, tenant: award.tenant, awardId: award.id, year, ...by }]);
    return (await this.writing.taken(transaction, id)).instalment;
  }
}

function windowOver({ firstPaidYear, consecutiveYears }: PayableAward, clause: string): Refusal {
  const last = (firstPaidYear ?? 0) + consecutiveYears - 1;
  const message = {
    zh: `兑现期为 ${firstPaidYear} 至 ${last} 年，已经届满；未兑现部分失效，不能再提出。`,
    en: `The payment years were ${firstPaidYear} through ${last} and are over; what was not paid has lapsed and cannot be proposed any more.`,
  };
  return clauseForbids('instalment.propose', 'payment-years', message, clause);
}

function nothingEarned({ rate, allotted, issued }: PayableAward, year: number, completed: bigint, clause: string): Refusal {
  const [done, given, out] = [moneyOf(completed), moneyOf(allotted), moneyOf(issued)];
  const message = {
    zh: `截至 ${year} 年底已完成并核实的投资为 ${done} 元，比例 ${rate}，安排 ${given} 元，已下达 ${out} 元，没有应兑现金额；请先核实新的进度。`,
    en: `Completed and verified through ${year}: ${done} yuan at the rate ${rate}; given ${given}, gone out ${out}: nothing is payable. Have further progress verified first.`,
  };
  return clauseForbids('instalment.propose', 'progress', message, clause);
}

function offsetAbove({ offset }: InstalmentRow, amount: bigint, clause: string): Refusal {
  const message = {
    zh: `本期已约定抵扣 ${moneyOf(offset)} 元，高于按进度应兑现的 ${moneyOf(amount)} 元；请先撤回抵扣。`,
    en: `${moneyOf(offset)} yuan of this instalment are agreed to be offset, more than the ${moneyOf(amount)} that the progress gives; take the offset back first.`,
  };
  return clauseForbids('instalment.propose', 'offset', message, clause);
}

function progressFellBack({ issued }: PayableAward, { amount }: InstalmentRow, completed: bigint, clause: string): Refusal {
  const message = {
    zh: `已核实完成投资现为 ${moneyOf(completed)} 元，不足以支撑已下达 ${moneyOf(issued)} 元和本期 ${moneyOf(amount)} 元；请工信部门重新核实进度后提出。`,
    en: `Verified investment is ${moneyOf(completed)} yuan by now and does not carry ${moneyOf(issued)} gone out and ${moneyOf(amount)} of this instalment; industry verifies the progress and proposes again.`,
  };
  return clauseForbids('instalment.authorise', 'progress', message, clause);
}

function causeUnknown(id: string, clause: string): Refusal {
  const message = {
    zh: `该期 ${id} 上次支付失败；请工信部门查明原因并重新提出后再审核。`,
    en: `The last payment of the instalment ${id} failed; industry finds out why and proposes it again first.`,
  };
  return clauseForbids('instalment.authorise', 'proposal', message, clause);
}
