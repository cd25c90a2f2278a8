import {
  localDateSchema, moneyOf, regionCodeSchema, socialCreditCodeSchema, type EventContract, type InterestTerms, type Recovery, type RecoveryProgressed,
  recoveryContracts,
} from '@jiqun/contracts';
import { addDays } from '@jiqun/policy-core';
import { type AuditEntry, newId, permits, startOfDayInShanghai, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { Posting } from '../ledger/ledger.entity.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { entriesFor } from '../ledger/postings.js';
import { type ChangingContract, clauseForbids, notFound, requireCurrent, versionConflict } from '../refusals.js';
import { reckon } from './interest.js';
import type { RecoveryRow } from './recovery.entity.js';
import { recoveryLifecycle } from './recovery.lifecycle.js';
import { toRecovery } from './recovery.mapper.js';
import { RecoveryOffsetRepository } from './recovery-offset.repository.js';
import { RecoveryRepository } from './recovery.repository.js';

/** Deadline kind: the due day of a debt is over. Its subject is the debt. */
export const RECOVERY_DUE = 'recovery.due';

/** What a decision demands back. */
export interface Demand {
  readonly award: { readonly id: string; readonly groupId: string; readonly region: string; readonly leadCreditCode: string; readonly leadName: string };
  readonly violationId: string;
  readonly clause: string;
  readonly amount: bigint;
  readonly basis: string;
  readonly document: string;
  readonly dueOn: string;
  readonly interest: InterestTerms | null;
}

/** What the use cases of a debt share: taking it under lock, posting, and writing it back with its audit entry. */
@Injectable()
export class RecoveryDebts {
  constructor(
    @Inject(RecoveryRepository) private readonly recoveries: RecoveryRepository,
    @Inject(RecoveryOffsetRepository) private readonly offsets: RecoveryOffsetRepository,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
  ) {}

  /** A debt that the caller may act on, locked. @throws Refusal */
  async taken(transaction: Transaction, contract: ChangingContract, { id, version }: { readonly id: string; readonly version: number }): Promise<RecoveryRow> {
    const { manager, call: { caller } } = transaction;
    permits(contract.permission, caller);
    const found = await this.recoveries.lock(manager, caller.tenant, id);
    if (found === undefined) throw notFound('recovery', id);
    requireCurrent(contract, caller, found, version);
    return found;
  }

  /** Counts the change and records it. @returns the debt as the caller is answered */
  async written(
    transaction: Transaction, taken: RecoveryRow, entry: Omit<AuditEntry, 'objectType' | 'objectId'>, state: RecoveryRow['state'] | null = null,
  ): Promise<{ row: RecoveryRow; answer: Recovery }> {
    const { manager } = transaction;
    const row = await this.recoveries.move(manager, taken, state);
    if (row === undefined) throw versionConflict('recovery', taken.id, taken.version, taken.version + 1);
    transaction.record({ clause: taken.clause, ...entry, objectType: 'recovery', objectId: row.id });
    const [payments, offsets, writeOffs] = [
      await this.recoveries.paymentsIn(manager, row.id), await this.offsets.ofRecovery(manager, row.id), await this.recoveries.writeOffsIn(manager, row.id),
    ];
    return { row, answer: toRecovery(row, { payments, offsets, writeOffs, refunds: await this.recoveries.refundsIn(manager, row.id) }) };
  }

  tell(transaction: Transaction, contract: EventContract<RecoveryProgressed>, row: RecoveryRow, refund?: bigint): void {
    transaction.emit(contract, { noun: 'recovery', id: row.id, version: row.version }, {
      recoveryId: row.id, awardId: row.awardId, region: regionCodeSchema.parse(row.region), leadCreditCode: socialCreditCodeSchema.parse(row.leadCreditCode),
      amount: moneyOf(row.amount), outstanding: moneyOf(row.balance), on: localDateSchema.parse(transaction.today),
      ...(refund === undefined ? {} : { refund: moneyOf(refund) }),
    });
  }

  /** Writes a posting of a debt, once for its key. */
  async post(transaction: Transaction, row: RecoveryRow, posting: Pick<Posting, 'bizKey' | 'kind' | 'entries'> & { readonly reason?: string }): Promise<void> {
    const { manager, today, now, call: { caller } } = transaction;
    const { tenant, id, awardId, violationId, clause } = row;
    await this.ledger.post(manager, {
      ...posting, tenant, postedOn: today, postedAt: now, awardId, recoveryId: id, decisionId: violationId, clause, person: caller.person,
    });
  }

  /** The debt as it stands now, after postings. */
  async again(transaction: Transaction, { id, tenant }: RecoveryRow): Promise<RecoveryRow> {
    const row = await this.recoveries.lock(transaction.manager, tenant, id);
    if (row === undefined) throw notFound('recovery', id);
    return row;
  }

  /** What is owed to the enterprise on a demand that was withdrawn, fen. */
  async refundable({ manager }: Transaction, { tenant, id }: RecoveryRow): Promise<bigint> {
    return -(await this.ledger.balanceIn(manager, tenant, { kind: 'refundable', reference: id }));
  }

  /** What was paid out to an award and has not been demanded back, fen. Its award is locked. */
  async recoverable(transaction: Transaction, tenant: string, awardId: string): Promise<bigint> {
    const { manager } = transaction;
    const paid = await this.ledger.balanceIn(manager, tenant, { kind: 'paid', reference: awardId });
    return paid + (await this.ledger.balanceIn(manager, tenant, { kind: 'claimed', reference: awardId }));
  }

  /**
   * Demands money back: a debt of its own, never more than was paid out (SUB-13.a).
   * @throws Refusal CLAUSE_FORBIDS beyond that
   */
  async demand(transaction: Transaction, { award, violationId, clause, amount, basis, document, dueOn, interest }: Demand): Promise<RecoveryRow> {
    const { manager, today, call: { caller } } = transaction;
    const most = await this.recoverable(transaction, caller.tenant, award.id);
    if (amount > most) {
      const message = {
        zh: `至多追回 ${moneyOf(most)} 元：已拨付且尚未追回的金额；请调整金额，或待在途款项到账后另行追回。`,
        en: `At most ${moneyOf(most)} yuan can be demanded back: what was paid out and not yet demanded; lower the amount, or demand the rest when money in transit has arrived.`,
      };
      throw clauseForbids('recovery.demand', 'paid-out', message, clause);
    }
    const id = newId();
    await this.recoveries.insert(manager, {
      id, tenant: caller.tenant, awardId: award.id, violationId, groupId: award.groupId, region: award.region, leadCreditCode: award.leadCreditCode,
      leadName: award.leadName, clause, amount, basis, document, demandedOn: today, demandedBy: caller.person, dueOn, interest,
    });
    const before = await this.recoveries.lock(manager, caller.tenant, id);
    if (before === undefined) throw new Error(`The recovery ${id} was not written`);
    await this.post(transaction, before, {
      bizKey: `recovery:${id}:demanded`, kind: 'recovery-demanded', entries: entriesFor.recoveryDemanded(id, award.id, amount), reason: basis,
    });
    const row = await this.again(transaction, before);
    transaction.record({ action: 'recovery.demand', objectType: 'recovery', objectId: id, clause, reason: basis, detail: { amount: moneyOf(amount), dueOn } });
    transaction.setDeadline(RECOVERY_DUE, id, startOfDayInShanghai(addDays(dueOn, 1)));
    this.tell(transaction, recoveryContracts.demanded, row);
    return row;
  }

  /**
   * Puts to the debt what interest it has earned up to a day and is not in the ledger yet. A payment that is recorded late has made
   * less of it: then the opposite is posted.
   */
  async chargeInterest(transaction: Transaction, row: RecoveryRow, on: string, extra: readonly { readonly valuedOn: string; readonly amount: bigint }[] = []): Promise<bigint> {
    if (row.interest === null) return 0n;
    const movements = await this.recoveries.movements(transaction.manager, row.tenant, row.id);
    const charges = movements.filter(({ kind }) => kind === 'interest-charged');
    const charged = charges.reduce((sum, { amount }) => sum + amount, 0n);
    const through = charges.reduce((latest, { valuedOn }) => (valuedOn > latest ? valuedOn : latest), on);
    const added = extra.map((one) => ({ ...one, kind: 'recovery-paid' as const, postedOn: transaction.today, instalmentId: null }));
    const known = [...movements, ...added].toSorted((one, other) => (one.valuedOn < other.valuedOn ? -1 : one.valuedOn > other.valuedOn ? 1 : 0));
    const delta = reckon(row.interest, known, through).interest - charged;
    if (delta !== 0n) {
      await this.post(transaction, row, {
        bizKey: `recovery:${row.id}:interest:${row.version}`, kind: 'interest-charged', entries: entriesFor.interestCharged(row.id, delta), reason: through,
      });
    }
    return delta;
  }

  /**
   * Withdraws what is left of the demands of a case whose decision was annulled.
   * What was paid back on them is owed to the enterprise from then on, interest that it had paid included; what instalments were yet to
   * settle is paid by these, and what was written off is undone.
   * @returns how much that is, fen
   * @throws Refusal CLAUSE_FORBIDS while an offset is on its way
   */
  async withdraw(transaction: Transaction, violationId: string, document: string): Promise<bigint> {
    const { manager, today, call: { caller } } = transaction;
    let paidBack = 0n;
    await this.offsets.lockAwardsOfViolation(manager, caller.tenant, violationId);
    for (const taken of await this.recoveries.lockOfViolation(manager, caller.tenant, violationId)) {
      if (recoveryLifecycle[taken.state].withdraw === undefined) continue;
      await this.#requireNothingOnItsWay(transaction, taken);
      await this.#takeOffsetsBack(transaction, taken);
      const movements = await this.recoveries.movements(manager, taken.tenant, taken.id);
      const plain = taken.interest === null ? null : { ...taken.interest, compounds: 'never' as const };
      const { principal } = reckon(plain, movements, today);
      const demanded = principal < taken.balance ? principal : taken.balance;
      const interest = taken.balance - demanded;
      if (interest > 0n) {
        await this.post(transaction, taken, { bizKey: `recovery:${taken.id}:interest-withdrawn`, kind: 'interest-charged', entries: entriesFor.interestCharged(taken.id, -interest) });
      }
      if (demanded > 0n) {
        await this.post(transaction, taken, {
          bizKey: `recovery:${taken.id}:withdrawn`, kind: 'recovery-withdrawn', entries: entriesFor.recoveryWithdrawn(taken.id, taken.awardId, demanded), reason: document,
        });
      }
      const back = movements.filter(({ kind }) => ['recovery-paid', 'issued', 'failed', 'recovery-offset'].includes(kind)).reduce((sum, { amount }) => sum - amount, 0n);
      paidBack += back;
      const charged = movements.filter(({ kind }) => kind === 'interest-charged').reduce((sum, { amount }) => sum + amount, 0n) - interest;
      if (back > 0n) {
        const entries = entriesFor.refundOwed(taken.id, taken.awardId, back, charged < back ? charged : back);
        await this.post(transaction, taken, { bizKey: `recovery:${taken.id}:refund-owed`, kind: 'refund-owed', entries, reason: document });
      }
      await this.#undoWriteOffs(transaction, taken, charged > back ? charged - back : 0n, document);
      const { target } = transition(recoveryLifecycle, taken.state, back > 0n ? 'withdraw-paid' : 'withdraw');
      const withdrawal = { on: localDateSchema.parse(today), document, withdrawn: moneyOf(demanded), paidBack: moneyOf(back) };
      const { row } = await this.written(transaction, { ...taken, withdrawal }, { action: 'recovery.withdraw', detail: { document, paidBack: moneyOf(back) } }, target);
      transaction.cancelDeadline(RECOVERY_DUE, row.id);
      this.tell(transaction, recoveryContracts.withdrawn, row);
      if (back > 0n) this.tell(transaction, recoveryContracts.refundOwed, row, back);
    }
    return paidBack;
  }

  /** A demand that is gone settles nothing: the instalments pay in full. */
  async #takeOffsetsBack(transaction: Transaction, { id }: RecoveryRow): Promise<void> {
    const { manager, call: { caller } } = transaction;
    for (const offset of await this.offsets.openOf(manager, id)) {
      await this.offsets.settle(manager, offset, 'taken-back', caller.person);
      await this.offsets.align(manager, offset.instalmentId);
    }
  }

  /** What nobody was to pay of a demand was never owed: it can be demanded back by another decision. @param interest how much of it is interest */
  async #undoWriteOffs(transaction: Transaction, row: RecoveryRow, interest: bigint, document: string): Promise<void> {
    const amount = await this.ledger.balanceIn(transaction.manager, row.tenant, { kind: 'written-off', reference: row.id });
    if (amount === 0n) return;
    const entries = entriesFor.writeOffUndone(row.id, row.awardId, amount, interest);
    await this.post(transaction, row, { bizKey: `recovery:${row.id}:write-off-undone`, kind: 'recovery-withdrawn', entries, reason: document });
  }

  async #requireNothingOnItsWay(transaction: Transaction, { id, clause }: RecoveryRow): Promise<void> {
    const offsets = await this.offsets.ofRecovery(transaction.manager, id);
    const onItsWay = offsets.filter(({ state, instalmentState }) => state === 'agreed' && (instalmentState === 'issued' || instalmentState === 'in-doubt'));
    if (onItsWay.length === 0) return;
    const message = {
      zh: '有一期抵扣的兑现正在途中；请待其确认到账或失败后再撤销。',
      en: 'An instalment that settles a part of the debt is on its way; withdraw when it is confirmed or has failed.',
    };
    throw clauseForbids('recovery.withdraw', 'offset-on-its-way', message, clause);
  }
}
