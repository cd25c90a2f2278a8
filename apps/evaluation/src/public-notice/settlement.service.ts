import { Refusal } from '@jiqun/contracts';
import { transition, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { Application } from '../application/application.entity.js';
import { ApplicationRepository } from '../application/application.repository.js';
import { ReviewService } from '../review/review.service.js';
import type { Notice, NoticeItem } from './public-notice.entity.js';
import { itemLifecycle, type ItemAction } from './public-notice.lifecycle.js';
import { PublicNoticeRepository } from './public-notice.repository.js';

/** Who completes the step of an application whose notice has run out: nobody in person. */
const BY_NOTICE = 'system:public-notice';

/** The most that an item says of itself. */
const LONGEST_REASON = 500;

/** An application's place on a notice that is locked. */
export interface Standing {
  readonly notice: Notice;
  readonly item: NoticeItem;
}

/** What an objection concerns. */
export interface Concerned {
  readonly applicationId: string;
  /** The step at which applications stand on notice. */
  readonly step: string;
  /** Absent when it stands on none at present. */
  readonly standing: Standing | undefined;
}

/** An objection that was found to be right. */
export interface Upheld {
  readonly objectionId: string;
  readonly reasons: string;
  readonly by: string;
}

/** What becomes of what stood on a notice (AMC-7-3): each item by itself, inside the transaction of whoever causes it. */
@Injectable()
export class SettlementService {
  constructor(
    @Inject(PublicNoticeRepository) private readonly notices: PublicNoticeRepository,
    @Inject(ApplicationRepository) private readonly applications: ApplicationRepository,
    @Inject(ReviewService) private readonly reviews: ReviewService,
  ) {}

  /** Where an application stands on a notice or is held behind one; the notice is locked. */
  async standing(transaction: Transaction, applicationId: string): Promise<Standing | undefined> {
    const seen = await this.notices.standing(transaction.manager, applicationId);
    const notice = seen === undefined ? undefined : await this.notices.lock(transaction.manager, seen.noticeId);
    // Before the lock it may have been settled.
    const item = await this.notices.standing(transaction.manager, applicationId);
    return notice === undefined || item?.noticeId !== notice.id ? undefined : { notice, item };
  }

  /** Settles an item of a notice whose time is over: it goes on, unless an objection or a gate holds it, or its application is elsewhere. */
  async settle(transaction: Transaction, { notice, item }: Standing, openObjections: number): Promise<NoticeItem> {
    const application = await this.applications.lock(transaction.manager, item.applicationId);
    if (!standsAt(application, notice)) return await this.#left(transaction, item, application);
    if (openObjections > 0) return await this.move(transaction, item, 'item.hold', null);
    const opinion = opinionOf(notice);
    const obstacle = await this.#obstacle(transaction, application, notice, opinion);
    if (obstacle !== undefined) return await this.move(transaction, item, 'item.hold', obstacle);
    const { id: noticeId, publishedOn, dueOn, provisional, calendarVersion } = notice;
    const detail = { noticeId, publishedOn, dueOn, provisional, calendarVersion };
    await this.reviews.complete(transaction, application, notice.step, { opinion, detail, by: BY_NOTICE });
    return await this.move(transaction, item, 'item.pass', null);
  }

  /** An objection was closed without being upheld: what it held up goes on if it was the last, and the notice is over. */
  async resume(transaction: Transaction, { notice, item }: Standing): Promise<void> {
    if (notice.state !== 'ended') return;
    const open = await this.notices.openObjectionsIn(transaction.manager, [item.applicationId]);
    await this.settle(transaction, { notice, item }, open.get(item.applicationId) ?? 0);
    await this.touch(transaction, notice);
  }

  /** An objection was upheld: what it concerns falls, whether the notice still runs or not. */
  async fall(transaction: Transaction, { applicationId, step, standing }: Concerned, { objectionId, reasons, by }: Upheld): Promise<void> {
    const application = await this.applications.lock(transaction.manager, applicationId);
    if (application?.state === 'under-review' && application.step === step) {
      await this.reviews.reject(transaction, application, step, { opinion: reasons, detail: { objectionId }, by });
    }
    if (standing === undefined) return;
    await this.move(transaction, standing.item, 'item.fall', `异议成立：${objectionId}`);
    await this.touch(transaction, standing.notice);
  }

  /** Moves an item along its lifecycle. @throws Refusal STATE_FORBIDS */
  async move(transaction: Transaction, item: NoticeItem, action: ItemAction, reason: string | null): Promise<NoticeItem> {
    const { target } = transition(itemLifecycle, item.state, action);
    const settledAt = target === 'open' || target === 'held' ? null : transaction.now;
    const moved = await this.notices.updateItem(transaction.manager, { ...item, state: target, reason: reason?.slice(0, LONGEST_REASON) ?? null, settledAt });
    if (moved === undefined) throw new Error(`The item ${item.applicationId} of the notice ${item.noticeId} changed under its lock`);
    return moved;
  }

  /** Gives a notice its next version when something of it has changed. @throws Error when it changed under its lock */
  async touch(transaction: Transaction, notice: Notice): Promise<Notice> {
    const moved = await this.notices.update(transaction.manager, notice);
    if (moved === undefined) throw new Error(`The notice ${notice.id} changed under its lock`);
    return moved;
  }

  async #left(transaction: Transaction, item: NoticeItem, application: Application | undefined): Promise<NoticeItem> {
    if (application?.state === 'rejected') return await this.move(transaction, item, 'item.fall', '申报未通过');
    return await this.move(transaction, item, 'item.remove', `申报已不在公示环节（${application?.state ?? '-'}）`);
  }

  /** Why a gate of the step does not let an application go on; undefined when all are met. */
  async #obstacle(transaction: Transaction, application: Application, notice: Notice, opinion: string): Promise<string | undefined> {
    try {
      await this.reviews.requireGatesOf(transaction, application, notice.step, { action: 'public-notice.end', opinion });
      return undefined;
    } catch (error) {
      // One that cannot go on must not keep the notice of all the others from ending.
      if (!(error instanceof Refusal && error.code === 'CLAUSE_FORBIDS')) throw error;
      return `${error.clause ?? notice.clause}：${error.issues?.[0]?.message.zh ?? error.params['what']}`;
    }
  }
}

function standsAt(application: Application | undefined, { step }: Notice): application is Application {
  return application?.state === 'under-review' && application.step === step;
}

/** What the record of the step says; that the calendar was not certain is never left out (INT-14). */
function opinionOf({ publishedOn, dueOn, provisional }: Notice): string {
  const doubt = provisional ? '；届满时该年度节假日安排尚未安装，期限按周末推算，属暂定' : '';
  return `自 ${publishedOn} 公示至 ${dueOn} 24 时，期满，没有未办结的异议${doubt}。`;
}
