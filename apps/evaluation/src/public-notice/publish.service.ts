import { publicNoticeContracts, Refusal, type PublicNotice, type PublishNotice } from '@jiqun/contracts';
import { addDays, applicationSteps, type Policy, type Step, stepOf } from '@jiqun/policy-core';
import { CommandRunner, installedRegions, newId, permitsObject, startOfDayInShanghai, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { Application } from '../application/application.entity.js';
import { ApplicationRepository } from '../application/application.repository.js';
import { CalendarCatalogue, type KnownCalendar } from '../calendar/calendar-catalogue.js';
import type { PublishedCall } from '../call/call.entity.js';
import { CallRepository } from '../call/call.repository.js';
import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import { rolesOf } from '../review/procedure.js';
import { ReviewService } from '../review/review.service.js';
import { endOf, lengthOf } from './notice-end.js';
import type { Notice, NoticeItem } from './public-notice.entity.js';
import { noticeLifecycle } from './public-notice.lifecycle.js';
import { toNoticeAnswer, toNoticeChanged } from './public-notice.mapper.js';
import { PublicNoticeRepository } from './public-notice.repository.js';

/** Deadline kind: the last day of a notice is over. */
export const NOTICE_ENDS = 'public-notice.ends';

const ACTION = 'public-notice.publish';

interface Publishing {
  readonly underCall: PublishedCall;
  readonly policy: Policy;
  readonly step: Step;
}

/** The beginning of a notice, and the reckoning of its end. */
@Injectable()
export class PublishService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PublicNoticeRepository) private readonly notices: PublicNoticeRepository,
    @Inject(ApplicationRepository) private readonly applications: ApplicationRepository,
    @Inject(CallRepository) private readonly calls: CallRepository,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(CalendarCatalogue) private readonly calendars: CalendarCatalogue,
    @Inject(ReviewService) private readonly reviews: ReviewService,
  ) {}

  /**
   * Puts applications of a call to public notice (AMC-7-3, SME-11, XJ-7-3.b); those that stand at the step and are not named can follow.
   * @throws Refusal NOT_FOUND, ALREADY_EXISTS for one that stands on a notice, CLAUSE_FORBIDS for one at another step or a gate that is
   *   not met (XJ-7-3.a), INVALID_REQUEST where the policy fixes the days, NOT_PERMITTED, OUTSIDE_REGION
   */
  async publish(publish: PublishNotice, { call }: Request): Promise<PublicNotice> {
    const { callId, applicationIds } = publish;
    requireOnce(applicationIds);
    return await this.commands.run(call, async (transaction) => {
      const known = await this.calendars.within(transaction.manager);
      const publishing = await this.#publishing(transaction, callId);
      const chosen = await this.#chosen(transaction, publishing.step, callId, applicationIds);
      const notice = this.#reckoned(transaction, publishing, publish, known);
      await this.notices.insert(transaction.manager, notice);
      const items = chosen.map((application, at) => itemOf(notice, application, at + 1));
      for (const item of items) {
        if (!(await this.notices.insertItem(transaction.manager, item))) throw new Refusal('ALREADY_EXISTS', { noun: 'public-notice', id: item.applicationId });
      }
      this.notices.insertReckoning(transaction, notice, null);
      transaction.setDeadline(NOTICE_ENDS, notice.id, startOfDayInShanghai(notice.firstDayAfter));
      const { dueOn, provisional, calendarVersion, clause } = notice;
      transaction.record({ action: ACTION, objectType: 'public-notice', objectId: notice.id, clause, detail: { applicationIds, dueOn, provisional, calendarVersion } });
      transaction.emit(publicNoticeContracts.published, { noun: 'public-notice', id: notice.id, version: notice.version }, toNoticeChanged(notice, items));
      const reckonings = await this.notices.reckoningsIn(transaction.manager, notice.id);
      const openObjections = await this.notices.openObjectionsIn(transaction.manager, applicationIds);
      return toNoticeAnswer({ notice, items, reckonings, openObjections }, Object.keys(noticeLifecycle[notice.state]));
    });
  }

  /**
   * Reckons the end of every open notice anew that was provisional (INT-14), whosever it is: an arrangement is national. An end is never
   * moved before the end of today: who relied on the day that was published can still object.
   * @returns how many were reckoned
   */
  async recompute(transaction: Transaction, known: KnownCalendar, arrangementId: string): Promise<number> {
    const { today, manager } = transaction;
    const running = (await this.notices.lockProvisional(manager)).filter(({ dueOn }) => today <= dueOn);
    for (const notice of running) {
      const policy = await this.catalogue.policyOf(notice.programme, notice.policyVersion);
      const callLength = notice.isLengthOfCall ? notice.length : undefined;
      const asOfToday = endOf(policy, stepOf(policy, notice.step), { ...notice, callLength }, known.calendar);
      const passed = { dueOn: today, firstDayAfter: addDays(today, 1), provisional: asOfToday.provisional };
      const { dueOn, firstDayAfter, provisional } = asOfToday.dueOn < today ? passed : asOfToday;
      const moved = await this.notices.update(manager, { ...notice, dueOn, firstDayAfter, provisional, calendarVersion: known.version });
      if (moved === undefined) throw new Error(`The notice ${notice.id} changed under its lock`);
      this.notices.insertReckoning(transaction, moved, arrangementId);
      // Another jurisdiction's notice is not spoken of in this one's audit: its own record is the reckoning.
      if (notice.tenant === transaction.call.caller.tenant) {
        const detail = { before: notice.dueOn, dueOn, provisional, calendarVersion: known.version, arrangementId };
        transaction.record({ action: 'public-notice.recompute', objectType: 'public-notice', objectId: notice.id, clause: notice.clause, detail });
      }
      // The deadline stays its jurisdiction's own: setting it anew moves the row that is there.
      if (firstDayAfter !== notice.firstDayAfter) transaction.setDeadline(NOTICE_ENDS, notice.id, startOfDayInShanghai(firstDayAfter));
    }
    return running.length;
  }

  async #publishing(transaction: Transaction, callId: string): Promise<Publishing> {
    const underCall = await this.calls.share(transaction.manager, callId);
    const { caller } = transaction.call;
    if (underCall === undefined || underCall.tenant !== caller.tenant || underCall.policyVersion === null) throw new Refusal('NOT_FOUND', { noun: 'call', id: callId });
    const policy = await this.catalogue.policyOf(underCall.programme, underCall.policyVersion);
    const step = applicationSteps(policy).find(({ result }) => result === 'noticed');
    // A document that prescribes no notice lists without one (SEI-3-2).
    if (step === undefined) throw new Refusal('CLAUSE_FORBIDS', { action: ACTION, what: policy.id });
    return { underCall: { ...underCall, policyVersion: underCall.policyVersion }, policy, step };
  }

  /** Those named, in the order named; all of them stand at the step and have met its gates. */
  async #chosen(transaction: Transaction, step: Step, callId: string, ids: readonly string[]): Promise<readonly Application[]> {
    const standing = new Map((await this.applications.atStep(transaction.manager, callId, step.step)).map((application) => [application.id, application]));
    const roles = rolesOf(step).filter((role) => publicNoticeContracts.publish.permission.roles.includes(role));
    const chosen: Application[] = [];
    for (const id of ids) {
      const application = standing.get(id);
      if (application === undefined) throw new Refusal('CLAUSE_FORBIDS', { action: ACTION, what: id }, { clause: step.clause });
      permitsObject({ action: ACTION, roles, reach: 'region' }, transaction.call.caller, application, installedRegions());
      await this.reviews.requireGatesOf(transaction, application, step.step, { action: ACTION, opinion: '拟公示' });
      chosen.push(application);
    }
    return chosen;
  }

  #reckoned(transaction: Transaction, { underCall, policy, step }: Publishing, { title, channel, startDay = 'excluded' }: PublishNotice, known: KnownCalendar): Notice {
    const { caller } = transaction.call;
    const callLength = underCall.terms.noticeWorkingDays;
    const own = lengthOf(policy, step);
    const end = endOf(policy, step, { publishedOn: transaction.today, callLength, startDay }, known.calendar);
    return {
      id: newId(),
      tenant: caller.tenant,
      callId: underCall.id,
      programme: underCall.programme,
      policyVersion: underCall.policyVersion,
      step: step.step,
      clause: step.clause,
      callTitle: underCall.terms.title,
      title: title ?? null,
      channel: channel ?? null,
      length: callLength ?? own.length,
      unit: own.unit,
      isLengthOfCall: callLength !== undefined,
      startDay,
      publishedOn: transaction.today,
      publishedAt: transaction.now,
      publishedBy: caller.person,
      ...end,
      calendarVersion: known.version,
      state: 'open',
      version: 1,
      endedAt: null,
    };
  }
}

function itemOf(notice: Notice, { id: applicationId, cluster, region }: Application, place: number): NoticeItem {
  return { noticeId: notice.id, applicationId, place, clusterName: cluster.name, region, state: 'open', reason: null, settledAt: null };
}

/** @throws Refusal INVALID_REQUEST */
function requireOnce(ids: readonly string[]): void {
  const doubled = ids.findIndex((id, at) => ids.indexOf(id) !== at);
  if (doubled < 0) return;
  const message = { zh: '同一申报列了两次。', en: 'An application is named twice.' };
  throw new Refusal('INVALID_REQUEST', {}, { issues: [{ path: `applicationIds[${doubled}]`, code: 'DOUBLED', message }] });
}
