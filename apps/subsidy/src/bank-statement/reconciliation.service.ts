import { bankStatementContracts, disbursementContracts, localDateSchema, moneyOf, regionCodeSchema } from '@jiqun/contracts';
import { CommandRunner, type Call, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { toChanged } from '../disbursement/disbursement.mapper.js';
import { DisbursementRepository } from '../disbursement/disbursement.repository.js';
import { DoubtService } from '../disbursement/doubt.service.js';
import type { BankStatement, ProvenOrder } from './bank-statement.entity.js';
import { BankStatementRepository } from './bank-statement.repository.js';
import { ReconciliationRepository } from './reconciliation.repository.js';

/** Deadline kind: lines of a statement prove more orders than one transaction settles. */
export const STATEMENT_SETTLES = 'bank-statement.settles';

/** Orders that one transaction settles. */
const AT_ONCE = 40;

/** Who settles what a statement proves: nobody in person. */
const BY_STATEMENT = 'system:bank-statement';

/**
 * Compares a statement with the orders. Its line is proof: what was in doubt is settled by it, what was reported otherwise is put right;
 * what it cannot prove is put in doubt, and a second payment is an alarm. Nothing is ever paid from here.
 */
@Injectable()
export class ReconciliationService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(BankStatementRepository) private readonly statements: BankStatementRepository,
    @Inject(ReconciliationRepository) private readonly lines: ReconciliationRepository,
    @Inject(DisbursementRepository) private readonly orders: DisbursementRepository,
    @Inject(DoubtService) private readonly doubts: DoubtService,
  ) {}

  /** Reconciles a statement that is locked, inside the transaction of whoever asks for it. */
  async reconcile(transaction: Transaction, statement: BankStatement): Promise<BankStatement> {
    const { manager } = transaction;
    const alarmed = new Set(await this.lines.paidTwice(manager, statement));
    await this.lines.match(manager, statement);
    for (const id of await this.lines.paidTwice(manager, statement)) if (!alarmed.has(id)) await this.#alarm(transaction, id, statement);
    return await this.#settle(transaction, statement);
  }

  /** Deadline: settles what was left. */
  async settleMore(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const statement = await this.statements.lock(transaction.manager, id);
      if (statement?.state !== 'reconciled') return;
      await this.statements.lockDepartment(transaction.manager, statement);
      await this.#settle(transaction, statement);
    });
  }

  async #settle(transaction: Transaction, statement: BankStatement): Promise<BankStatement> {
    const { manager, now } = transaction;
    const { orders, total } = await this.lines.proven(manager, statement, AT_ONCE);
    for (const proven of orders) await this.#follow(transaction, proven);
    const pending = total - orders.length;
    if (pending > 0) transaction.setDeadline(STATEMENT_SETTLES, statement.id, now);
    const { counts, difference } = await this.lines.compare(manager, statement);
    const compared = await this.statements.update(manager, { ...statement, state: 'reconciled', reconciledAt: now, pending, counts, difference });
    const { id, region, from, through, sha256, lines, version } = compared;
    transaction.record({ action: 'bank-statement.reconcile', objectType: 'bank-statement', objectId: id, detail: { counts, differenceFen: String(difference), pending } });
    transaction.emit(bankStatementContracts.reconciled, { noun: 'bank-statement', id, version }, {
      statementId: id, region: regionCodeSchema.parse(region), from: localDateSchema.parse(from), through: localDateSchema.parse(through), sha256, lines, counts,
      difference: moneyOf(difference),
    });
    return compared;
  }

  async #follow(transaction: Transaction, { orderId, proof, statementId, number, day, bankReference, amount }: ProvenOrder): Promise<void> {
    const order = await this.orders.lock(transaction.manager, orderId);
    if (order === undefined) throw new Error(`The order ${orderId} of a statement's line is gone`);
    const where = `银行流水 ${statementId} 第 ${number} 行`;
    if (proof === 'amount-differs') {
      await this.doubts.doubt(transaction, order, `${where}：金额 ${moneyOf(amount)} 元，与指令 ${moneyOf(order.amount)} 元不符`);
      return;
    }
    const reason = proof === 'paid' ? `${where}：已支付` : `${where}：款项已退回`;
    const doubted = await this.doubts.doubt(transaction, order, reason);
    const paid = proof === 'paid' ? { on: day, reference: bankReference } : undefined;
    await this.doubts.settle(transaction, doubted, { paid, line: { statementId, number }, by: BY_STATEMENT, reason });
  }

  async #alarm(transaction: Transaction, orderId: string, { id }: BankStatement): Promise<void> {
    const order = await this.orders.lock(transaction.manager, orderId);
    if (order === undefined) throw new Error(`The order ${orderId} of a statement's line is gone`);
    const reason = `银行流水 ${id} 显示同一指令支付多次`;
    transaction.record({ action: 'disbursement.alarm', objectType: 'disbursement', objectId: orderId, reason });
    transaction.emit(disbursementContracts.paidTwice, { noun: 'disbursement', id: orderId, version: order.version }, toChanged(order, reason));
  }
}
