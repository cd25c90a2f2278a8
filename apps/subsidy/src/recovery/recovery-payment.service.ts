import {
  fenOf, moneyOf, recoveryContracts, Refusal, type ChargeInterest, type RecordRecoveryPayment, type Recovery,
} from '@jiqun/contracts';
import { CommandRunner, newId, type Request, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { entriesFor } from '../ledger/postings.js';
import { clauseForbids, invalidAt } from '../refusals.js';
import { RECOVERY_DUE, RecoveryDebts } from './recovery-debts.js';
import { recoveryLifecycle } from './recovery.lifecycle.js';
import { RecoveryOffsetRepository } from './recovery-offset.repository.js';
import { RecoveryRepository } from './recovery.repository.js';

/** Money that comes back, and interest (SUB-13.a). */
@Injectable()
export class RecoveryPaymentService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(RecoveryRepository) private readonly recoveries: RecoveryRepository,
    @Inject(RecoveryDebts) private readonly debts: RecoveryDebts,
    @Inject(RecoveryOffsetRepository) private readonly offsets: RecoveryOffsetRepository,
  ) {}

  /**
   * Records a payment, once for its bank reference. Interest is brought up to the day of its receipt first.
   * @throws Refusal ALREADY_EXISTS for a reference that is recorded; CLAUSE_FORBIDS for more than is owed and not to be offset
   */
  async recordPayment(request: RecordRecoveryPayment, { call }: Request): Promise<Recovery> {
    return await this.commands.run(call, async (transaction) => {
      const { manager, today } = transaction;
      const taken = await this.debts.taken(transaction, recoveryContracts.recordPayment, request);
      transition(recoveryLifecycle, taken.state, 'pay-part');
      const { receivedOn, bankReference } = request;
      const amount = fenOf(request.amount);
      if (receivedOn > today || receivedOn < taken.demandedOn) {
        throw invalidAt('receivedOn', '收款日应在要求退回之日至今天之间', 'the day of receipt lies between the demand and today');
      }
      await this.debts.chargeInterest(transaction, taken, receivedOn, [{ valuedOn: receivedOn, amount: -amount }]);
      const { balance } = await this.debts.again(transaction, taken);
      const most = balance - (await this.offsets.waiting(manager, taken.id));
      if (amount > most) throw moreThanOwed(most, taken.clause);
      const id = newId();
      const isNew = await this.recoveries.insertPayment(manager, {
        id, tenant: taken.tenant, recoveryId: taken.id, amount, receivedOn, bankReference, recordedBy: call.caller.person,
      });
      if (!isNew) throw new Refusal('ALREADY_EXISTS', { noun: 'recovery', id: bankReference });
      await this.debts.post(transaction, taken, {
        bizKey: `recovery-payment:${id}`, kind: 'recovery-paid', entries: entriesFor.recoveryPaid(taken.tenant, taken.id, amount), reason: bankReference,
      });
      const entry = { action: 'recovery.record-payment', detail: { amount: moneyOf(amount), receivedOn, bankReference } };
      const { row, answer } = await this.debts.written(transaction, taken, entry);
      if (row.state === 'settled') transaction.cancelDeadline(RECOVERY_DUE, row.id);
      this.debts.tell(transaction, row.state === 'settled' ? recoveryContracts.settled : recoveryContracts.partPaid, row);
      return answer;
    });
  }

  /** Puts the interest earned up to a day to the debt. @throws Refusal CLAUSE_FORBIDS where the decision says nothing of interest */
  async chargeInterest(request: ChargeInterest, { call }: Request): Promise<Recovery> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.debts.taken(transaction, recoveryContracts.chargeInterest, request);
      transition(recoveryLifecycle, taken.state, 'charge-interest');
      if (taken.interest === null) {
        const message = { zh: '决定没有规定利息，不计收利息。', en: 'The decision says nothing of interest; none is charged.' };
        throw clauseForbids('recovery.charge-interest', 'interest-terms', message, taken.clause);
      }
      if (request.on > transaction.today) throw invalidAt('on', '计息截止日不得晚于今天', 'interest is not charged beyond today');
      const charged = await this.debts.chargeInterest(transaction, taken, request.on);
      const entry = { action: 'recovery.charge-interest', detail: { on: request.on, amount: moneyOf(charged) } };
      return (await this.debts.written(transaction, taken, entry)).answer;
    });
  }
}

function moreThanOwed(most: bigint, clause: string): Refusal {
  const message = {
    zh: `至多收回 ${moneyOf(most)} 元：尚欠且未安排抵扣的金额；多付的请退回，或先撤回抵扣。`,
    en: `At most ${moneyOf(most)} yuan is owed and not to be offset; return what is too much, or take an offset back first.`,
  };
  return clauseForbids('recovery.record-payment', 'owed', message, clause);
}
