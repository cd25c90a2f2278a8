import { disbursementContracts, payOutContracts, Refusal, uuidSchema, type ListPayOuts, type PayOut, type PayOutPage, type ReturnPayOut, type WhichPayOut } from '@jiqun/contracts';
import { addDays, type Policy } from '@jiqun/policy-core';
import { CommandRunner, readCursor, startOfDayInShanghai, transition, writeCursor, type Call, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { Disbursement } from '../disbursement/disbursement.entity.js';
import { toChanged, toPayOut, toPayOutChanged } from '../disbursement/disbursement.mapper.js';
import { DisbursementRepository } from '../disbursement/disbursement.repository.js';
import { FinanceMessageService } from '../disbursement/finance-message.service.js';
import { ownRegions, requireOwn } from '../disbursement/own-orders.js';
import { DOUBT_DAYS, DOUBT_DUE, paymentTermsOf, type PaymentTerms } from '../disbursement/payment-terms.js';
import { InstalmentWriting } from '../instalment/instalment-writing.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { clauseForbids, requireVersion } from '../refusals.js';
import { barInWords, barredIn } from '../standing/bars.js';
import { StandingGate } from '../standing/standing-gate.js';
import { payOutLifecycle } from './pay-out.lifecycle.js';
import { PayOutRepository } from './pay-out.repository.js';

const USUAL_PAGE = 50;
const NOUN = 'pay-out';
/** The longest reason that a held pay-out shows. */
const LONGEST_REASON = 1_000;
/** The code with which money that local finance gives back is rejected. */
const RETURNED = 'RETURNED';

/** The local stage of an order: the finance department of the place releases it to the bank within the time set (SUB-12.b; INT-33). */
@Injectable()
export class PayOutService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(DisbursementRepository) private readonly orders: DisbursementRepository,
    @Inject(PayOutRepository) private readonly payOuts: PayOutRepository,
    @Inject(FinanceMessageService) private readonly messages: FinanceMessageService,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
    @Inject(StandingGate) private readonly gate: StandingGate,
    @Inject(InstalmentWriting) private readonly instalments: InstalmentWriting,
  ) {}

  /**
   * Releases an order to the bank. The lists are checked inside, so that a listing is either seen or comes after the release; who is
   * listed is held, and can be tried again when the listing has ended.
   */
  async authorise({ id, version }: WhichPayOut, { call }: Request): Promise<PayOut> {
    return await this.commands.run(call, async (transaction) => {
      const order = await this.#take(transaction, payOutContracts.authorise, id, version);
      const { target } = transition(payOutLifecycle, order.payOut, 'authorise');
      const terms = await this.#termsOf(order);
      await this.#requireGoingOn(transaction, order, terms);
      const reasons = await this.#barsOn(transaction, order, terms);
      if (reasons !== undefined) return toPayOut(await this.#hold(transaction, order, terms.checkClause, reasons));
      const { now: authorisedAt, today } = transaction;
      const released = await this.orders.updatePayOut(transaction.manager, order, {
        payOut: target, authorisedBy: call.caller.person, authorisedAt, heldClause: null, heldReason: null, heldAt: null,
      });
      const last = order.dueOn > today ? order.dueOn : today;
      transaction.setDeadline(DOUBT_DUE, id, startOfDayInShanghai(addDays(last, DOUBT_DAYS + 1)));
      transaction.record({ action: 'pay-out.authorise', objectType: NOUN, objectId: id, clause: terms.payOutClause });
      transaction.emit(payOutContracts.authorised, this.#subject(released), toPayOutChanged(released, terms.payOutClause));
      return toPayOut(released);
    });
  }

  /** Gives back what was not released; the instalment fails, and can be held, issued anew, or lapse. */
  async return({ id, version, reason }: ReturnPayOut, { call }: Request): Promise<PayOut> {
    return await this.commands.run(call, async (transaction) => {
      const order = await this.#take(transaction, payOutContracts.return, id, version);
      const { target } = transition(payOutLifecycle, order.payOut, 'return');
      const { payOutClause } = await this.#termsOf(order);
      const { person } = call.caller;
      const returned = await this.orders.updatePayOut(transaction.manager, order, { payOut: target, returnedBy: person, closedOn: transaction.today });
      const rejected = await this.messages.rejected(transaction, returned, { code: RETURNED, reason });
      transaction.record({ action: 'pay-out.return', objectType: NOUN, objectId: id, clause: payOutClause, reason });
      transaction.emit(payOutContracts.returned, this.#subject(rejected), toPayOutChanged(rejected, payOutClause, reason));
      return toPayOut(rejected);
    });
  }

  /**
   * Takes back the releases to an enterprise that was listed meanwhile, as far as the bank has not been reported to have paid. Inside
   * the transaction of whoever learned of the listing.
   */
  async holdAll(transaction: Transaction, { tenant, creditCode, clauseFor, reason }: Listed): Promise<void> {
    for (const id of await this.payOuts.authorisedTo(transaction.manager, tenant, creditCode)) {
      const order = await this.orders.lock(transaction.manager, id);
      if (order?.payOut !== 'authorised' || !isOpen(order)) continue;
      const clause = clauseFor(await this.policies.policyOf(order.programme, order.policyVersion));
      if (clause === undefined) continue;
      transaction.cancelDeadline(DOUBT_DUE, id);
      await this.#hold(transaction, order, clause, reason);
    }
  }

  /** Deadline: the last day is over. What a clause holds is not late. */
  async passDeadline(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const order = await this.orders.lock(transaction.manager, id);
      if (order === undefined || order.closedOn !== null || order.payOut === 'held' || order.overdueSince !== null || !isOpen(order)) return;
      const overdue = await this.orders.updatePayOut(transaction.manager, order, { overdueSince: transaction.today });
      const { payOutClause } = await this.#termsOf(order);
      transaction.record({ action: 'pay-out.pass-deadline', objectType: NOUN, objectId: id, clause: payOutClause });
      transaction.emit(payOutContracts.deadlinePassed, this.#subject(overdue), toPayOutChanged(overdue, payOutClause));
      if (overdue.payOut !== 'authorised') return;
      transaction.emit(disbursementContracts.executionMissed, { noun: 'disbursement', id, version: overdue.version }, toChanged(overdue));
    });
  }

  /** Newest first. */
  async list({ cursor, limit = USUAL_PAGE, state, overdue }: ListPayOuts, { caller }: Pick<Request, 'caller'>): Promise<PayOutPage> {
    const regions = ownRegions(payOutContracts.list.permission, caller);
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const most = Math.min(limit, 100);
    const ids = await this.payOuts.page({ tenant: caller.tenant, regions, state, isOverdue: overdue === true, before, limit: most + 1 });
    const found = await this.orders.findAll(ids.slice(0, most));
    const last = found.at(-1);
    return { items: found.map(toPayOut), ...(ids.length > most && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  async #take(transaction: Transaction, contract: Parameters<typeof requireOwn>[0], id: string, version: number): Promise<Disbursement> {
    const { call, manager } = transaction;
    const { states, action } = { states: undefined, ...contract.permission };
    const { states: _states, ...inAnyState } = contract.permission;
    const order = requireOwn({ noun: NOUN, permission: inAnyState }, call.caller, await this.orders.lock(manager, id), id);
    requireVersion(NOUN, { id, version: order.payOutVersion }, version);
    if (states !== undefined && !states.includes(order.payOut)) throw new Refusal('STATE_FORBIDS', { action, state: order.payOut });
    // An order that was rejected, paid or put in doubt has no local stage any more.
    if (!isOpen(order)) throw new Refusal('STATE_FORBIDS', { action, state: order.state });
    return order;
  }

  /** Money of an award that was stopped meanwhile goes back, not out. */
  async #requireGoingOn(transaction: Transaction, { instalmentId }: Disbursement, { payOutClause }: PaymentTerms): Promise<void> {
    const { award } = await this.instalments.taken(transaction, instalmentId);
    if (award.state !== 'stopped') return;
    const message = { zh: '该奖补已停止兑现；请将未拨付的资金退回。', en: 'The award was stopped: give back what was not paid out.' };
    throw clauseForbids('pay-out.authorise', 'award-stopped', message, payOutClause);
  }

  async #barsOn(transaction: Transaction, order: Disbursement, { checkClause }: PaymentTerms): Promise<string | undefined> {
    const { programme, policyVersion, creditCode, id } = order;
    const answer = await this.gate.require(transaction, {
      programme, policyVersion, gate: 'payment', clause: checkClause, creditCodes: [creditCode], about: { noun: 'disbursement', id }, mode: 'tell',
    });
    // A ban from applying does not take back what was awarded; the award itself is stopped by its case (INT-19).
    const words = barredIn(answer).flatMap(({ creditCode: code, reasons }) =>
      reasons.filter(({ kind }) => kind === 'credit-listing').map((reason) => barInWords(code, reason).zh));
    return words.length === 0 ? undefined : words.join('').slice(0, LONGEST_REASON);
  }

  async #hold(transaction: Transaction, order: Disbursement, clause: string, reason: string): Promise<Disbursement> {
    const { target } = transition(payOutLifecycle, order.payOut, 'hold');
    const held = await this.orders.updatePayOut(transaction.manager, order, { payOut: target, heldClause: clause, heldReason: reason.slice(0, LONGEST_REASON), heldAt: transaction.now });
    transaction.record({ action: 'pay-out.hold', objectType: NOUN, objectId: order.id, clause, reason });
    transaction.emit(payOutContracts.held, this.#subject(held), toPayOutChanged(held, clause, reason));
    return held;
  }

  async #termsOf({ programme, policyVersion }: Disbursement): Promise<PaymentTerms> {
    return paymentTermsOf(await this.policies.policyOf(programme, policyVersion));
  }

  #subject({ id, payOutVersion }: Disbursement): { noun: string; id: string; version: number } {
    return { noun: NOUN, id, version: payOutVersion };
  }
}

/** Of whom money that was released is held again. */
export interface Listed {
  readonly tenant: string;
  readonly creditCode: string;
  /** The clause by which a policy keeps those on the list away; undefined where it does not ask, and nothing is held. */
  readonly clauseFor: (policy: Policy) => string | undefined;
  readonly reason: string;
}

const isOpen = ({ state }: Disbursement): boolean => state === 'issued' || state === 'acknowledged';
