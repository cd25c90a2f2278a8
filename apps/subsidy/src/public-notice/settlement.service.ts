import { transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { ProjectGroup } from '../project-group/project-group.entity.js';
import { ProjectGroupRepository } from '../project-group/project-group.repository.js';
import { ProposedProjectRepository } from '../review/proposed-project.repository.js';
import { ReviewService, type Standing as Reviewed } from '../review/review.service.js';
import type { Notice, NoticeItem } from './public-notice.entity.js';
import { itemLifecycle, type ItemAction } from './public-notice.lifecycle.js';
import { PublicNoticeRepository } from './public-notice.repository.js';

/** Who completes the step of a group whose notice has run out: nobody in person. */
const BY_NOTICE = 'system:public-notice';
/** The most that an item says of itself. */
const LONGEST_REASON = 500;

/** A group's place on a notice that is locked. */
export interface NoticeStanding {
  readonly notice: Notice;
  readonly item: NoticeItem;
}

/** An objection that was found to be right, and what it concerns. */
export interface Upheld {
  readonly objectionId: string;
  readonly groupId: string;
  /** One project; null where it is the whole group. */
  readonly projectId: string | null;
  readonly reasons: string;
  readonly by: { readonly person: string; readonly client?: string; readonly role?: string };
}

/** What becomes of what stood on a notice (SUB-10.a): each group by itself, inside the transaction of whoever causes it. */
@Injectable()
export class SettlementService {
  constructor(
    @Inject(PublicNoticeRepository) private readonly notices: PublicNoticeRepository,
    @Inject(ProjectGroupRepository) private readonly groups: ProjectGroupRepository,
    @Inject(ProposedProjectRepository) private readonly proposed: ProposedProjectRepository,
    @Inject(ReviewService) private readonly review: ReviewService,
  ) {}

  /** Where a group stands on a notice or is held behind one; the notice is locked. */
  async standing(transaction: Transaction, groupId: string): Promise<NoticeStanding | undefined> {
    const seen = await this.notices.standing(transaction.manager, groupId);
    const notice = seen === undefined ? undefined : await this.notices.lock(transaction.manager, seen.noticeId);
    // Before the lock it may have been settled.
    const item = await this.notices.standing(transaction.manager, groupId);
    return notice === undefined || item?.noticeId !== notice.id ? undefined : { notice, item };
  }

  /** Settles an item of a notice whose time is over: its group goes on, unless an objection holds it or it has left the step. */
  async settle(transaction: Transaction, { notice, item }: NoticeStanding, openObjections: number): Promise<NoticeItem> {
    const group = await this.groups.lock(transaction.manager, item.tenant, item.groupId);
    if (!standsAt(group, notice)) return await this.#left(transaction, item, group);
    if (openObjections > 0) return await this.move(transaction, item, 'item.hold', `尚有 ${openObjections} 件异议未办结`);
    const { id: noticeId, publishedOn, dueOn, provisional, calendarVersion } = notice;
    const detail = { noticeId, publishedOn, dueOn, provisional, calendarVersion };
    const standing = await this.review.standing(group, 'public-notice.end');
    await this.review.complete(transaction, standing, 'public-notice.end', { opinion: opinionOf(notice), detail, by: { person: BY_NOTICE } });
    return await this.move(transaction, item, 'item.pass', null);
  }

  /** An objection was closed and its group still stands: it goes on if that was the last one, and the notice is over. */
  async resume(transaction: Transaction, { notice, item }: NoticeStanding): Promise<void> {
    if (notice.state !== 'ended') return;
    const open = await this.notices.openObjectionsIn(transaction.manager, [item.groupId]);
    await this.settle(transaction, { notice, item }, open.get(item.groupId) ?? 0);
    await this.touch(transaction, notice);
  }

  /** An objection was upheld: the project that it concerns falls, and the group with it when too few are left or it is objected to as a whole (SUB-5.a). */
  async fall(transaction: Transaction, upheld: Upheld, standing: NoticeStanding | undefined): Promise<void> {
    const { groupId, projectId, objectionId, reasons, by } = upheld;
    const group = await this.groups.lock(transaction.manager, transaction.call.caller.tenant, groupId);
    if (standing === undefined || !standsAt(group, standing.notice)) return;
    const reviewed = await this.review.standing(group, 'objection.uphold');
    const left = await this.#drop(transaction, reviewed, upheld);
    const rule = reviewed.policy.source.money?.group;
    if (projectId !== null && (rule === undefined || left.length >= rule.atLeast)) {
      await this.review.keep(transaction, reviewed, 'project-fallen', { opinion: reasons, by, detail: { objectionId, projectId, left: left.length } });
      const projects = standing.item.projects.filter((project) => left.includes(project.projectId));
      const item = await this.#keepItem(transaction, { ...standing.item, projects });
      if (standing.notice.state === 'ended') await this.resume(transaction, { ...standing, item });
      else await this.touch(transaction, standing.notice);
      return;
    }
    const clause = projectId === null || rule === undefined ? {} : { clause: rule.clause };
    await this.review.fall(transaction, reviewed, { opinion: reasons, by, detail: { objectionId, ...(projectId === null ? {} : { projectId, left: left.length }) }, ...clause });
    await this.move(transaction, standing.item, 'item.fall', `异议成立：${objectionId}`);
    await this.touch(transaction, standing.notice);
  }

  /** Moves an item along its lifecycle. @throws Refusal STATE_FORBIDS */
  async move(transaction: Transaction, item: NoticeItem, action: ItemAction, reason: string | null): Promise<NoticeItem> {
    const { target } = transition(itemLifecycle, item.state, action);
    const settledAt = target === 'open' || target === 'held' ? null : transaction.now;
    return await this.#keepItem(transaction, { ...item, state: target, reason: reason?.slice(0, LONGEST_REASON) ?? null, settledAt });
  }

  /** Gives a notice its next version when something of it has changed. @throws Error when it changed under its lock */
  async touch(transaction: Transaction, notice: Notice): Promise<Notice> {
    const moved = await this.notices.update(transaction.manager, notice);
    if (moved === undefined) throw new Error(`The notice ${notice.id} changed under its lock`);
    return moved;
  }

  /** Marks what falls. @returns the projects that are left */
  async #drop(transaction: Transaction, { group, step }: Reviewed, { projectId, objectionId, by }: Upheld): Promise<readonly string[]> {
    const rows = (await this.proposed.ofGroupIn(transaction.manager, group.id)).filter(({ state }) => state === 'proposed');
    const falling = rows.filter((row) => projectId === null || row.projectId === projectId);
    for (const row of falling) {
      const reason = `异议成立：${objectionId}`;
      this.proposed.put(transaction, { ...row, state: 'fallen', clause: step.clause, reason, decidedBy: by.person, decidedAt: transaction.now });
    }
    return rows.filter((row) => !falling.includes(row)).map((row) => row.projectId);
  }

  async #keepItem(transaction: Transaction, item: NoticeItem): Promise<NoticeItem> {
    const moved = await this.notices.updateItem(transaction.manager, item);
    if (moved === undefined) throw new Error(`The group ${item.groupId} on the notice ${item.noticeId} changed under its lock`);
    return moved;
  }

  async #left(transaction: Transaction, item: NoticeItem, group: ProjectGroup | undefined): Promise<NoticeItem> {
    if (group?.state === 'rejected' || group?.state === 'fallen') return await this.move(transaction, item, 'item.fall', '项目群未通过');
    return await this.move(transaction, item, 'item.remove', `项目群已不在公示环节（${group?.state ?? '-'}）`);
  }
}

function standsAt(group: ProjectGroup | undefined, { step }: Notice): group is ProjectGroup {
  return group?.state === 'under-review' && group.step === step;
}

/** What the record of the step says; that the calendar was not certain is never left out (INT-14). */
function opinionOf({ publishedOn, dueOn, provisional }: Notice): string {
  const doubt = provisional ? '；届满时该年度节假日安排尚未安装，期限按周末推算，属暂定' : '';
  return `自 ${publishedOn} 公示至 ${dueOn} 24 时，期满，没有未办结的异议${doubt}。`;
}
