import {
  type ConfirmSanction, type LiftSanction, type ListSanctions, type RejectSanction, type Sanction, sanctionContracts, sanctionEnded, sanctionLifted,
  type SanctionPage, type WithdrawSanction,
} from '@jiqun/contracts';
import { addDays } from '@jiqun/policy-core';
import { type Call, CommandRunner, fourEyes, type Request, startOfDayInShanghai, transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { DishonestyRecords } from '../dishonesty-record/dishonesty-records.js';
import { idBefore, pageOfRows, USUAL_PAGE } from '../list-page.js';
import { clauseForbids, invalidAt, notFound } from '../refusals.js';
import { ImposeService } from './impose.service.js';
import type { PendingChange, SanctionRow } from './sanction.entity.js';
import { possibleIn, sanctionLifecycle } from './sanction.lifecycle.js';
import { toSanctionAnswer, toSanctionSummary } from './sanction.mapper.js';
import { SanctionRepository } from './sanction.repository.js';
import { SANCTION_ENDS, SanctionsAtWork } from './sanctions-at-work.js';

/** What happens to a sanction after it was proposed or ordered. */
@Injectable()
export class SanctionService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(SanctionRepository) private readonly rows: SanctionRepository,
    @Inject(SanctionsAtWork) private readonly work: SanctionsAtWork,
    @Inject(ImposeService) private readonly imposing: ImposeService,
    @Inject(DishonestyRecords) private readonly records: DishonestyRecords,
  ) {}

  /**
   * Shortens or lifts: at once where the policy asks for one person (SUB-16; INT-23), else as a proposal (SUB-13.c).
   * @throws Refusal CLAUSE_FORBIDS for what nobody can lift (SUB-17), STATE_FORBIDS, VERSION_CONFLICT, INVALID_REQUEST
   */
  async lift(request: LiftSanction, { call }: Request): Promise<Sanction> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.work.taken(transaction, sanctionContracts.lift, request);
      const { target } = transition(sanctionLifecycle, taken.state, 'lift');
      if (taken.peopleToLift === null) throw cannotBeLifted(taken);
      const through = requireEarlier(taken, request.through ?? transaction.today, transaction.today);
      const pending = proposal(transaction, { kind: 'lift', through, reason: request.reason, ...(request.document === undefined ? {} : { document: request.document }) });
      if (taken.peopleToLift === 1) return await this.#lifted(transaction, taken, pending);
      const row = await this.work.written(
        transaction, { ...taken, state: target, pending }, { step: 'lift-proposed', action: 'sanction.lift', reason: request.reason, document: request.document },
      );
      return await this.work.answer(transaction, row);
    });
  }

  /** Proposes to withdraw a sanction whose decision was annulled. @throws Refusal STATE_FORBIDS, VERSION_CONFLICT */
  async withdraw(request: WithdrawSanction, { call }: Request): Promise<Sanction> {
    const { reason, document } = request;
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.work.taken(transaction, sanctionContracts.withdraw, request);
      const { target } = transition(sanctionLifecycle, taken.state, 'withdraw');
      const pending = proposal(transaction, { kind: 'withdraw', reason, document });
      const step = { step: 'withdrawal-proposed', action: 'sanction.withdraw', reason, document } as const;
      return await this.work.answer(transaction, await this.work.written(transaction, { ...taken, state: target, pending }, step));
    });
  }

  /** Confirms what another person proposed. @throws Refusal FOUR_EYES, STATE_FORBIDS, VERSION_CONFLICT */
  async confirm(request: ConfirmSanction, { call }: Request): Promise<Sanction> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.work.taken(transaction, sanctionContracts.confirm, request);
      const { target } = transition(sanctionLifecycle, taken.state, 'confirm');
      for (const hands of handsOf(taken)) fourEyes(hands, call.caller, sanctionContracts.confirm.permission);
      const { pending } = taken;
      if (pending === null) {
        const row = await this.imposing.confirm(transaction, { ...taken, state: target, confirmedBy: call.caller.person });
        return await this.work.answer(transaction, row);
      }
      return pending.kind === 'lift' ? await this.#lifted(transaction, taken, withHand(transaction, pending)) : await this.#withdrawn(transaction, taken, pending);
    });
  }

  /** Rejects a proposal: what was in force stays so. @throws Refusal STATE_FORBIDS, VERSION_CONFLICT */
  async reject(request: RejectSanction, { call }: Request): Promise<Sanction> {
    return await this.commands.run(call, async (transaction) => {
      const taken = await this.work.taken(transaction, sanctionContracts.reject, request);
      const { target } = transition(sanctionLifecycle, taken.state, 'reject');
      const step = taken.pending === null ? 'rejected' : 'change-rejected';
      const row = await this.work.written(
        transaction, { ...taken, state: target, pending: null }, { step, action: 'sanction.reject', reason: request.reason },
      );
      return await this.work.answer(transaction, row);
    });
  }

  /** The last day is over: the next one is free (INT-13). Does nothing for one that was lifted or whose end was moved. */
  async end(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const found = await this.rows.lock(transaction.manager, call.caller.tenant, id);
      if (found === undefined || sanctionLifecycle[found.state].end === undefined) return;
      if (found.imposedThrough === null || transaction.now < startOfDayInShanghai(addDays(found.imposedThrough, 1))) return;
      const { target } = transition(sanctionLifecycle, found.state, 'end');
      const row = await this.work.written(transaction, { ...found, state: target, pending: null }, { step: 'ended', action: 'sanction.end' });
      this.work.tell(transaction, sanctionEnded, row);
    });
  }

  /** @throws Refusal NOT_FOUND */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<Sanction> {
    const row = await this.rows.find(caller.tenant, id);
    if (row === undefined) throw notFound('sanction', id);
    return toSanctionAnswer(row, await this.rows.steps(id), possibleIn(row.state));
  }

  /** Newest first. */
  async list({ limit = USUAL_PAGE, creditCode, measure, state, ...page }: ListSanctions, { caller }: Pick<Request, 'caller'>): Promise<SanctionPage> {
    const filter = { tenant: caller.tenant, creditCode, measure, state, before: idBefore(page), limit: limit + 1 };
    return pageOfRows(await this.rows.list(filter), limit, toSanctionSummary);
  }

  /** Lifts or shortens once as many people as the policy asks for agree; until then their number is kept. */
  async #lifted(transaction: Transaction, taken: SanctionRow, pending: PendingChange): Promise<Sanction> {
    const { reason, document } = pending;
    const isDirect = taken.pending === null;
    const action = isDirect ? 'sanction.lift' : 'sanction.confirm';
    if (pending.hands.length < (taken.peopleToLift ?? 0)) {
      const { target } = transition(sanctionLifecycle, taken.state, 'agree');
      return await this.work.answer(transaction, await this.work.written(transaction, { ...taken, state: target, pending }, { step: 'agreed', action }));
    }
    // A proposal may have waited beyond the day that it named.
    const proposed = pending.through ?? transaction.today;
    const through = proposed < transaction.today ? transaction.today : proposed;
    const isOver = through === transaction.today;
    const step = isDirect ? (isOver ? 'lift-at-once' : 'shorten-at-once') : isOver ? 'confirm' : 'confirm-shorter';
    const { target } = transition(sanctionLifecycle, taken.state, step);
    const changed = { ...taken, state: target, imposedThrough: through, pending: null };
    const row = await this.work.written(transaction, changed, { step: isOver ? 'lifted' : 'shortened', action, reason, document });
    if (isOver) transaction.cancelDeadline(SANCTION_ENDS, row.id);
    else this.work.watch(transaction, row);
    this.work.tell(transaction, sanctionLifted, row);
    return await this.work.answer(transaction, row);
  }

  /** The decision was annulled: the sanction bars on no day, and the record of dishonesty goes with it. */
  async #withdrawn(transaction: Transaction, taken: SanctionRow, { reason, document }: PendingChange): Promise<Sanction> {
    const { target } = transition(sanctionLifecycle, taken.state, 'confirm');
    const row = await this.work.written(transaction, { ...taken, state: target, pending: null }, { step: 'withdrawn', action: 'sanction.confirm', reason, document });
    transaction.cancelDeadline(SANCTION_ENDS, row.id);
    this.work.tell(transaction, sanctionLifted, row, addDays(transaction.today, -1));
    await this.records.withdrawWith(transaction, row, { reason, document: document ?? row.document });
    return await this.work.answer(transaction, row);
  }
}

function proposal({ call: { caller } }: Transaction, change: Omit<PendingChange, 'hands'>): PendingChange {
  return { ...change, hands: [handOf(caller)] };
}

function withHand({ call: { caller } }: Transaction, pending: PendingChange): PendingChange {
  return { ...pending, hands: [...pending.hands, handOf(caller)] };
}

const handOf = ({ person, client }: Request['caller']): PendingChange['hands'][number] => ({ person, ...(client === undefined ? {} : { client }) });

/** Those who may not confirm: who proposed, and who has agreed already. */
function handsOf({ pending, proposedBy, proposedClient }: SanctionRow): PendingChange['hands'] {
  if (pending !== null) return pending.hands;
  return proposedBy === null ? [] : [{ person: proposedBy, ...(proposedClient === null ? {} : { client: proposedClient }) }];
}

function cannotBeLifted({ clause }: SanctionRow): ReturnType<typeof clauseForbids> {
  const message = {
    zh: '该限制没有期限，不能解除；原决定被撤销的，请依撤销文书撤回。',
    en: 'This sanction has no end and is not lifted; where the decision itself was annulled, withdraw it by that document.',
  };
  return clauseForbids('sanction.lift', 'exclusion', message, clause);
}

/** The new last day: not before today, and earlier than the present one. */
function requireEarlier({ imposedThrough }: SanctionRow, through: string, today: string): string {
  if (through >= today && (imposedThrough === null || through < imposedThrough)) return through;
  const latest = imposedThrough ?? '-';
  throw invalidAt('through', `新的届满日应不早于今天 ${today}，且早于现届满日 ${latest}。`, `The new last day is today (${today}) or later, and before the present one (${latest}).`);
}
