import {
  groupNoticeContracts, uuidSchema, type CommandContract, type CorrectGroupNotice, type EventContract, type GroupNotice, type GroupNoticeChanged,
  type GroupNoticeForAll, type GroupNoticeForAllPage, type GroupNoticePage, type ListGroupNotices, type ListGroupNoticesForAll, type PeriodAnswer,
  type WithdrawGroupNotice,
} from '@jiqun/contracts';
import { addDays, stepOf } from '@jiqun/policy-core';
import {
  CommandRunner, installedRegions, permitsObject, readCursor, startOfDayInShanghai, transition, writeCursor, type Call, type Request, type Transaction,
} from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { notFound, requireVersion } from '../refusals.js';
import { rolesOf } from '../review/procedure.js';
import { CalendarSource } from './calendar-source.js';
import type { Notice, NoticeItem } from './public-notice.entity.js';
import { noticeLifecycle, type NoticeAction } from './public-notice.lifecycle.js';
import { toNoticeAnswer, toNoticeChanged, toNoticeForAll, toNoticeForAllSummary, toNoticeSummary } from './public-notice.mapper.js';
import { PublicNoticeRepository } from './public-notice.repository.js';
import { NOTICE_ENDS } from './publish.service.js';
import { SettlementService } from './settlement.service.js';

/** Deadline kind: an arrangement was installed, and the end of a provisional notice is to be reckoned anew. */
export const NOTICE_RECKONED_ANEW = 'public-notice.recompute';

const USUAL_PAGE = 20;

type Contract = CommandContract<never, GroupNotice>;

interface Change {
  readonly id: string;
  readonly version: number;
  readonly reason: string;
}

interface Acting {
  readonly transaction: Transaction;
  readonly notice: Notice;
  readonly items: readonly NoticeItem[];
}

/** Notices of proposed projects while they stand, at their end, and read by officials and everybody (SUB-10.a; INT-11, INT-12, INT-14). */
@Injectable()
export class PublicNoticeService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PublicNoticeRepository) private readonly notices: PublicNoticeRepository,
    @Inject(SettlementService) private readonly settlement: SettlementService,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(CalendarSource) private readonly calendar: CalendarSource,
  ) {}

  /** Takes a group off a notice; it stays at the step. @throws Refusal NOT_FOUND, STATE_FORBIDS, VERSION_CONFLICT, NOT_PERMITTED */
  async correct(correct: CorrectGroupNotice, request: Request): Promise<GroupNotice> {
    return await this.#change(groupNoticeContracts.correct as Contract, correct, request, groupNoticeContracts.corrected, async ({ transaction, notice, items }) => {
      const item = items.find(({ groupId }) => groupId === correct.groupId);
      if (item === undefined) throw notFound('project-group', correct.groupId);
      await this.settlement.move(transaction, item, 'item.remove', correct.reason);
      return notice;
    });
  }

  /** Withdraws a notice; what stood on it stays at the step and can be published again. @throws Refusal as `correct` */
  async withdraw(withdraw: WithdrawGroupNotice, request: Request): Promise<GroupNotice> {
    return await this.#change(groupNoticeContracts.withdraw as Contract, withdraw, request, groupNoticeContracts.withdrawn, async ({ transaction, notice, items }) => {
      for (const item of items) if (item.state === 'open' || item.state === 'held') await this.settlement.move(transaction, item, 'item.remove', withdraw.reason);
      transaction.cancelDeadline(NOTICE_ENDS, notice.id);
      return { ...notice, endedAt: transaction.now };
    });
  }

  /** The last day of a notice is over. One that was withdrawn, has ended or runs on is left as it is. */
  async end(id: string, call: Call): Promise<void> {
    await this.commands.run(call, async (transaction) => {
      const notice = await this.notices.lock(transaction.manager, id);
      if (notice === undefined || notice.state !== 'open' || transaction.today < notice.firstDayAfter) return;
      const { target } = transition(noticeLifecycle, notice.state, 'public-notice.end');
      const standing = (await this.notices.itemsIn(transaction.manager, id)).filter(({ state }) => state === 'open' || state === 'held');
      const open = await this.notices.openObjectionsIn(transaction.manager, standing.map(({ groupId }) => groupId));
      for (const item of standing.toSorted((one, other) => (one.groupId < other.groupId ? -1 : 1))) {
        await this.settlement.settle(transaction, { notice, item }, open.get(item.groupId) ?? 0);
      }
      const moved = await this.settlement.touch(transaction, { ...notice, state: target, endedAt: transaction.now });
      const items = await this.notices.itemsIn(transaction.manager, id);
      const { dueOn, provisional, calendarVersion, clause } = moved;
      transaction.record({ action: 'public-notice.end', objectType: 'public-notice', objectId: id, clause, detail: { dueOn, provisional, calendarVersion } });
      transaction.emit(groupNoticeContracts.ended, { noun: 'public-notice', id, version: moved.version }, toNoticeChanged(moved, items));
    });
  }

  /** Has every provisional notice reckoned anew, each by a deadline of its own that is due at once: the calendar is asked outside this transaction (INT-14). */
  async reckonAnew(transaction: Transaction): Promise<void> {
    for (const id of await this.notices.provisional(transaction.manager)) transaction.setDeadline(NOTICE_RECKONED_ANEW, id, transaction.now);
  }

  /**
   * Reckons the end of an open, provisional notice anew (INT-14). An end is never moved before the end of today: who relied on the day
   * that was published can still object.
   */
  async recompute(id: string, call: Call): Promise<void> {
    const seen = await this.notices.find(id);
    const answer = seen?.state === 'open' && seen.provisional ? await this.calendar.ask(seen) : undefined;
    await this.commands.run(call, async (transaction) => {
      const notice = await this.notices.lock(transaction.manager, id);
      if (answer === undefined || notice === undefined || notice.state !== 'open' || !notice.provisional || transaction.today > notice.dueOn) return;
      if (answer.version === notice.calendarVersion) return;
      const end = notBefore(transaction.today, answer);
      const changed = { ...notice, dueOn: end.ends, firstDayAfter: end.firstDayAfter, provisional: end.provisional, calendarVersion: answer.version };
      const moved = await this.settlement.touch(transaction, changed);
      this.notices.insertReckoning(transaction, moved, answer);
      // The deadline stays its jurisdiction's own: setting it anew moves the row that is there.
      if (moved.firstDayAfter !== notice.firstDayAfter) transaction.setDeadline(NOTICE_ENDS, id, startOfDayInShanghai(moved.firstDayAfter));
      // Another jurisdiction's notice is not spoken of in this one's audit: its own record is the reckoning.
      if (notice.tenant !== call.caller.tenant) return;
      const detail = { before: notice.dueOn, dueOn: moved.dueOn, provisional: moved.provisional, calendarVersion: moved.calendarVersion };
      transaction.record({ action: 'public-notice.recompute', objectType: 'public-notice', objectId: id, clause: notice.clause, detail });
    });
  }

  /** @throws Refusal NOT_FOUND */
  async get(id: string, { caller }: Pick<Request, 'caller'>): Promise<GroupNotice> {
    const notice = await this.notices.find(id);
    if (notice === undefined || notice.tenant !== caller.tenant) throw notFound('public-notice', id);
    const [items, reckonings] = await Promise.all([this.notices.items(id), this.notices.reckonings(id)]);
    const openObjections = await this.notices.openObjections(items.map(({ groupId }) => groupId));
    return toNoticeAnswer({ notice, items, reckonings, openObjections }, Object.keys(noticeLifecycle[notice.state]));
  }

  /** The tenant's, newest first. */
  async list({ cursor, limit = USUAL_PAGE, yearId, state }: ListGroupNotices, { caller }: Pick<Request, 'caller'>): Promise<GroupNoticePage> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    return paged(await this.notices.list({ tenant: caller.tenant, state, before, limit: limit + 1 }, yearId), limit, toNoticeSummary);
  }

  /** A notice as everybody sees it. @throws Refusal NOT_FOUND */
  async getPublic(id: string): Promise<GroupNoticeForAll> {
    const notice = await this.notices.find(id);
    if (notice === undefined) throw notFound('public-notice', id);
    return toNoticeForAll(notice, await this.notices.items(id));
  }

  /** Everybody's, newest first. */
  async listPublic({ cursor, limit = USUAL_PAGE, tenant, programme, state }: ListGroupNoticesForAll): Promise<GroupNoticeForAllPage> {
    const before = cursor === undefined ? undefined : readCursor(cursor, uuidSchema);
    return paged(await this.notices.listPublic({ tenant, state, before, limit: limit + 1 }, programme), limit, toNoticeForAllSummary);
  }

  /** Runs an official's act on a notice: their tenant's, their policy's actor, as it was read, in this state. */
  async #change(
    { permission }: Contract,
    { id, version, reason }: Change,
    { call }: Request,
    event: EventContract<GroupNoticeChanged>,
    effect: (acting: Acting) => Promise<Notice>,
  ): Promise<GroupNotice> {
    return await this.commands.run(call, async (transaction) => {
      const notice = await this.notices.lock(transaction.manager, id);
      if (notice === undefined || notice.tenant !== call.caller.tenant) throw notFound('public-notice', id);
      const policy = await this.catalogue.policyOf(notice.programme, notice.policyVersion);
      const roles = rolesOf(stepOf(policy, notice.step)).filter((role) => permission.roles.includes(role));
      permitsObject({ action: permission.action, roles, reach: 'tenant' }, call.caller, notice, installedRegions());
      requireVersion('public-notice', notice, version);
      const { target } = transition(noticeLifecycle, notice.state, permission.action as NoticeAction);
      const changed = await effect({ transaction, notice, items: await this.notices.itemsIn(transaction.manager, id) });
      const moved = await this.settlement.touch(transaction, { ...changed, state: target });
      const items = await this.notices.itemsIn(transaction.manager, id);
      transaction.record({ action: permission.action, objectType: 'public-notice', objectId: id, clause: notice.clause, reason });
      transaction.emit(event, { noun: 'public-notice', id, version: moved.version }, toNoticeChanged(moved, items));
      const reckonings = await this.notices.reckoningsIn(transaction.manager, id);
      const openObjections = await this.notices.openObjectionsIn(transaction.manager, items.map(({ groupId }) => groupId));
      return toNoticeAnswer({ notice: moved, items, reckonings, openObjections }, Object.keys(noticeLifecycle[moved.state]));
    });
  }
}

/** @param answer an end that may lie in the past by the new arrangement */
function notBefore(today: string, answer: PeriodAnswer): Pick<PeriodAnswer, 'provisional'> & { readonly ends: string; readonly firstDayAfter: string } {
  if (answer.ends >= today) return answer;
  return { ends: today, firstDayAfter: addDays(today, 1), provisional: answer.provisional };
}

/** @param found one more than the page takes, if there are any more */
function paged<Item extends { readonly id: string }>(found: readonly Notice[], limit: number, toItem: (notice: Notice) => Item): { items: Item[]; next?: string } {
  const items = found.slice(0, limit).map(toItem);
  const last = items.at(-1);
  return { items, ...(found.length > limit && last !== undefined ? { next: writeCursor(last.id) } : {}) };
}
