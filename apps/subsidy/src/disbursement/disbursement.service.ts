import {
  disbursementContracts, Refusal, regionCodeSchema, uuidSchema, type AskDaysToCash, type DaysToCash, type DisbursementOrder, type DisbursementPage,
  type DoubtDisbursement, type ListDisbursements, type ProposeSettlement, type RecordRejectionCause, type SettleDisbursement,
} from '@jiqun/contracts';
import { CommandRunner, fourEyes, readCursor, transition, writeCursor, type Call, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { clauseForbids, handsOf, invalidAt, requireVersion } from '../refusals.js';
import type { Disbursement } from './disbursement.entity.js';
import { disbursementLifecycle } from './disbursement.lifecycle.js';
import { toChanged, toOrderAnswer, toSummary } from './disbursement.mapper.js';
import { DisbursementRepository } from './disbursement.repository.js';
import { DoubtService } from './doubt.service.js';
import { ownRegions, requireOwn } from './own-orders.js';

const USUAL_PAGE = 50;
const NOUN = 'disbursement';

type Changing = Parameters<typeof requireOwn>[0];

/** What people do with orders: find the cause of a rejection, doubt, settle; and what everybody concerned reads of them. */
@Injectable()
export class DisbursementService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(DisbursementRepository) private readonly orders: DisbursementRepository,
    @Inject(DoubtService) private readonly doubts: DoubtService,
  ) {}

  /** Why nothing was paid, with evidence: without it the instalment is not issued again. @throws Refusal CLAUSE_FORBIDS when it is on record */
  async recordCause({ id, version, cause, evidence }: RecordRejectionCause, { call }: Request): Promise<DisbursementOrder> {
    return await this.#change(call, disbursementContracts.recordCause, { id, version }, async (transaction, order) => {
      if (order.causeBy !== null) throw clauseForbids('disbursement.record-cause', 'cause', { zh: '退回原因已登记，不再更改。', en: 'The cause is on record and stays.' });
      const { person, client } = call.caller;
      transaction.record({ action: 'disbursement.record-cause', objectType: NOUN, objectId: id, reason: cause, detail: { evidence } });
      return await this.orders.update(transaction.manager, order, { cause, causeEvidence: evidence, causeBy: person, causeClient: client ?? null });
    });
  }

  /** A person has reason to doubt what finance said, or that it said nothing. */
  async doubt({ id, version, reason }: DoubtDisbursement, { call }: Request): Promise<DisbursementOrder> {
    return await this.#change(call, disbursementContracts.doubt, { id, version }, async (transaction, order) => await this.doubts.doubt(transaction, order, reason));
  }

  /** The first of two people says what became of an order, with evidence; a later proposal takes its place. */
  async proposeSettlement({ id, version, outcome, evidence, reason, execution }: ProposeSettlement, { call }: Request): Promise<DisbursementOrder> {
    if ((outcome === 'paid') !== (execution !== undefined)) {
      throw invalidAt('execution', '结论为已支付时须给出银行凭证号和支付日，未支付时不得给出', 'give the reference and the day when it was paid, and neither when it was not');
    }
    return await this.#change(call, disbursementContracts.proposeSettlement, { id, version }, async (transaction, order) => {
      transition(disbursementLifecycle, order.state, 'settle');
      if (execution !== undefined && (execution.executedOn < order.issuedOn || execution.executedOn > transaction.today)) {
        throw invalidAt('execution.executedOn', `支付日不早于下达日 ${order.issuedOn}，也不晚于今天`, `the day of payment lies between the issue, ${order.issuedOn}, and today`);
      }
      if (execution !== undefined) await this.#requireOwnPayment(transaction, order, execution.bankReference);
      transaction.record({ action: 'disbursement.propose-settlement', objectType: NOUN, objectId: id, reason, detail: { outcome, evidence } });
      return await this.orders.update(transaction.manager, order, {
        proposedOutcome: outcome, proposedEvidence: evidence, proposedReason: reason, proposedReference: execution?.bankReference ?? null,
        proposedExecutedOn: execution?.executedOn ?? null, proposedBy: call.caller.person, proposedClient: call.caller.client ?? null,
      });
    });
  }

  /** The second of two people confirms what the first has found. @throws Refusal FOUR_EYES, CLAUSE_FORBIDS without a proposal */
  async settle({ id, version }: SettleDisbursement, { call }: Request): Promise<DisbursementOrder> {
    return await this.#change(call, disbursementContracts.settle, { id, version }, async (transaction, order) => {
      const { proposedBy, proposedClient, proposedReason, proposedReference, proposedExecutedOn } = order;
      if (proposedBy === null || proposedReason === null) {
        const message = { zh: '尚无人提出查明结论和证据；请先提出，再由另一人确认。', en: 'Nobody has said with evidence what became of it; propose that first, then another person confirms.' };
        throw clauseForbids('disbursement.settle', 'proposal', message);
      }
      fourEyes(handsOf(proposedBy, proposedClient), call.caller, disbursementContracts.settle.permission);
      const paid = proposedReference === null || proposedExecutedOn === null ? undefined : { reference: proposedReference, on: proposedExecutedOn };
      if (paid !== undefined) await this.#requireOwnPayment(transaction, order, paid.reference);
      return await this.doubts.settle(transaction, order, { paid, by: call.caller.person, reason: proposedReason });
    });
  }

  /** Deadline: nobody has acknowledged it. A warning; nothing is sent again. */
  async missAcknowledgement(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const order = await this.orders.lock(transaction.manager, id);
      if (order?.state !== 'issued') return;
      const missed = await this.orders.update(transaction.manager, order, { acknowledgementMissedOn: transaction.today });
      transaction.record({ action: 'disbursement.miss-acknowledgement', objectType: NOUN, objectId: id });
      transaction.emit(disbursementContracts.acknowledgementMissed, { noun: NOUN, id, version: missed.version }, toChanged(missed));
    });
  }

  /** Deadline: released to the bank, and nobody has said for too long whether it was paid. */
  async doubtSilence(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const order = await this.orders.lock(transaction.manager, id);
      if (order === undefined || (order.state !== 'issued' && order.state !== 'acknowledged')) return;
      await this.doubts.doubt(transaction, order, '已核准拨付，逾期没有支付或退回的回复');
    });
  }

  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<DisbursementOrder> {
    const order = requireOwn(disbursementContracts.get, caller, await this.orders.find(id), id);
    return toOrderAnswer(order, await this.orders.papers(id));
  }

  /** Newest first. */
  async list({ cursor, limit = USUAL_PAGE, state, awardId, instalmentId }: ListDisbursements, { caller }: Pick<Request, 'caller'>): Promise<DisbursementPage> {
    const regions = ownRegions(disbursementContracts.list.permission, caller);
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const found = await this.orders.list({ tenant: caller.tenant, regions, state, awardId, instalmentId, before, limit: limit + 1 });
    const items = found.slice(0, limit).map(toSummary);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.orderId) } : {}) };
  }

  /** Of the orders issued in a year, by region. */
  async daysToCash({ year }: AskDaysToCash, { caller }: Pick<Request, 'caller'>): Promise<DaysToCash> {
    const regions = ownRegions(disbursementContracts.daysToCash.permission, caller);
    const found = await this.orders.daysToCash(caller.tenant, regions, year);
    return {
      year,
      regions: found.map(({ region, issued, paid, late, median, ninetieth, longest }) => ({
        region: regionCodeSchema.parse(region), issued, paid, late,
        ...(median === null || ninetieth === null || longest === null ? {} : { median, ninetieth, longest }),
      })),
    };
  }

  /** One transfer pays one order. @throws Refusal INVALID_REQUEST */
  async #requireOwnPayment(transaction: Transaction, order: Disbursement, reference: string): Promise<void> {
    if (!(await this.orders.isPaymentOfAnother(transaction.manager, order, reference))) return;
    throw invalidAt('execution.bankReference', `银行凭证号 ${reference} 是另一指令的支付，请核对`, `the reference ${reference} is that of another order's payment; check it`);
  }

  async #change(
    call: Call, contract: Changing, { id, version }: { readonly id: string; readonly version: number },
    effect: (transaction: Transaction, order: Disbursement) => Promise<Disbursement>,
  ): Promise<DisbursementOrder> {
    return await this.commands.run(call, async (transaction) => {
      const { states, ...inAnyState } = contract.permission;
      const found = await this.orders.lock(transaction.manager, id);
      // Of two who act on the same version the second is told that it has changed, before what its new state allows.
      const order = requireOwn({ ...contract, permission: inAnyState }, call.caller, found, id);
      requireVersion(NOUN, order, version);
      if (states !== undefined && !states.includes(order.state)) throw new Refusal('STATE_FORBIDS', { action: contract.permission.action, state: order.state });
      const changed = await effect(transaction, order);
      return toOrderAnswer(changed, await this.orders.papersIn(transaction.manager, id));
    });
  }
}
