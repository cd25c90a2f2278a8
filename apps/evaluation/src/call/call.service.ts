import {
  callContracts, Refusal, uuidSchema, type AmendCall, type Call as CallAnswer, type CallPage, type Caller, type CallTerms, type DraftCall, type EventContract,
  type CallChanged, type ExtendCall, type ListCalls, type ListPublicCalls, type PublishCall, type WithdrawCall,
} from '@jiqun/contracts';
import { addDays } from '@jiqun/policy-core';
import { CommandRunner, newId, readCursor, startOfDayInShanghai, transition, writeCursor, type Call as Work, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { requireTerms } from './call-terms.js';
import type { Call } from './call.entity.js';
import { callLifecycle, type CallAction } from './call.lifecycle.js';
import { toCallAnswer, toCallChanged, toCallSummary } from './call.mapper.js';
import { CallRepository } from './call.repository.js';

/** Deadline kind: the last day of a call is over. */
export const CALL_CLOSES = 'call.closes';

const USUAL_PAGE = 50;
const PUBLIC_STATES: readonly string[] = ['published', 'closed'];

interface Change {
  readonly id: string;
  readonly version: number;
  readonly action: CallAction;
  readonly reason?: string;
}

/** Calls: published from the version of a policy that is in force, closed by their last day. */
@Injectable()
export class CallService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(CallRepository) private readonly calls: CallRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
  ) {}

  /** @throws Refusal NOT_FOUND for a programme without a policy in force today, INVALID_REQUEST */
  async draft({ programme, terms }: DraftCall, { call }: Request): Promise<CallAnswer> {
    return await this.commands.run(call, async (transaction) => {
      await this.#requireTerms(transaction, programme, terms);
      const { tenant, person } = call.caller;
      const drafted: Call = { id: newId(), tenant, programme, policyVersion: null, terms, state: 'draft', version: 1, publishedAt: null, draftedBy: person };
      await this.calls.insert(transaction.manager, drafted);
      transaction.record({ action: 'call.draft', objectType: 'call', objectId: drafted.id });
      return toCallAnswer(drafted);
    });
  }

  /** @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, INVALID_REQUEST */
  async amend({ id, version, terms }: AmendCall, { call }: Request): Promise<CallAnswer> {
    return await this.#change(call, { id, version, action: 'call.amend' }, async (transaction, found) => {
      await this.#requireTerms(transaction, found.programme, terms);
      return { ...found, terms };
    });
  }

  /**
   * Publishes a call (AMC-7-1.a, XJ-7-1.a) from the version of the policy that is in force today.
   * @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT; CLAUSE_FORBIDS for a last day or a notice that the document fixes otherwise
   */
  async publish({ id, version }: PublishCall, { call }: Request): Promise<CallAnswer> {
    return await this.#change(
      call,
      { id, version, action: 'call.publish' },
      async (transaction, found) => {
        const { today, now } = transaction;
        const policy = await this.#requireTerms(transaction, found.programme, found.terms);
        if (found.terms.closesOn < today) throw passed(found.terms.closesOn, today);
        transaction.setDeadline(CALL_CLOSES, id, startOfDayInShanghai(addDays(found.terms.closesOn, 1)));
        return { ...found, policyVersion: policy.version, publishedAt: now };
      },
      callContracts.published,
    );
  }

  /** @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, CLAUSE_FORBIDS, INVALID_REQUEST for a day that is not later */
  async extend({ id, version, closesOn, reason }: ExtendCall, { call }: Request): Promise<CallAnswer> {
    return await this.#change(
      call,
      { id, version, action: 'call.extend', reason },
      async (transaction, found) => {
        if (closesOn <= found.terms.closesOn) throw passed(closesOn, found.terms.closesOn);
        const terms = { ...found.terms, closesOn };
        requireTerms(await this.catalogue.policyOf(found.programme, found.policyVersion ?? ''), terms);
        transaction.setDeadline(CALL_CLOSES, id, startOfDayInShanghai(addDays(closesOn, 1)));
        return { ...found, terms };
      },
      callContracts.extended,
    );
  }

  /** @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT */
  async withdraw({ id, version, reason }: WithdrawCall, { call }: Request): Promise<CallAnswer> {
    const change: Change = { id, version, action: 'call.withdraw', reason };
    return await this.#change(call, change, async (transaction, found) => {
      transaction.cancelDeadline(CALL_CLOSES, id);
      if (found.state === 'published') transaction.emit(callContracts.withdrawn, { noun: 'call', id, version: version + 1 }, toCallChanged(found));
      return await Promise.resolve(found);
    });
  }

  /** The last day is over. Does nothing when the call was withdrawn meanwhile. */
  async close(id: string, call: Work): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const found = await this.calls.lock(transaction.manager, id);
      if (found?.state !== 'published') return;
      const closed = await this.#move(transaction, found, { id, version: found.version, action: 'call.close' });
      transaction.emit(callContracts.closed, { noun: 'call', id, version: closed.version }, toCallChanged(closed));
    });
  }

  /** @throws Refusal NOT_FOUND, also for another tenant's, and for a draft that is not the caller's to see */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<CallAnswer> {
    const found = await this.calls.find(id);
    if (found === undefined || found.tenant !== caller.tenant || (found.state === 'draft' && !seesDrafts(caller))) throw new Refusal('NOT_FOUND', { noun: 'call', id });
    return toCallAnswer(found);
  }

  /** The caller's tenant's, newest first; drafts for those who publish alone. */
  async list({ cursor, limit = USUAL_PAGE, programme, state }: ListCalls, { caller }: Pick<Request, 'caller'>): Promise<CallPage> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const found = await this.calls.list(caller.tenant, { programme, state, before, withDrafts: seesDrafts(caller), limit: limit + 1 });
    return pageOf(found, limit);
  }

  /** A call that was published, for anybody. @throws Refusal NOT_FOUND, also for a draft and for one that was withdrawn */
  async getPublic(id: string): Promise<CallAnswer> {
    const found = await this.calls.find(id);
    if (found === undefined || !PUBLIC_STATES.includes(found.state)) throw new Refusal('NOT_FOUND', { noun: 'call', id });
    return toCallAnswer(found);
  }

  /** The calls that were published, newest first, for anybody. */
  async listPublic({ cursor, limit = USUAL_PAGE, tenant, programme, state }: ListPublicCalls): Promise<CallPage> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    return pageOf(await this.calls.listPublic({ tenant, programme, before, states: state === undefined ? PUBLIC_STATES : [state], limit: limit + 1 }), limit);
  }

  async #requireTerms(transaction: Transaction, programme: string, terms: CallTerms) {
    const policy = await this.catalogue.inForceOn(programme, transaction.today);
    if (policy.source.document.jurisdiction !== transaction.call.caller.tenant) throw new Refusal('OTHER_TENANT');
    requireTerms(policy, terms);
    return policy;
  }

  async #change(
    call: Work,
    change: Change,
    effect: (transaction: Transaction, found: Call) => Promise<Call>,
    event?: EventContract<CallChanged>,
  ): Promise<CallAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const found = await this.calls.lock(transaction.manager, change.id);
      if (found === undefined || found.tenant !== call.caller.tenant) throw new Refusal('NOT_FOUND', { noun: 'call', id: change.id });
      transition(callLifecycle, found.state, change.action);
      if (found.version !== change.version) {
        throw new Refusal('VERSION_CONFLICT', { noun: 'call', id: change.id, expected: String(change.version), actual: String(found.version) });
      }
      const moved = await this.#move(transaction, await effect(transaction, found), change);
      if (event !== undefined) transaction.emit(event, { noun: 'call', id: moved.id, version: moved.version }, toCallChanged(moved));
      return toCallAnswer(moved);
    });
  }

  async #move(transaction: Transaction, found: Call, { action, reason }: Change): Promise<Call> {
    const { target } = transition(callLifecycle, found.state, action);
    const moved = await this.calls.update(transaction.manager, { ...found, state: target });
    if (moved === undefined) throw new Error(`The call ${found.id} changed under its lock`);
    transaction.record({ action, objectType: 'call', objectId: found.id, ...(reason === undefined ? {} : { reason }) });
    return moved;
  }
}

function pageOf(found: readonly Call[], limit: number): CallPage {
  const items = found.slice(0, limit).map(toCallSummary);
  const last = items.at(-1);
  return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
}

const seesDrafts = ({ grants }: Caller): boolean => grants.some(({ role }) => callContracts.draft.permission.roles.includes(role));

function passed(day: string, than: string): Refusal {
  const message = { zh: `截止日 ${day} 须晚于 ${than}`, en: `the last day ${day} must be later than ${than}` };
  return new Refusal('INVALID_REQUEST', {}, { issues: [{ path: 'closesOn', code: 'CALL_TERMS', message }] });
}
