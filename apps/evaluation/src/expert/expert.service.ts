import {
  expertContracts, expertPage, Refusal, uuidSchema, versionSchema, type AmendExpert, type Caller, type DeclareConflicts, type Expert as ExpertAnswer,
  type ExpertChangePage, type ExpertPage, type ListExpertChanges, type ListExperts, type MoveExpert, type RegisterExpert,
} from '@jiqun/contracts';
import { CommandRunner, newId, readCursor, transition, writeCursor, type Call, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';

import type { Expert } from './expert.entity.js';
import { expertLifecycle, type ExpertAction } from './expert.lifecycle.js';
import { toExpertAnswer, toExpertChange } from './expert.mapper.js';
import { ExpertRepository } from './expert.repository.js';

const USUAL_CHANGES = 5;
const changeCursor = z.string().regex(/^[1-9][0-9]{0,8}$/).transform(Number).pipe(versionSchema);

interface Change {
  readonly id: string;
  readonly version: number;
  readonly action: ExpertAction;
  readonly reason: string;
}

/** The pool of experts: registered by the province, who declare their own ties and conflicts. */
@Injectable()
export class ExpertService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(ExpertRepository) private readonly experts: ExpertRepository,
  ) {}

  /** @throws Refusal ALREADY_EXISTS for a code or a person that the pool has */
  async register({ code, person, fields, ties, conflicts }: RegisterExpert, { call }: Request): Promise<ExpertAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const { tenant } = call.caller;
      const expert: Expert = { id: newId(), tenant, code, person, fields, ties, conflicts, state: 'active', version: 1, registeredAt: transaction.now };
      if (!(await this.experts.insert(transaction.manager, expert))) throw new Refusal('ALREADY_EXISTS', { noun: 'expert', id: code });
      await this.#keep(transaction, expert, 'expert.register');
      return toExpertAnswer(expert);
    });
  }

  /** @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT */
  async amend({ id, version, fields, ties, reason }: AmendExpert, { call }: Request): Promise<ExpertAnswer> {
    return await this.#change(call, { id, version, reason, action: 'expert.amend' }, (expert) => ({ ...expert, fields, ties }));
  }

  /** The expert's own declaration. @throws Refusal NOT_FOUND, also for another's record; STATE_FORBIDS, VERSION_CONFLICT */
  async declare({ id, version, ties, conflicts, reason }: DeclareConflicts, { call }: Request): Promise<ExpertAnswer> {
    return await this.#change(call, { id, version, reason, action: 'expert.declare' }, (expert) => {
      if (expert.person !== call.caller.person) throw notFound(id);
      return { ...expert, ties, conflicts };
    });
  }

  /** Suspends, reinstates or retires. @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT */
  async move(action: 'expert.suspend' | 'expert.reinstate' | 'expert.retire', { id, version, reason }: MoveExpert, { call }: Request): Promise<ExpertAnswer> {
    return await this.#change(call, { id, version, reason, action }, (expert) => expert);
  }

  /** @throws Refusal NOT_FOUND, also for another tenant's and, to an expert, for another's record */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<ExpertAnswer> {
    return toExpertAnswer(await this.#visible(id, caller));
  }

  /** The caller's tenant's, newest first; to an expert the own record alone. */
  async list({ cursor, limit = expertPage, field, state }: ListExperts, { caller }: Pick<Request, 'caller'>): Promise<ExpertPage> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    const person = seesPool(caller) ? undefined : caller.person;
    const found = await this.experts.list(caller.tenant, { field, state, person, before, limit: limit + 1 });
    const items = found.slice(0, limit).map(toExpertAnswer);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
  }

  /** Newest first. @throws Refusal NOT_FOUND as `get` */
  async listChanges({ id, cursor, limit = USUAL_CHANGES }: ListExpertChanges, { caller }: Pick<Request, 'caller'>): Promise<ExpertChangePage> {
    await this.#visible(id, caller);
    const before = cursor === undefined ? undefined : readCursor(cursor, changeCursor);
    const found = await this.experts.changes(id, before, limit + 1);
    const items = found.slice(0, limit).map(toExpertChange);
    const last = items.at(-1);
    return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(String(last.version)) } : {}) };
  }

  async #visible(id: string, caller: Caller): Promise<Expert> {
    const expert = await this.experts.find(id);
    const isSeen = expert !== undefined && expert.tenant === caller.tenant && (seesPool(caller) || expert.person === caller.person);
    if (!isSeen) throw notFound(id);
    return expert;
  }

  async #change(call: Call, { id, version, action, reason }: Change, effect: (expert: Expert) => Expert): Promise<ExpertAnswer> {
    return await this.commands.run(call, async (transaction) => {
      const found = await this.experts.lock(transaction.manager, id);
      if (found === undefined || found.tenant !== call.caller.tenant) throw notFound(id);
      // Asked first: whose record it is not is not told in which state it is.
      const changed = effect(found);
      const { target } = transition(expertLifecycle, found.state, action);
      if (found.version !== version) {
        throw new Refusal('VERSION_CONFLICT', { noun: 'expert', id, expected: String(version), actual: String(found.version) });
      }
      const moved = await this.experts.update(transaction.manager, { ...changed, state: target });
      if (moved === undefined) throw new Error(`The expert ${id} changed under its lock`);
      await this.#keep(transaction, moved, action, reason);
      return toExpertAnswer(moved);
    });
  }

  async #keep(transaction: Transaction, expert: Expert, action: string, reason?: string): Promise<void> {
    const { id, version, tenant, code, fields, ties, conflicts, state } = expert;
    const { manager, now, call } = transaction;
    const after = { code, fields, ties, conflicts, state };
    await this.experts.insertChange(manager, { expertId: id, version, tenant, action, changedBy: call.caller.person, changedAt: now, reason: reason ?? null, after });
    transaction.record({ action, objectType: 'expert', objectId: id, ...(reason === undefined ? {} : { reason }) });
  }
}

const notFound = (id: string): Refusal => new Refusal('NOT_FOUND', { noun: 'expert', id });

const seesPool = ({ grants }: Caller): boolean => grants.some(({ role }) => role !== 'expert' && expertContracts.list.permission.roles.includes(role));
