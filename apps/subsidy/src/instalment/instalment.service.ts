import { awardContracts, Refusal, type CheckedStanding } from '@jiqun/contracts';
import { CommandRunner, type Call, type Transaction, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { AwardRow } from '../award/award.entity.js';
import { type AwardAction, awardLifecycle } from '../award/award.lifecycle.js';
import { awardAggregate, toAwardChanged } from '../award/award.mapper.js';
import { AwardRepository } from '../award/award.repository.js';
import { windowClauseOf } from '../award/money-clauses.js';
import { entriesFor } from '../ledger/postings.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { notFound, versionConflict } from '../refusals.js';
import type { InstalmentRow, PayableAward, TakenInstalment } from './instalment.entity.js';
import { InstalmentRepository } from './instalment.repository.js';
import { InstalmentWriting, isWindowOver, openStates } from './instalment-writing.js';
import { IssueParts } from './issue-parts.js';

/** That the money has arrived. `decisionId` is the order, the statement or the settlement on which it rests. */
export interface ConfirmedPayment {
  readonly bankReference: string;
  readonly executedOn: string;
  readonly decisionId: string;
}

/** That the money has surely not arrived, or that nobody knows. */
export interface DeniedPayment {
  readonly reason: string;
  readonly decisionId: string;
}

/** How a doubt ends: by the statement's line, or by two people with evidence. */
export type SettledDoubt = ({ readonly outcome: 'confirmed' } & ConfirmedPayment) | ({ readonly outcome: 'failed' } & DeniedPayment);

/**
 * What other nouns do with instalments, inside their own transactions: hold, release, stop, and what finance reports. The
 * award is locked first, then its instalments. Every method is idempotent by state.
 */
@Injectable()
export class InstalmentService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(InstalmentRepository) private readonly instalments: InstalmentRepository,
    @Inject(InstalmentWriting) private readonly writing: InstalmentWriting,
    @Inject(AwardRepository) private readonly awards: AwardRepository,
    @Inject(IssueParts) private readonly parts: IssueParts,
    @Inject(PolicyCatalogue) private readonly policies: PolicyCatalogue,
  ) {}

  /**
   * Holds an instalment that is planned, authorised or failed (SUB-6-2; INT-21).
   * @returns undefined when it is held already, or cannot be held any more
   */
  async hold(transaction: Transaction, id: string, reason: string, clause: string, check?: CheckedStanding): Promise<InstalmentRow | undefined> {
    const taken = await this.writing.taken(transaction, id);
    const { state } = taken.instalment;
    if (state !== 'planned' && state !== 'authorised' && state !== 'failed') return undefined;
    const detail = check === undefined ? {} : { checkedOn: check.on, askedAt: check.askedAt };
    return (await this.writing.step(transaction, taken, 'hold', { heldFrom: state, reason, clause }, { reason, clause, detail })).instalment;
  }

  /** Lets a held instalment go back to where it was held from. @returns undefined when it is not held */
  async release(transaction: Transaction, id: string, reason: string, clause: string): Promise<InstalmentRow | undefined> {
    const taken = await this.writing.taken(transaction, id);
    const { state, heldFrom } = taken.instalment;
    if (state !== 'held' || heldFrom === null) return undefined;
    const action = heldFrom === 'authorised' ? 'release-to-authorised' : heldFrom === 'failed' ? 'release-to-failed' : 'release-to-planned';
    return (await this.writing.step(transaction, taken, action, { heldFrom: null, reason, clause }, { reason, clause })).instalment;
  }

  /**
   * Stops an award (SUB-13, SUB-16, SUB-17): what has not gone out is stopped and its money released to the budget; what is
   * on its way arrives or fails. An award without a plan yet is withdrawn.
   * @param by the decision on which it rests
   */
  async stop(transaction: Transaction, awardId: string, clause: string, reason: string, by: string): Promise<void> {
    const award = await this.#award(transaction, awardId);
    if (award.state === 'stopped' || award.state === 'closed' || award.state === 'withdrawn') return;
    if (award.state !== 'allotted') {
      const row = await this.#moveAward(transaction, awardId, 'withdraw', { clause, reason });
      transaction.emit(awardContracts.withdrawn, awardAggregate(row), toAwardChanged(row, transaction.today, { clause }));
      return;
    }
    for (const instalment of await this.instalments.lockAll(transaction.manager, award.tenant, awardId)) {
      if (openStates.includes(instalment.state)) await this.writing.step(transaction, { award, instalment }, 'stop', { heldFrom: null, reason, clause }, { reason, clause });
    }
    const released = await this.writing.committed(transaction, award);
    const row = await this.#moveAward(transaction, awardId, 'stop', { clause, reason });
    const entries = released > 0n ? entriesFor.released(award.budgetId ?? '', awardId, released) : [];
    await this.writing.post(transaction, award, undefined, { kind: 'stopped', bizKey: `award:${awardId}:stopped:${row.version}`, entries, decisionId: by, clause, reason });
    transaction.emit(awardContracts.stopped, awardAggregate(row), toAwardChanged(row, transaction.today, { clause, released }));
  }

  /** Takes a stop back: the award pays again, what was stopped is planned anew; what the years closed on meanwhile lapses. */
  async withdrawStop(transaction: Transaction, awardId: string, clause: string, reason: string, by: string): Promise<void> {
    const award = await this.#award(transaction, awardId);
    if (award.state !== 'stopped') return;
    const amount = await this.writing.stoppedAmount(transaction, award);
    const row = await this.#moveAward(transaction, awardId, 'withdraw-stop', { clause, reason });
    const entries = amount > 0n ? entriesFor.stopWithdrawn(award.budgetId ?? '', awardId, amount) : [];
    const bizKey = `award:${awardId}:stop-withdrawn:${row.version}`;
    await this.writing.post(transaction, award, undefined, { kind: 'stop-withdrawn', bizKey, entries, decisionId: by, clause, reason });
    transaction.emit(awardContracts.stopWithdrawn, awardAggregate(row), toAwardChanged(row, transaction.today, { clause, released: amount }));
    for (const instalment of await this.instalments.lockAll(transaction.manager, award.tenant, awardId)) {
      if (instalment.state !== 'stopped') continue;
      const change = { authorisedBy: null, authorisedClient: null, reason, clause };
      await this.writing.step(transaction, { award, instalment }, 'resume', change, { reason, clause });
    }
    await this.#lapse(transaction, await this.#award(transaction, awardId));
  }

  /** The money has arrived. @throws Refusal STATE_FORBIDS, NOT_FOUND */
  async confirm(transaction: Transaction, id: string, { bankReference, executedOn, decisionId }: ConfirmedPayment): Promise<InstalmentRow> {
    const taken = await this.writing.taken(transaction, id);
    if (taken.instalment.state === 'confirmed' && taken.instalment.bankReference === bankReference) return taken.instalment;
    const confirmed = await this.#confirmed(transaction, taken, { bankReference, executedOn, decisionId });
    // The years may have ended while nobody knew whether this payment had opened them.
    await this.#lapse(transaction, confirmed.award);
    return confirmed.instalment;
  }

  /** The money has surely not arrived: the issue is undone, its offsets with it. @throws Refusal STATE_FORBIDS, NOT_FOUND */
  async fail(transaction: Transaction, id: string, { reason, decisionId }: DeniedPayment): Promise<InstalmentRow> {
    const taken = await this.writing.taken(transaction, id);
    if (taken.instalment.state === 'failed') return taken.instalment;
    const offsets = await this.parts.offsetsOf(transaction.manager, taken);
    const clause = await this.#windowClause(taken.award);
    const failed = await this.writing.step(transaction, taken, 'fail', { reason, clause: null, confirmedOn: null, bankReference: null }, { reason, detail: { decisionId } });
    const { award, instalment } = failed;
    await this.writing.post(transaction, award, id, {
      kind: 'failed', bizKey: `instalment:${id}:failed:${instalment.version}`, entries: entriesFor.failed(award.tenant, award.id, instalment.amount, offsets), decisionId, clause,
      reason,
    });
    const now = await this.writing.setWindow(transaction, award.id);
    return await this.#afterFailure(transaction, { award: now, instalment }, decisionId);
  }

  /** Nobody knows whether it arrived, or the bank's statement denies that it did. @throws Refusal STATE_FORBIDS, NOT_FOUND */
  async putInDoubt(transaction: Transaction, id: string, { reason, decisionId }: DeniedPayment): Promise<InstalmentRow> {
    const taken = await this.writing.taken(transaction, id);
    const { state, amount, offset } = taken.instalment;
    if (state === 'in-doubt') return taken.instalment;
    const doubted = await this.writing.step(transaction, taken, 'doubt', { reason, confirmedOn: null, bankReference: null }, { reason, detail: { decisionId } });
    const net = amount - offset;
    if (state === 'confirmed' && net > 0n) {
      await this.writing.post(transaction, taken.award, id, {
        kind: 'confirmation-doubted', bizKey: `instalment:${id}:doubted:${doubted.instalment.version}`, entries: entriesFor.confirmationDoubted(taken.award.id, net), decisionId,
        clause: await this.#windowClause(taken.award), reason,
      });
    }
    return doubted.instalment;
  }

  /** A doubt ends. @throws Refusal STATE_FORBIDS when there is none */
  async settleDoubt(transaction: Transaction, id: string, settled: SettledDoubt): Promise<InstalmentRow> {
    const taken = await this.writing.taken(transaction, id);
    const { state } = taken.instalment;
    if (state !== 'in-doubt') throw new Refusal('STATE_FORBIDS', { action: 'instalment.settle-doubt', state });
    return settled.outcome === 'confirmed' ? await this.confirm(transaction, id, settled) : await this.fail(transaction, id, settled);
  }

  /** The payment years of an award are over: what has not gone out lapses (INT-17). A deadline calls it; too early or late it does nothing. */
  async endWindow(awardId: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      await this.#lapse(transaction, await this.#award(transaction, awardId));
    });
  }

  /** @param taken an instalment of which nothing is in transit is posted no further */
  async #confirmed(transaction: Transaction, taken: TakenInstalment, { bankReference, executedOn, decisionId }: ConfirmedPayment): Promise<TakenInstalment> {
    const confirmed = await this.writing.step(transaction, taken, 'confirm', { bankReference, confirmedOn: executedOn, reason: null, clause: null }, { detail: { bankReference, decisionId } });
    const { award, instalment } = confirmed;
    const net = instalment.amount - instalment.offset;
    const entries = net > 0n ? entriesFor.confirmed(award.id, net) : [];
    const bizKey = `instalment:${instalment.id}:confirmed:${instalment.version}`;
    await this.writing.post(transaction, award, instalment.id, { kind: 'confirmed', bizKey, entries, decisionId, clause: await this.#windowClause(award) });
    return confirmed;
  }

  /** Of an award that was stopped meanwhile, or whose years are over, a failed instalment is not tried again. */
  async #afterFailure(transaction: Transaction, taken: TakenInstalment, decisionId: string): Promise<InstalmentRow> {
    const { award, instalment } = taken;
    if (award.state === 'allotted') {
      await this.#lapse(transaction, award);
      return (await this.writing.taken(transaction, instalment.id)).instalment;
    }
    const clause = await this.#windowClause(award);
    const [action, kind] = award.state === 'closed' ? (['lapse', 'lapsed'] as const) : (['stop', 'stopped'] as const);
    const ended = await this.writing.step(transaction, taken, action, { clause }, { clause });
    const entries = entriesFor.released(award.budgetId ?? '', award.id, instalment.amount);
    await this.writing.post(transaction, award, instalment.id, { kind, bizKey: `instalment:${instalment.id}:${kind}:${ended.instalment.version}`, entries, decisionId, clause });
    return ended.instalment;
  }

  async #lapse(transaction: Transaction, award: PayableAward): Promise<void> {
    if (award.state !== 'allotted' || !isWindowOver(award, transaction.today)) return;
    const instalments = await this.instalments.lockAll(transaction.manager, award.tenant, award.id);
    // A payment that fails opens no years: while the one that opened them is not confirmed, they are not over.
    const isOpened = instalments.some(({ state, issuedOn }) => state === 'confirmed' && issuedOn?.startsWith(`${award.firstPaidYear}-`) === true);
    if (!isOpened) return;
    const clause = await this.#windowClause(award);
    for (const instalment of instalments) {
      if (openStates.includes(instalment.state)) await this.writing.step(transaction, { award, instalment }, 'lapse', { heldFrom: null, clause }, { clause });
    }
    const released = await this.writing.committed(transaction, award);
    const row = await this.#moveAward(transaction, award.id, 'close', { clause });
    const entries = released > 0n ? entriesFor.released(award.budgetId ?? '', award.id, released) : [];
    const decisionId = `award:${award.id}:window`;
    await this.writing.post(transaction, award, undefined, { kind: 'lapsed', bizKey: `award:${award.id}:lapsed:${row.version}`, entries, decisionId, clause });
    transaction.emit(awardContracts.closed, awardAggregate(row), toAwardChanged(row, transaction.today, { clause, released }));
  }

  async #award({ manager, call }: Transaction, awardId: string): Promise<PayableAward> {
    const award = await this.instalments.lockAward(manager, call.caller.tenant, awardId);
    if (award === undefined) throw notFound('award', awardId);
    return award;
  }

  async #moveAward(transaction: Transaction, awardId: string, action: AwardAction, because: { readonly clause: string; readonly reason?: string }): Promise<AwardRow> {
    const { manager, call } = transaction;
    const row = await this.awards.lock(manager, call.caller.tenant, awardId);
    if (row === undefined) throw notFound('award', awardId);
    const { target } = transition(awardLifecycle, row.state, action);
    const moved = await this.awards.move(manager, { ...row, state: target });
    if (moved === undefined) throw versionConflict('award', awardId, row.version, row.version + 1);
    transaction.record({ action: `award.${action}`, objectType: 'award', objectId: awardId, ...because });
    return moved;
  }

  async #windowClause({ programme, policyVersion }: PayableAward): Promise<string> {
    return windowClauseOf(await this.policies.policyOf(programme, policyVersion));
  }
}
