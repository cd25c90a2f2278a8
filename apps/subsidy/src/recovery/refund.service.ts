import { moneyOf, recoveryContracts, Refusal, type PayRefund, type ProposeRefund, type Recovery, type RefuseRefund } from '@jiqun/contracts';
import { CommandRunner, fourEyes, newId, type Request, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { entriesFor } from '../ledger/postings.js';
import { handsOf, invalidAt } from '../refusals.js';
import { RecoveryDebts } from './recovery-debts.js';
import type { RecoveryRefundRow, RecoveryRow } from './recovery.entity.js';
import { recoveryLifecycle } from './recovery.lifecycle.js';
import { RecoveryRepository } from './recovery.repository.js';

/** What an enterprise had paid back on a demand that was withdrawn goes back to it whole: one of finance proposes it, another pays it. */
@Injectable()
export class RefundService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(RecoveryRepository) private readonly recoveries: RecoveryRepository,
    @Inject(RecoveryDebts) private readonly debts: RecoveryDebts,
  ) {}

  /** @throws Refusal ALREADY_EXISTS while one is proposed */
  async propose(request: ProposeRefund, { call }: Request): Promise<Recovery> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.debts.taken(transaction, recoveryContracts.proposeRefund, request);
      transition(recoveryLifecycle, taken.state, 'propose-refund');
      const { reason, document } = request;
      const { person, client } = call.caller;
      const amount = await this.debts.refundable(transaction, taken);
      const isNew = await this.recoveries.insertRefund(transaction.manager, {
        id: newId(), tenant: taken.tenant, recoveryId: taken.id, amount, reason, document, proposedBy: person, proposedClient: client ?? null,
      });
      if (!isNew) throw new Refusal('ALREADY_EXISTS', { noun: 'recovery', id: taken.id });
      return (await this.debts.written(transaction, taken, { action: 'recovery.propose-refund', reason, detail: { amount: moneyOf(amount), document } })).answer;
    });
  }

  /** @throws Refusal FOUR_EYES; ALREADY_EXISTS for a reference that is recorded; INVALID_REQUEST for a day before the withdrawal, or to come */
  async pay(request: PayRefund, { call }: Request): Promise<Recovery> {
    return await this.commands.run(call, async (transaction) => {
      const { taken, refund } = await this.#taken(transaction, recoveryContracts.payRefund, request);
      const { target } = transition(recoveryLifecycle, taken.state, 'pay-refund');
      fourEyes(handsOf(refund.proposedBy, refund.proposedClient), call.caller, recoveryContracts.payRefund.permission);
      const { id, amount, document, reason } = refund;
      const { paidOn, bankReference } = request;
      if (paidOn > transaction.today || paidOn < (taken.withdrawal?.on ?? '')) {
        throw invalidAt('paidOn', '支付日应在撤销之日至今天之间', 'the day of payment lies between the withdrawal and today');
      }
      if (!(await this.recoveries.payRefund(transaction.manager, id, call.caller.person, { paidOn, bankReference }))) {
        throw new Refusal('ALREADY_EXISTS', { noun: 'recovery', id: bankReference });
      }
      await this.debts.post(transaction, taken, {
        bizKey: `recovery:${taken.id}:refund-paid`, kind: 'refund-paid', entries: entriesFor.refundPaid(taken.tenant, taken.id, amount), reason: document,
      });
      const entry = { action: 'recovery.pay-refund', reason, detail: { amount: moneyOf(amount), document, paidOn, bankReference } };
      const { row, answer } = await this.debts.written(transaction, taken, entry, target);
      this.debts.tell(transaction, recoveryContracts.refunded, row, amount);
      return answer;
    });
  }

  /** @throws Refusal FOUR_EYES: who proposed it does not refuse it */
  async refuse(request: RefuseRefund, { call }: Request): Promise<Recovery> {
    return await this.commands.run(call, async (transaction) => {
      const { taken, refund } = await this.#taken(transaction, recoveryContracts.refuseRefund, request);
      fourEyes(handsOf(refund.proposedBy, refund.proposedClient), call.caller, recoveryContracts.refuseRefund.permission);
      await this.recoveries.refuseRefund(transaction.manager, refund.id, call.caller.person);
      return (await this.debts.written(transaction, taken, { action: 'recovery.refuse-refund', reason: request.reason, detail: { refundId: refund.id } })).answer;
    });
  }

  async #taken(
    transaction: Transaction, contract: typeof recoveryContracts.payRefund | typeof recoveryContracts.refuseRefund,
    request: { readonly id: string; readonly version: number; readonly refundId: string },
  ): Promise<{ taken: RecoveryRow; refund: RecoveryRefundRow }> {
    const taken = await this.debts.taken(transaction, contract, request);
    transition(recoveryLifecycle, taken.state, contract === recoveryContracts.payRefund ? 'pay-refund' : 'refuse-refund');
    const refund = (await this.recoveries.refundsIn(transaction.manager, taken.id)).find(({ id }) => id === request.refundId);
    if (refund === undefined) throw invalidAt('refundId', '没有这项返还，请核对编号', 'there is no such refund; check the identifier');
    if (refund.state !== 'proposed') throw new Refusal('STATE_FORBIDS', { action: contract.permission.action, state: refund.state });
    return { taken, refund };
  }
}
