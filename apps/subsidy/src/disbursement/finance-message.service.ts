import {
  disbursementContracts, fenOf, moneyOf, type AcknowledgeDisbursement, type DisbursementReceipt, type ExecuteDisbursement, type RejectDisbursement, type Sentence,
} from '@jiqun/contracts';
import { CommandRunner, instantOf, newId, transition, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { InstalmentService } from '../instalment/instalment.service.js';
import { invalidAt } from '../refusals.js';
import { contradictionOfExecution, contradictionOfRejection } from './contradictions.js';
import type { Disbursement, DisbursementMessage } from './disbursement.entity.js';
import { disbursementLifecycle } from './disbursement.lifecycle.js';
import { toChanged } from './disbursement.mapper.js';
import { DisbursementRepository } from './disbursement.repository.js';
import { DoubtService } from './doubt.service.js';
import { requireOwn } from './own-orders.js';
import { ACKNOWLEDGEMENT_DUE } from './payment-terms.js';

/** What a message does to the order that it names. */
interface Effect {
  readonly order: Disbursement;
  readonly contradiction?: Sentence;
}

type Said = Pick<DisbursementMessage, 'kind' | 'content'>;

/**
 * What finance says of an order (SUB-12.b). Every message is kept. The same one again gets the first answer; one that contradicts what
 * was said before, or what is known, is not obeyed: the order comes in doubt, with both on file.
 */
@Injectable()
export class FinanceMessageService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(DisbursementRepository) private readonly orders: DisbursementRepository,
    @Inject(InstalmentService) private readonly instalments: InstalmentService,
    @Inject(DoubtService) private readonly doubts: DoubtService,
  ) {}

  /** The order has arrived. Behind another answer it changes nothing. */
  async acknowledge({ id }: AcknowledgeDisbursement, request: Request): Promise<DisbursementReceipt> {
    return await this.#receive('acknowledge', id, {}, request, async (transaction, order) => {
      if (order.state !== 'issued') return { order };
      const { target } = transition(disbursementLifecycle, order.state, 'acknowledge');
      const acknowledged = await this.orders.update(transaction.manager, order, { state: target });
      transaction.cancelDeadline(ACKNOWLEDGEMENT_DUE, id);
      this.#tell(transaction, disbursementContracts.acknowledged, acknowledged);
      return { order: acknowledged };
    });
  }

  /** The bank has paid. @throws Refusal INVALID_REQUEST for a day before the issue or to come */
  async execute({ id, bankReference, executedOn, amount }: ExecuteDisbursement, request: Request): Promise<DisbursementReceipt> {
    const said = { bankReference, executedOn: executedOn as string, amount: moneyOf(fenOf(amount)) };
    return await this.#receive('execute', id, said, request, async (transaction, order) => {
      requireDay(order, executedOn, transaction.today);
      const isTaken = await this.orders.isReferenceOfAnother(transaction.manager, order, bankReference);
      const contradiction = contradictionOfExecution(order, { bankReference, executedOn, amount: fenOf(amount) }, isTaken);
      if (contradiction !== undefined) return await this.#contradict(transaction, order, contradiction);
      if (order.state !== 'issued' && order.state !== 'acknowledged') return { order };
      const { target } = transition(disbursementLifecycle, order.state, 'execute');
      const executed = await this.orders.update(transaction.manager, order, { state: target, executedOn, bankReference, paidOn: executedOn, paidReference: bankReference });
      await this.instalments.confirm(transaction, order.instalmentId, { bankReference, executedOn, decisionId: id });
      const closed = await this.doubts.close(transaction, executed, executedOn);
      this.#tell(transaction, disbursementContracts.executed, closed);
      return { order: closed };
    });
  }

  /** Surely nothing was paid: the instalment fails, and can be issued anew once the cause is on record. */
  async reject({ id, code, reason }: RejectDisbursement, request: Request): Promise<DisbursementReceipt> {
    return await this.#receive('reject', id, { code, reason }, request, async (transaction, order) => {
      const contradiction = contradictionOfRejection(order);
      if (contradiction !== undefined) return await this.#contradict(transaction, order, contradiction);
      if (order.state !== 'issued' && order.state !== 'acknowledged') return { order };
      return { order: await this.rejected(transaction, order, { code, reason }) };
    });
  }

  /** Ends an order that surely is not paid, inside the transaction of whoever knows it. */
  async rejected(transaction: Transaction, order: Disbursement, { code, reason }: { readonly code: string; readonly reason: string }): Promise<Disbursement> {
    const { target } = transition(disbursementLifecycle, order.state, 'reject');
    const rejected = await this.orders.update(transaction.manager, order, { state: target, rejectedCode: code, rejectedReason: reason });
    await this.instalments.fail(transaction, order.instalmentId, { reason, decisionId: order.id });
    const closed = await this.doubts.close(transaction, rejected, transaction.today);
    this.#tell(transaction, disbursementContracts.rejected, closed, reason);
    return closed;
  }

  async #receive(
    kind: Said['kind'], id: string, content: Said['content'], { call }: Request, effect: (transaction: Transaction, order: Disbursement) => Promise<Effect>,
  ): Promise<DisbursementReceipt> {
    return await this.commands.run(call, async (transaction) => {
      const found = requireOwn(disbursementContracts[kind], call.caller, await this.orders.lock(transaction.manager, id), id);
      const known = await this.orders.answered(transaction.manager, { orderId: id, kind, content });
      transaction.record({ action: `disbursement.${kind}`, objectType: 'disbursement', objectId: id, detail: { ...content, isRepeated: known !== undefined } });
      if (known !== undefined) return known;
      const { order, contradiction } = await effect(transaction, found);
      const receipt: DisbursementReceipt = {
        orderId: id,
        result: contradiction === undefined ? 'accepted' : 'contradicted',
        state: order.state,
        receivedAt: instantOf(transaction.now),
        ...(contradiction === undefined ? {} : { contradiction }),
      };
      const { tenant, person } = call.caller;
      await this.orders.insertMessage(transaction.manager, { id: newId(), tenant, orderId: id, kind, content, person, receivedAt: transaction.now, answer: receipt });
      return receipt;
    });
  }

  /** What is settled stays settled: only the bank's statement can open it again. */
  async #contradict(transaction: Transaction, order: Disbursement, contradiction: Sentence): Promise<Effect> {
    const doubted = order.state === 'settled' ? order : await this.doubts.doubt(transaction, order, contradiction.zh);
    this.#tell(transaction, disbursementContracts.contradicted, doubted, contradiction.zh);
    return { order: doubted, contradiction };
  }

  #tell(transaction: Transaction, contract: typeof disbursementContracts.executed, order: Disbursement, reason?: string): void {
    transaction.emit(contract, { noun: 'disbursement', id: order.id, version: order.version }, toChanged(order, reason));
  }
}

function requireDay({ issuedOn }: Disbursement, day: string, today: string): void {
  if (day >= issuedOn && day <= today) return;
  throw invalidAt('executedOn', `支付日应在下达日 ${issuedOn} 与今天 ${today} 之间，请核对`, `the day of payment lies between the issue, ${issuedOn}, and today, ${today}; check it`);
}
