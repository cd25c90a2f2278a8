import { groupNoticeContracts, largestNotice, Refusal, type CheckedStanding, type GroupNoticePublished, type PeriodAnswer, type PublishGroupNotice } from '@jiqun/contracts';
import type { Policy, Step } from '@jiqun/policy-core';
import { CommandRunner, InstallationClock, newId, startOfDayInShanghai, type Request, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import { PolicyCatalogue } from '../policy/policy-catalogue.js';
import type { ProgrammeYear } from '../programme-year/programme-year.entity.js';
import { ProgrammeYearRepository } from '../programme-year/programme-year.repository.js';
import { invalidAt, notFound } from '../refusals.js';
import { enterprisesOf } from '../review/conflicts.js';
import { actorOf, roleAmong, rolesOf, stepWithResult } from '../review/procedure.js';
import { ProposedProjectRepository } from '../review/proposed-project.repository.js';
import { ReviewRepository } from '../review/review.repository.js';
import { ReviewService, type Standing } from '../review/review.service.js';
import { barInWords, barredIn, barredRefusal } from '../standing/bars.js';
import { StandingGate } from '../standing/standing-gate.js';
import { CalendarSource } from './calendar-source.js';
import { noticeLength, type NoticeLength } from './notice-length.js';
import type { Notice, NoticedProject, NoticeItem } from './public-notice.entity.js';
import { noticeLifecycle } from './public-notice.lifecycle.js';
import { toNoticeAnswer, toNoticeChanged } from './public-notice.mapper.js';
import { PublicNoticeRepository } from './public-notice.repository.js';

/** Deadline kind: the last day of a notice is over. */
export const NOTICE_ENDS = 'public-notice.ends';

const ACTION = 'public-notice.publish';

type LeftOff = GroupNoticePublished['leftOff'][number];

/** What was found out before the transaction. */
interface Plan {
  readonly year: ProgrammeYear;
  readonly policy: Policy;
  readonly step: Step;
  readonly length: NoticeLength;
  readonly today: string;
  readonly end: PeriodAnswer;
}

/** The beginning of a notice of proposed projects (SUB-10.a). */
@Injectable()
export class PublishService {
  constructor(
    @Inject(CommandRunner) private readonly commands: CommandRunner,
    @Inject(PublicNoticeRepository) private readonly notices: PublicNoticeRepository,
    @Inject(ProgrammeYearRepository) private readonly years: ProgrammeYearRepository,
    @Inject(ProposedProjectRepository) private readonly proposed: ProposedProjectRepository,
    @Inject(ReviewRepository) private readonly reviews: ReviewRepository,
    @Inject(ReviewService) private readonly review: ReviewService,
    @Inject(PolicyCatalogue) private readonly catalogue: PolicyCatalogue,
    @Inject(StandingGate) private readonly gate: StandingGate,
    @Inject(CalendarSource) private readonly calendar: CalendarSource,
    @Inject(InstallationClock) private readonly clock: InstallationClock,
  ) {}

  /**
   * Puts proposed groups to public notice. A group of which somebody is barred today is left off with the reason and stays at the step (SUB-6-2).
   * @throws Refusal NOT_FOUND, VERSION_CONFLICT, STATE_FORBIDS, NOT_PERMITTED, OUTSIDE_REGION, FOUR_EYES, ALREADY_EXISTS for one that stands on a notice;
   *   CLAUSE_FORBIDS for one at another step, or when nobody is left; SERVICE_UNAVAILABLE when audit or evaluation do not answer
   */
  async publish(publish: PublishGroupNotice, { call }: Request): Promise<GroupNoticePublished> {
    if (new Set(publish.groups.map(({ id }) => id)).size !== publish.groups.length) throw invalidAt('groups', '同一项目群列了两次。', 'A group is named twice.');
    const plan = await this.#plan(publish, call.caller.tenant);
    return await this.commands.run(call, async (transaction) => {
      await this.#requireAsPlanned(transaction, plan);
      const { permission } = groupNoticeContracts.publish;
      const standings = await this.review.named(transaction, publish.groups, { yearId: publish.yearId, result: 'noticed', permission });
      const { clear, leftOff } = await this.#checked(transaction, plan, standings);
      const notice = noticeOf(transaction, plan, publish);
      await this.notices.insert(transaction.manager, notice);
      const covered: NoticeItem[] = [];
      for (const [at, standing] of clear.entries()) covered.push(itemOf(notice, standing, at + 1, await this.#projects(transaction, standing)));
      requireFits(covered);
      for (const item of covered) {
        if (!(await this.notices.insertItem(transaction.manager, item))) throw new Refusal('ALREADY_EXISTS', { noun: 'public-notice', id: item.groupId });
      }
      this.notices.insertReckoning(transaction, notice, plan.end);
      transaction.setDeadline(NOTICE_ENDS, notice.id, startOfDayInShanghai(notice.firstDayAfter));
      const { dueOn, provisional, calendarVersion, clause } = notice;
      const detail = { groupIds: clear.map(({ group }) => group.id), leftOff: leftOff.map(({ groupId }) => groupId), dueOn, provisional, calendarVersion };
      transaction.record({ action: ACTION, objectType: 'public-notice', objectId: notice.id, clause, detail });
      const items = await this.notices.itemsIn(transaction.manager, notice.id);
      transaction.emit(groupNoticeContracts.published, { noun: 'public-notice', id: notice.id, version: notice.version }, toNoticeChanged(notice, items));
      const reckonings = await this.notices.reckoningsIn(transaction.manager, notice.id);
      return { notice: toNoticeAnswer({ notice, items, reckonings, openObjections: new Map() }, Object.keys(noticeLifecycle.open)), leftOff };
    });
  }

  async #plan({ yearId, startDay = 'excluded' }: PublishGroupNotice, tenant: string): Promise<Plan> {
    const year = await this.years.find(yearId);
    if (year === undefined || year.tenant !== tenant || year.state === 'draft') throw notFound('programme-year', yearId);
    const policy = await this.catalogue.policyOf(year.programme, year.policyVersion);
    const step = stepWithResult(policy, 'noticed');
    const length = noticeLength(policy, step, year.terms.noticeWorkingDays);
    const today = this.clock.today();
    return { year, policy, step, length, today, end: await this.calendar.ask({ publishedOn: today, ...length, startDay }) };
  }

  /** What was asked before the transaction still holds: it is the same day, and nobody has changed the year's notice. @throws Refusal TRANSACTION_CONFLICT, to be tried again */
  async #requireAsPlanned(transaction: Transaction, { year, today }: Plan): Promise<void> {
    const now = await this.years.share(transaction.manager, year.tenant, year.id);
    if (transaction.today !== today || now?.version !== year.version) throw new Refusal('TRANSACTION_CONFLICT', { attempts: '1' });
  }

  /** Asks the standing of everybody in the groups, right before the publication (SUB-6-2). @throws Refusal CLAUSE_FORBIDS when nobody is left */
  async #checked(transaction: Transaction, { year, step }: Plan, standings: readonly Standing[]): Promise<{ clear: readonly Standing[]; leftOff: LeftOff[] }> {
    const check = step.gates.find(({ gate }) => gate === 'credit-check');
    if (check === undefined) return { clear: standings, leftOff: [] };
    const terms = { programme: year.programme, policyVersion: year.policyVersion, gate: 'public-notice', clause: check.clause };
    const subjects = standings.map(({ group }) => ({ creditCodes: enterprisesOf(group), about: { noun: 'project-group', id: group.id } }));
    const answers = await this.gate.ask(transaction, terms, subjects);
    const clear = standings.filter((_, at) => barredIn(answers[at] as CheckedStanding).length === 0);
    if (clear.length === 0) throw barredRefusal(ACTION, check.clause, answers.flatMap(barredIn));
    const leftOff: LeftOff[] = [];
    for (const [at, standing] of standings.entries()) {
      const barred = barredIn(answers[at] as CheckedStanding);
      if (barred.length === 0) continue;
      const reason = barred.flatMap(({ creditCode, reasons }) => reasons.map((each) => barInWords(creditCode, each).zh)).join('').slice(0, 500);
      const by = actorOf(transaction.call.caller, roleAmong(transaction.call.caller, rolesOf(step)));
      await this.review.keep(transaction, standing, 'left-off-notice', { opinion: reason, by, clause: check.clause, detail: { barred } });
      leftOff.push({ groupId: standing.group.id as LeftOff['groupId'], creditCodes: barred.slice(0, 20).map(({ creditCode }) => creditCode), reason });
    }
    return { clear, leftOff };
  }

  /** The proposed projects of a group, with the amounts that the reviewers recommended where they did. */
  async #projects({ manager }: Transaction, { group }: Standing): Promise<readonly NoticedProject[]> {
    const result = await this.reviews.resultIn(manager, group.id, group.contentNumber);
    const proposed = (await this.proposed.ofGroupIn(manager, group.id)).filter(({ state }) => state === 'proposed');
    return proposed.map(({ projectId, name }) => {
      const recommended = result?.projects.find((project) => project.projectId === projectId)?.recommended;
      return { projectId, name, ...(recommended === undefined ? {} : { recommended }) };
    });
  }
}

function noticeOf({ now, today, call: { caller } }: Transaction, { year, step, length, end }: Plan, { title, channel, startDay = 'excluded' }: PublishGroupNotice): Notice {
  return {
    id: newId(), tenant: caller.tenant, yearId: year.id, programme: year.programme, policyVersion: year.policyVersion, fundYear: year.year, step: step.step, clause: step.clause,
    title: title ?? null, channel: channel ?? null, ...length, startDay, publishedOn: today, publishedAt: now, publishedBy: caller.person, dueOn: end.ends,
    firstDayAfter: end.firstDayAfter, provisional: end.provisional, calendarVersion: end.version, state: 'open', version: 1, endedAt: null,
  };
}

function itemOf({ id: noticeId, tenant }: Notice, { group }: Standing, place: number, projects: readonly NoticedProject[]): NoticeItem {
  const { id: groupId, clusterName, leadName, region } = group;
  return { noticeId, groupId, tenant, place, clusterName, leadName, region, projects, state: 'open', reason: null, settledAt: null };
}

/** @throws Refusal INVALID_REQUEST for more than can be read as one notice */
function requireFits(items: readonly NoticeItem[]): void {
  // What is read of an item later is longer by its reason and its state.
  if (Buffer.byteLength(JSON.stringify(items)) + items.length * 2_000 <= largestNotice) return;
  throw invalidAt('groups', '内容过多，请分成几次公示。', 'This is more than one notice holds; publish it in several.');
}
