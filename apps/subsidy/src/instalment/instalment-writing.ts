import { instalmentContracts, type EventContract, type InstalmentChanged } from '@jiqun/contracts';
import { startOfDayInShanghai, type Transaction, transition } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { PostingEntry, PostingKind } from '../ledger/ledger.entity.js';
import { LedgerRepository } from '../ledger/ledger.repository.js';
import { notFound, versionConflict } from '../refusals.js';
import type { InstalmentRow, PayableAward, TakenInstalment } from './instalment.entity.js';
import { type InstalmentAction, instalmentLifecycle, type InstalmentState } from './instalment.lifecycle.js';
import { instalmentAggregate, toInstalmentChanged } from './instalment.mapper.js';
import { InstalmentRepository } from './instalment.repository.js';

/** Deadline kind: the payment years of an award are over. Its subject is the award. */
export const WINDOW_ENDS = 'award.window-ends';

/** What of an instalment a step changes besides its state. */
export type InstalmentChange = Partial<Omit<InstalmentRow, 'id' | 'tenant' | 'awardId' | 'year' | 'state' | 'version'>>;

/** Why a step was done: for the audit entry, and for the reader of the instalment. */
export interface Because {
  readonly clause?: string | undefined;
  readonly reason?: string | undefined;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** A posting about an instalment or an award, but for what the transaction says. */
export interface MoneyMove {
  readonly kind: PostingKind;
  readonly bizKey: string;
  readonly entries: readonly PostingEntry[];
  readonly decisionId: string;
  readonly clause: string;
  readonly reason?: string | undefined;
}

const events: Readonly<Record<InstalmentAction, EventContract<InstalmentChanged>>> = {
  authorise: instalmentContracts.authorised,
  'take-back': instalmentContracts.takenBack,
  issue: instalmentContracts.issued,
  hold: instalmentContracts.held,
  stop: instalmentContracts.stopped,
  resume: instalmentContracts.planned,
  lapse: instalmentContracts.lapsed,
  confirm: instalmentContracts.confirmed,
  fail: instalmentContracts.failed,
  doubt: instalmentContracts.doubted,
  'release-to-planned': instalmentContracts.released,
  'release-to-authorised': instalmentContracts.released,
  'release-to-failed': instalmentContracts.released,
};

/** How every step of an instalment is written: by the lifecycle, with its audit entry, its event and its posting. */
@Injectable()
export class InstalmentWriting {
  constructor(
    @Inject(InstalmentRepository) private readonly instalments: InstalmentRepository,
    @Inject(LedgerRepository) private readonly ledger: LedgerRepository,
  ) {}

  /** @throws Refusal NOT_FOUND */
  async taken({ manager, call }: Transaction, id: string): Promise<TakenInstalment> {
    const taken = await this.instalments.take(manager, call.caller.tenant, id);
    if (taken === undefined) throw notFound('instalment', id);
    return taken;
  }

  /** Takes a step. @throws Refusal STATE_FORBIDS, VERSION_CONFLICT */
  async step(
    transaction: Transaction, { award, instalment }: TakenInstalment, action: InstalmentAction, change: InstalmentChange, { clause, reason, detail = {} }: Because,
  ): Promise<TakenInstalment> {
    const { target } = transition(instalmentLifecycle, instalment.state, action);
    const changed = await this.written(transaction, { ...instalment, ...change, state: target });
    transaction.record({
      action: `instalment.${action}`, objectType: 'instalment', objectId: changed.id, ...(clause === undefined ? {} : { clause }),
      ...(reason === undefined ? {} : { reason }), detail: { ...detail, awardId: award.id, year: changed.year, amountFen: String(changed.amount) },
    });
    const taken = { award, instalment: changed };
    transaction.emit(events[action], instalmentAggregate(changed), toInstalmentChanged(taken, transaction.today));
    return taken;
  }

  /** Writes a changed row. @throws Refusal VERSION_CONFLICT */
  async written({ manager }: Transaction, row: InstalmentRow): Promise<InstalmentRow> {
    const changed = await this.instalments.move(manager, row);
    if (changed === undefined) throw versionConflict('instalment', row.id, row.version, row.version + 1);
    return changed;
  }

  /** Posts what a step moves. Nothing is written for nothing. */
  async post(transaction: Transaction, award: PayableAward, instalmentId: string | undefined, { kind, bizKey, entries, decisionId, clause, reason }: MoneyMove): Promise<void> {
    if (entries.length === 0) return;
    const { manager, call, today, now } = transaction;
    await this.ledger.post(manager, {
      tenant: award.tenant, bizKey, kind, postedOn: today, postedAt: now, awardId: award.id, ...(instalmentId === undefined ? {} : { instalmentId }), decisionId, clause,
      ...(reason === undefined ? {} : { reason }), person: call.caller.person, entries,
    });
  }

  /** What is committed to an award and has not gone out, fen. */
  async committed({ manager }: Transaction, { tenant, id }: PayableAward): Promise<bigint> {
    return await this.ledger.balanceIn(manager, tenant, { kind: 'committed', reference: id });
  }

  /** What stops released to the budget and no annulment took back, fen. */
  async stoppedAmount({ manager }: Transaction, { tenant, id }: PayableAward): Promise<bigint> {
    return await this.ledger.stoppedOf(manager, tenant, id);
  }

  /** Sets the deadline of the payment years anew, after an issue that opened them or a failure that closed them again (INT-17). */
  async setWindow(transaction: Transaction, awardId: string): Promise<PayableAward> {
    const award = await this.instalments.lockAward(transaction.manager, transaction.call.caller.tenant, awardId);
    if (award === undefined) throw notFound('award', awardId);
    const { firstPaidYear, consecutiveYears } = award;
    if (firstPaidYear === null) transaction.cancelDeadline(WINDOW_ENDS, awardId);
    else transaction.setDeadline(WINDOW_ENDS, awardId, startOfDayInShanghai(`${firstPaidYear + consecutiveYears}-01-01`));
    return award;
  }
}

/** Whether the payment years of an award are over on a day (INT-17). */
export function isWindowOver({ firstPaidYear, consecutiveYears }: PayableAward, today: string): boolean {
  return firstPaidYear !== null && Number(today.slice(0, 4)) >= firstPaidYear + consecutiveYears;
}

/** What has not gone out, and can be stopped or lapse. */
export const openStates: readonly InstalmentState[] = ['planned', 'authorised', 'held', 'failed'];
