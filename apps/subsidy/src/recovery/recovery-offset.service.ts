import { fenOf, moneyOf, recoveryContracts, Refusal, type ProposeOffset, type Recovery, type SettleOffset, type TakeBackOffset } from '@jiqun/contracts';
import { CommandRunner, fourEyes, newId, type Request, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { SubjectInstalment } from '../award-subject/award-subject.entity.js';
import { AwardSubjectRepository } from '../award-subject/award-subject.repository.js';
import { clauseForbids, handsOf, invalidAt } from '../refusals.js';
import { RecoveryDebts } from './recovery-debts.js';
import type { RecoveryOffsetRow, RecoveryRow } from './recovery.entity.js';
import { recoveryLifecycle } from './recovery.lifecycle.js';
import { RecoveryOffsetRepository } from './recovery-offset.repository.js';

/** Later instalments of the same enterprise settle its debt: two people agree, the posting is made with the issue, the instalment is paid net (SUB-13.a). */
@Injectable()
export class RecoveryOffsetService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(RecoveryDebts) private readonly debts: RecoveryDebts,
    @Inject(RecoveryOffsetRepository) private readonly offsets: RecoveryOffsetRepository,
    @Inject(AwardSubjectRepository) private readonly subjects: AwardSubjectRepository,
  ) {}

  /** @throws Refusal INVALID_REQUEST for an instalment of another enterprise; CLAUSE_FORBIDS for more than is owed or than it pays */
  async propose(request: ProposeOffset, { call }: Request): Promise<Recovery> {
    return await this.commands.run(call, async (transaction) => {
      const { manager } = transaction;
      const { instalmentId, reason } = request;
      const instalment = await this.#instalment(transaction, instalmentId);
      const taken = await this.debts.taken(transaction, recoveryContracts.proposeOffset, request);
      transition(recoveryLifecycle, taken.state, 'propose-offset');
      const amount = fenOf(request.amount);
      if (instalment?.leadCreditCode !== taken.leadCreditCode) throw unknownInstalment();
      await this.#requireRoom(transaction, taken, instalment, amount);
      const isNew = await this.offsets.insert(manager, {
        id: newId(), tenant: taken.tenant, recoveryId: taken.id, instalmentId, amount, reason, proposedBy: call.caller.person,
        proposedClient: call.caller.client ?? null,
      });
      if (!isNew) throw new Refusal('ALREADY_EXISTS', { noun: 'recovery', id: instalmentId });
      const entry = { action: 'recovery.propose-offset', reason, detail: { instalmentId, amount: moneyOf(amount) } };
      return (await this.debts.written(transaction, taken, entry)).answer;
    });
  }

  /** The second person's word: from then on the instalment pays so much less. @throws Refusal FOUR_EYES, CLAUSE_FORBIDS */
  async agree(request: SettleOffset, { call }: Request): Promise<Recovery> {
    return await this.commands.run(call, async (transaction) => {
      const { manager } = transaction;
      const { taken, offset, instalment } = await this.#takenWith(transaction, 'agree-offset', request);
      if (offset.state !== 'proposed') throw settledAlready(offset);
      fourEyes(handsOf(offset.proposedBy, offset.proposedClient), call.caller, recoveryContracts.agreeOffset.permission);
      await this.#requireRoom(transaction, taken, instalment, offset.amount);
      await this.offsets.settle(manager, offset, 'agreed', call.caller.person);
      await this.offsets.align(manager, offset.instalmentId);
      const entry = { action: 'recovery.agree-offset', detail: { offsetId: offset.id, instalmentId: offset.instalmentId, amount: moneyOf(offset.amount) } };
      return (await this.debts.written(transaction, taken, entry)).answer;
    });
  }

  /** Takes back an offset, until its instalment has gone out. @throws Refusal CLAUSE_FORBIDS afterwards */
  async takeBack(request: TakeBackOffset, { call }: Request): Promise<Recovery> {
    return await this.commands.run(call, async (transaction) => {
      const { manager } = transaction;
      const { taken, offset } = await this.#takenWith(transaction, 'take-back-offset', request);
      if (offset.state === 'taken-back') throw settledAlready(offset);
      const isOver = offset.instalmentState === 'stopped' || offset.instalmentState === 'lapsed';
      await this.offsets.settle(manager, offset, 'taken-back', call.caller.person);
      const isAligned = offset.state === 'proposed' || isOver || (await this.offsets.align(manager, offset.instalmentId));
      if (!isAligned) throw gone(offset, taken.clause);
      const entry = { action: 'recovery.take-back-offset', reason: request.reason, detail: { offsetId: offset.id } };
      return (await this.debts.written(transaction, taken, entry)).answer;
    });
  }

  /** The award of an instalment is locked before it, and both before the debt. */
  async #instalment(transaction: Transaction, instalmentId: string): Promise<(SubjectInstalment & { leadCreditCode: string }) | undefined> {
    const { manager, call: { caller } } = transaction;
    const of = await this.offsets.awardOf(manager, caller.tenant, instalmentId);
    if (of === undefined) return undefined;
    await this.subjects.lock(manager, caller.tenant, of.awardId);
    const found = (await this.subjects.instalments(manager, of.awardId)).find(({ id }) => id === instalmentId);
    return found === undefined ? undefined : { ...found, leadCreditCode: of.leadCreditCode };
  }

  async #takenWith(
    transaction: Transaction, action: 'agree-offset' | 'take-back-offset', request: SettleOffset,
  ): Promise<{ taken: RecoveryRow; offset: RecoveryOffsetRow; instalment: SubjectInstalment }> {
    const { manager } = transaction;
    const before = (await this.offsets.ofRecovery(manager, request.id)).find(({ id }) => id === request.offsetId);
    const instalment = before === undefined ? undefined : await this.#instalment(transaction, before.instalmentId);
    const taken = await this.debts.taken(transaction, action === 'agree-offset' ? recoveryContracts.agreeOffset : recoveryContracts.takeBackOffset, request);
    transition(recoveryLifecycle, taken.state, action);
    const offset = (await this.offsets.ofRecovery(manager, taken.id)).find(({ id }) => id === request.offsetId);
    if (offset === undefined || instalment === undefined) throw invalidAt('offsetId', '没有这项抵扣，请核对编号', 'there is no such offset; check the identifier');
    return { taken, offset, instalment };
  }

  /** The instalment has not gone out and pays so much; the debt is so large beside what is agreed. */
  async #requireRoom(transaction: Transaction, taken: RecoveryRow, instalment: SubjectInstalment, amount: bigint): Promise<void> {
    if (instalment.state !== 'planned' && instalment.state !== 'authorised') throw gone({ instalmentState: instalment.state }, taken.clause);
    const owed = taken.balance - (await this.offsets.waiting(transaction.manager, taken.id));
    const pays = instalment.amount - instalment.offset;
    const most = owed < pays ? owed : pays;
    if (amount <= most) return;
    const message = { zh: `这一期至多可抵扣 ${moneyOf(most)} 元，请调整金额。`, en: `At most ${moneyOf(most)} yuan can be offset against this instalment; lower the amount.` };
    throw clauseForbids('recovery.offset', 'room', message, taken.clause);
  }
}

function unknownInstalment(): Refusal {
  return invalidAt('instalmentId', '不是该企业的一期兑现，请核对编号', 'is no instalment of this enterprise; check the identifier');
}

function settledAlready({ state }: RecoveryOffsetRow): Refusal {
  return new Refusal('STATE_FORBIDS', { action: 'recovery.offset', state });
}

function gone({ instalmentState }: Pick<RecoveryOffsetRow, 'instalmentState'>, clause: string): Refusal {
  const message = {
    zh: `这一期处于状态 ${instalmentState}；抵扣只在计划或授权状态下安排，下达前可以撤回。`,
    en: `The instalment is ${instalmentState}; an offset is made while it is planned or authorised, and taken back until it goes out.`,
  };
  return clauseForbids('recovery.offset', 'instalment-open', message, clause);
}
