import {
  publicNoticeContracts, Refusal, uuidSchema, type CommandContract, type CorrectNotice, type EventContract, type ListNotices, type ListNoticesForAll,
  type NoticeForAll, type NoticeForAllPage, type PublicNotice, type PublicNoticeChanged, type PublicNoticePage, type ResumeNotice, type WithdrawNotice,
} from '@jiqun/contracts';
import { stepOf } from '@jiqun/policy-core';
import { CommandRunner, installedRegions, permitsObject, readCursor, transition, writeCursor, type Call as Work, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { rolesOf } from '../review/procedure.js';
import { NOTICE_ENDS } from './publish.service.js';
import type { Notice, NoticeItem } from './public-notice.entity.js';
import { noticeLifecycle, type NoticeAction } from './public-notice.lifecycle.js';
import { toNoticeAnswer, toNoticeChanged, toNoticeForAll, toNoticeForAllSummary, toNoticeSummary } from './public-notice.mapper.js';
import { PublicNoticeRepository } from './public-notice.repository.js';
import { SettlementService } from './settlement.service.js';

const USUAL_PAGE = 50;

interface Change {
  readonly id: string;
  readonly version: number;
  readonly reason?: string;
}

interface Acting {
  readonly transaction: Transaction;
  readonly notice: Notice;
  readonly items: readonly NoticeItem[];
}

type Contract = CommandContract<never, PublicNotice>;

/** Public notices from their publication on: corrected, withdrawn, ended by their last day (AMC-7-3, SME-11, XJ-7-3.b). */
@Injectable()
export class PublicNoticeService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PublicNoticeRepository) private readonly notices: PublicNoticeRepository,
    @Inject(SettlementService) private readonly settlement: SettlementService,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
  ) {}

  /** Takes a wrong item off; its application stays at the step. @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT */
  async correct(correct: CorrectNotice, request: Request): Promise<PublicNotice> {
    return await this.#change(publicNoticeContracts.correct as Contract, correct, request, publicNoticeContracts.corrected, async ({ transaction, notice, items }) => {
      await this.settlement.move(transaction, itemOf(items, correct.applicationId), 'item.remove', correct.reason);
      return notice;
    });
  }

  /** Withdraws a notice before its end; all that stand on it stay at the step. @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT */
  async withdraw(withdraw: WithdrawNotice, request: Request): Promise<PublicNotice> {
    return await this.#change(publicNoticeContracts.withdraw as Contract, withdraw, request, publicNoticeContracts.withdrawn, async ({ transaction, notice, items }) => {
      for (const item of items) if (item.state === 'open') await this.settlement.move(transaction, item, 'item.remove', withdraw.reason);
      transaction.cancelDeadline(NOTICE_ENDS, notice.id);
      return { ...notice, endedAt: transaction.now };
    });
  }

  /**
   * Carries on an item that a gate held at the end of its notice.
   * @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT; CLAUSE_FORBIDS while an objection or a gate holds it
   */
  async resume(resume: ResumeNotice, request: Request): Promise<PublicNotice> {
    return await this.#change(publicNoticeContracts.resume as Contract, resume, request, undefined, async ({ transaction, notice, items }) => {
      const item = itemOf(items, resume.applicationId);
      if (item.state !== 'held') throw new Refusal('STATE_FORBIDS', { action: 'public-notice.resume', state: item.state });
      const open = (await this.notices.openObjectionsIn(transaction.manager, [item.applicationId])).get(item.applicationId) ?? 0;
      const settled = await this.settlement.settle(transaction, { notice, item }, open);
      if (settled.state !== 'held') return notice;
      const what = open > 0 ? 'objections-closed' : (settled.reason ?? 'gate');
      throw new Refusal('CLAUSE_FORBIDS', { action: 'public-notice.resume', what }, { clause: notice.clause });
    });
  }

  /** The last day is over. Does nothing when the notice was withdrawn, or its end was moved, meanwhile. */
  async end(id: string, call: Work): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const notice = await this.notices.lock(transaction.manager, id);
      if (notice?.state !== 'open' || transaction.today < notice.firstDayAfter) return;
      const { target } = transition(noticeLifecycle, notice.state, 'public-notice.end');
      const items = await this.notices.itemsIn(transaction.manager, id);
      const open = await this.notices.openObjectionsIn(transaction.manager, items.map(({ applicationId }) => applicationId));
      const settled: NoticeItem[] = [];
      for (const item of items) {
        settled.push(item.state === 'open' ? await this.settlement.settle(transaction, { notice, item }, open.get(item.applicationId) ?? 0) : item);
      }
      const ended = await this.settlement.touch(transaction, { ...notice, state: target, endedAt: transaction.now });
      const { dueOn, provisional, calendarVersion, clause } = ended;
      const held = settled.filter(({ state }) => state === 'held').length;
      transaction.record({ action: 'public-notice.end', objectType: 'public-notice', objectId: id, clause, detail: { dueOn, provisional, calendarVersion, held } });
      transaction.emit(publicNoticeContracts.ended, aggregateOf(ended), toNoticeChanged(ended, settled));
    });
  }

  /** @throws Refusal NOT_FOUND, also for another tenant's */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<PublicNotice> {
    const notice = await this.notices.find(id);
    if (notice === undefined || notice.tenant !== caller.tenant) throw new Refusal('NOT_FOUND', { noun: 'public-notice', id });
    const [items, reckonings] = await Promise.all([this.notices.items(id), this.notices.reckonings(id)]);
    const openObjections = await this.notices.openObjections(items.map(({ applicationId }) => applicationId));
    return toNoticeAnswer({ notice, items, reckonings, openObjections }, Object.keys(noticeLifecycle[notice.state]));
  }

  /** The tenant's, newest first. */
  async list({ cursor, limit = USUAL_PAGE, callId, programme, state }: ListNotices, { caller }: Pick<Request, 'caller'>): Promise<PublicNoticePage> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    return paged(await this.notices.list({ tenant: caller.tenant, callId, programme, state, before, limit: limit + 1 }), limit, toNoticeSummary);
  }

  /** A notice as everybody sees it. @throws Refusal NOT_FOUND */
  async getPublic(id: string): Promise<NoticeForAll> {
    const notice = await this.notices.find(id);
    if (notice === undefined) throw new Refusal('NOT_FOUND', { noun: 'public-notice', id });
    return toNoticeForAll(notice, await this.notices.itemsForAll(id));
  }

  /** Everybody's, newest first. */
  async listPublic({ cursor, limit = USUAL_PAGE, tenant, programme, state }: ListNoticesForAll): Promise<NoticeForAllPage> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    return paged(await this.notices.list({ tenant, callId: undefined, programme, state, before, limit: limit + 1 }), limit, toNoticeForAllSummary);
  }

  /** Runs an official's act on a notice: their tenant's, their policy's actor, in this state, as it was read. */
  async #change(
    { permission }: Contract,
    { id, version, reason }: Change,
    { call }: Request,
    event: EventContract<PublicNoticeChanged> | undefined,
    effect: (acting: Acting) => Promise<Notice>,
  ): Promise<PublicNotice> {
    return await this.commands.run(call, async (transaction) => {
      const notice = await this.notices.lock(transaction.manager, id);
      if (notice === undefined || notice.tenant !== call.caller.tenant) throw new Refusal('NOT_FOUND', { noun: 'public-notice', id });
      const policy = await this.catalogue.policyOf(notice.programme, notice.policyVersion);
      const roles = rolesOf(stepOf(policy, notice.step)).filter((role) => permission.roles.includes(role));
      permitsObject({ action: permission.action, roles, reach: 'tenant' }, call.caller, notice, installedRegions());
      const { target } = transition(noticeLifecycle, notice.state, permission.action as NoticeAction);
      if (notice.version !== version) throw new Refusal('VERSION_CONFLICT', { noun: 'public-notice', id, expected: String(version), actual: String(notice.version) });
      const changed = await effect({ transaction, notice, items: await this.notices.itemsIn(transaction.manager, id) });
      const moved = await this.settlement.touch(transaction, { ...changed, state: target });
      const { action } = permission;
      transaction.record({ action, objectType: 'public-notice', objectId: id, clause: notice.clause, ...(reason === undefined ? {} : { reason }) });
      const items = await this.notices.itemsIn(transaction.manager, id);
      if (event !== undefined) transaction.emit(event, aggregateOf(moved), toNoticeChanged(moved, items));
      return await this.#answer(transaction, moved, items);
    });
  }

  async #answer({ manager }: Transaction, notice: Notice, items: readonly NoticeItem[]): Promise<PublicNotice> {
    const reckonings = await this.notices.reckoningsIn(manager, notice.id);
    const openObjections = await this.notices.openObjectionsIn(manager, items.map(({ applicationId }) => applicationId));
    return toNoticeAnswer({ notice, items, reckonings, openObjections }, Object.keys(noticeLifecycle[notice.state]));
  }
}

const aggregateOf = ({ id, version }: Notice) => ({ noun: 'public-notice', id, version });

/** @throws Refusal NOT_FOUND */
function itemOf(items: readonly NoticeItem[], applicationId: string): NoticeItem {
  const item = items.find((candidate) => candidate.applicationId === applicationId);
  if (item === undefined) throw new Refusal('NOT_FOUND', { noun: 'application', id: applicationId });
  return item;
}

/** @param found one more than the page takes, if there are any more */
function paged<Item extends { readonly id: string }>(found: readonly Notice[], limit: number, toItem: (notice: Notice) => Item): { items: Item[]; next?: string } {
  const items = found.slice(0, limit).map(toItem);
  const last = items.at(-1);
  return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
}
