import { fenOf, moneyOf, recoveryContracts, Refusal, type ProposeWriteOff, type Recovery, type RefuseWriteOff, type SettleWriteOff } from '@jiqun/contracts';
import { CommandRunner, fourEyes, newId, type Request, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { entriesFor } from '../ledger/postings.js';
import { clauseForbids, handsOf, invalidAt } from '../refusals.js';
import { RECOVERY_DUE, RecoveryDebts } from './recovery-debts.js';
import type { RecoveryRow, RecoveryWriteOffRow } from './recovery.entity.js';
import { recoveryLifecycle } from './recovery.lifecycle.js';
import { RecoveryOffsetRepository } from './recovery-offset.repository.js';
import { RecoveryRepository } from './recovery.repository.js';

/** What nobody will pay, by two people, a reason and a document (SUB-13.a). */
@Injectable()
export class WriteOffService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(RecoveryRepository) private readonly recoveries: RecoveryRepository,
    @Inject(RecoveryDebts) private readonly debts: RecoveryDebts,
    @Inject(RecoveryOffsetRepository) private readonly offsets: RecoveryOffsetRepository,
  ) {}

  /** @throws Refusal ALREADY_EXISTS while one is proposed; CLAUSE_FORBIDS for more than is owed */
  async propose(request: ProposeWriteOff, { call }: Request): Promise<Recovery> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.debts.taken(transaction, recoveryContracts.proposeWriteOff, request);
      transition(recoveryLifecycle, taken.state, 'propose-write-off');
      const { reason, document } = request;
      const amount = fenOf(request.amount);
      await this.#requireOwed(transaction, taken, amount);
      const { person, client } = call.caller;
      const isNew = await this.recoveries.insertWriteOff(transaction.manager, {
        id: newId(), tenant: taken.tenant, recoveryId: taken.id, amount, reason, document, proposedBy: person, proposedClient: client ?? null,
      });
      if (!isNew) throw new Refusal('ALREADY_EXISTS', { noun: 'recovery', id: taken.id });
      return (await this.debts.written(transaction, taken, { action: 'recovery.propose-write-off', reason, detail: { amount: moneyOf(amount), document } })).answer;
    });
  }

  /** @throws Refusal FOUR_EYES; CLAUSE_FORBIDS when less is owed by now */
  async writeOff(request: SettleWriteOff, { call }: Request): Promise<Recovery> {
    return await this.commands.run(call, async (transaction) => {
      const { taken, writeOff } = await this.#taken(transaction, recoveryContracts.writeOff, request);
      fourEyes(handsOf(writeOff.proposedBy, writeOff.proposedClient), call.caller, recoveryContracts.writeOff.permission);
      const { id, amount, document, reason } = writeOff;
      await this.#requireOwed(transaction, taken, amount);
      await this.recoveries.settleWriteOff(transaction.manager, id, 'done', call.caller.person);
      await this.debts.post(transaction, taken, {
        bizKey: `recovery-write-off:${id}`, kind: 'recovery-written-off', entries: entriesFor.recoveryWrittenOff(taken.id, amount), reason: document,
      });
      const { balance } = await this.debts.again(transaction, taken);
      const { target } = transition(recoveryLifecycle, taken.state, balance === 0n ? 'write-off-whole' : 'write-off-part');
      const entry = { action: 'recovery.write-off', reason, detail: { amount: moneyOf(amount), document } };
      const { row, answer } = await this.debts.written(transaction, taken, entry, target);
      if (balance === 0n) transaction.cancelDeadline(RECOVERY_DUE, row.id);
      this.debts.tell(transaction, recoveryContracts.writtenOff, row);
      return answer;
    });
  }

  /** @throws Refusal FOUR_EYES: who proposed it does not refuse it */
  async refuse(request: RefuseWriteOff, { call }: Request): Promise<Recovery> {
    return await this.commands.run(call, async (transaction) => {
      const { taken, writeOff } = await this.#taken(transaction, recoveryContracts.refuseWriteOff, request);
      fourEyes(handsOf(writeOff.proposedBy, writeOff.proposedClient), call.caller, recoveryContracts.refuseWriteOff.permission);
      await this.recoveries.settleWriteOff(transaction.manager, writeOff.id, 'refused', call.caller.person);
      return (await this.debts.written(transaction, taken, { action: 'recovery.refuse-write-off', reason: request.reason, detail: { writeOffId: writeOff.id } })).answer;
    });
  }

  async #taken(
    transaction: Transaction, contract: typeof recoveryContracts.writeOff | typeof recoveryContracts.refuseWriteOff, request: SettleWriteOff,
  ): Promise<{ taken: RecoveryRow; writeOff: RecoveryWriteOffRow }> {
    const taken = await this.debts.taken(transaction, contract, request);
    transition(recoveryLifecycle, taken.state, contract === recoveryContracts.writeOff ? 'write-off-part' : 'refuse-write-off');
    const writeOff = (await this.recoveries.writeOffsIn(transaction.manager, taken.id)).find(({ id }) => id === request.writeOffId);
    if (writeOff === undefined) throw invalidAt('writeOffId', '没有这项核销，请核对编号', 'there is no such write-off; check the identifier');
    if (writeOff.state !== 'proposed') throw new Refusal('STATE_FORBIDS', { action: contract.permission.action, state: writeOff.state });
    return { taken, writeOff };
  }

  async #requireOwed(transaction: Transaction, taken: RecoveryRow, amount: bigint): Promise<void> {
    const most = taken.balance - (await this.offsets.waiting(transaction.manager, taken.id));
    if (amount <= most) return;
    const message = {
      zh: `至多核销 ${moneyOf(most)} 元：尚欠且未安排抵扣的金额，请调整金额。`,
      en: `At most ${moneyOf(most)} yuan is owed and not to be offset; lower the amount.`,
    };
    throw clauseForbids('recovery.write-off', 'owed', message, taken.clause);
  }
}
