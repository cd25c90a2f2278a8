import { localDateSchema, Refusal, type Expert, type GroupNoticePublished, type GroupReview, type PeriodAnswer, type Role } from '@jiqun/contracts';
import { installedCalendar, period, type Calendar } from '@jiqun/policy-core';
import { type InstallationClock, newId, type Request } from '@jiqun/service-kit';

import { ObjectionRepository } from '../src/objection/objection.repository.js';
import { ObjectionService } from '../src/objection/objection.service.js';
import { PolicyCatalogue } from '../src/policy/policy-catalogue.js';
import type { PolicySource } from '../src/policy/policy-source.js';
import { PolicyRepository } from '../src/policy/policy.repository.js';
import type { ProgrammeYear } from '../src/programme-year/programme-year.entity.js';
import type { ProjectGroup } from '../src/project-group/project-group.entity.js';
import type { CalendarSource, NoticeTerms } from '../src/public-notice/calendar-source.js';
import { PublicNoticeDeadlines } from '../src/public-notice/public-notice.deadlines.js';
import { PublicNoticeRepository } from '../src/public-notice/public-notice.repository.js';
import { PublicNoticeService } from '../src/public-notice/public-notice.service.js';
import { PublishService } from '../src/public-notice/publish.service.js';
import { SettlementService } from '../src/public-notice/settlement.service.js';
import type { ExpertSource } from '../src/review/expert-source.js';
import { ProposeService } from '../src/review/propose.service.js';
import { ProposedProjectRepository } from '../src/review/proposed-project.repository.js';
import { ReserveRepository } from '../src/review/reserve.repository.js';
import { ReserveService } from '../src/review/reserve.service.js';
import { ResultService } from '../src/review/result.service.js';
import { ReviewCommandsService } from '../src/review/review-commands.service.js';
import { ReviewReadingService } from '../src/review/review-reading.service.js';
import { ReviewRepository } from '../src/review/review.repository.js';
import { ReviewService } from '../src/review/review.service.js';
import { StandingCheckRepository } from '../src/standing/standing-check.repository.js';
import { StandingCheckService } from '../src/standing/standing-check.service.js';
import { StandingGate } from '../src/standing/standing-gate.js';
import type { StandingSource } from '../src/standing/standing-source.js';
import { GroupBed, type GroupChanges } from './group-bed.js';

/** A hash for documents of these tests. */
export const HASH = 'a'.repeat(64);

/** What a group came to say so far: enough for the next command about it. */
export interface Known {
  readonly id: string;
  readonly version: number;
}

/** Subsidy's database with everything that reviews groups; audit, evaluation and the clock of the process are as the test says. */
export class ReviewBed {
  readonly experts = new Map<string, Expert>();
  calendar: Calendar = installedCalendar;
  /** The day that the process believes it is. */
  today: string;
  readonly reviewRows: ReviewRepository;
  readonly proposedRows: ProposedProjectRepository;
  readonly reserveRows: ReserveRepository;
  readonly noticeRows: PublicNoticeRepository;
  readonly catalogue: PolicyCatalogue;
  readonly gate: StandingGate;
  readonly checks: StandingCheckService;
  readonly review: ReviewService;
  readonly readings: ReviewReadingService;
  readonly commands: ReviewCommandsService;
  readonly results: ResultService;
  readonly proposals: ProposeService;
  readonly reserves: ReserveService;
  readonly settlement: SettlementService;
  readonly publications: PublishService;
  readonly notices: PublicNoticeService;
  readonly objections: ObjectionService;

  private constructor(
    readonly bed: GroupBed,
    firstDay: string,
    source: Pick<StandingSource, 'ask'>,
  ) {
    const { runner, reader, groups } = bed;
    this.today = firstDay;
    this.catalogue = new PolicyCatalogue(new PolicyRepository(reader), {} as PolicySource);
    this.reviewRows = new ReviewRepository(reader);
    this.proposedRows = new ProposedProjectRepository(reader);
    this.reserveRows = new ReserveRepository(reader);
    this.noticeRows = new PublicNoticeRepository(reader);
    const checkRows = new StandingCheckRepository(reader);
    this.gate = new StandingGate(source as StandingSource, checkRows);
    this.checks = new StandingCheckService(checkRows);
    this.review = new ReviewService(groups, this.reviewRows, this.catalogue, bed.duplicates);
    this.readings = new ReviewReadingService(groups, this.reviewRows, this.proposedRows, this.reserveRows, this.catalogue);
    this.commands = new ReviewCommandsService(runner, groups, this.reviewRows, this.review, this.readings);
    const pool = { ask: async (ids: readonly string[]) => await Promise.resolve(ids.map((id) => this.#expertOf(id))) } as unknown as ExpertSource;
    this.results = new ResultService(runner, groups, this.reviewRows, this.review, this.readings, pool);
    this.proposals = new ProposeService(runner, this.reviewRows, this.proposedRows, this.review);
    this.reserves = new ReserveService(runner, this.reserveRows, this.review);
    this.settlement = new SettlementService(this.noticeRows, groups, this.proposedRows, this.review);
    const calendar = { ask: async (terms: NoticeTerms) => await Promise.resolve(this.#endOf(terms)) } as unknown as CalendarSource;
    const clock = { today: () => this.today } as InstallationClock;
    this.publications = new PublishService(
      runner, this.noticeRows, bed.years, this.proposedRows, this.reviewRows, this.review, this.catalogue, this.gate, calendar, clock,
    );
    this.notices = new PublicNoticeService(runner, this.noticeRows, this.settlement, this.catalogue, calendar);
    new PublicNoticeDeadlines(bed.handlers, this.notices).onModuleInit();
    this.objections = new ObjectionService(runner, new ObjectionRepository(reader), this.noticeRows, this.settlement, this.reviewRows, this.catalogue, groups);
  }

  /** @param firstDay the sandbox begins on it @param source who answers about standings; the bed's own when absent */
  static async open(firstDay = '2025-05-06', source?: (bed: GroupBed) => Promise<Pick<StandingSource, 'ask'>>): Promise<ReviewBed> {
    const bed = await GroupBed.open(firstDay);
    return new ReviewBed(bed, firstDay, source === undefined ? bed.standingSource : await source(bed));
  }

  as(role: Role, region = '220182', person?: string): Request {
    return this.bed.as(role, region, person);
  }

  /** The provincial department; a person of its own unless named. */
  province(person?: string): Request {
    return this.bed.as('province-industry', '220000', person);
  }

  /** Moves the clock, of the process too. */
  async moveTo(day: string): Promise<void> {
    await this.bed.moveTo(day);
    this.today = day;
  }

  /** Signed by both departments of the county. */
  async jointlySubmitted(year: ProgrammeYear, changes: GroupChanges = {}): Promise<GroupReview> {
    const group = await this.bed.verifiedGroup(year, changes);
    const signed = await this.sign(group, this.as('county-industry', group.region));
    return await this.sign({ id: group.id, version: signed.version }, this.as('county-finance', group.region));
  }

  async sign({ id, version }: Known, who: Request): Promise<GroupReview> {
    return await this.commands.sign({ id, version, step: 'local-review', opinion: '同意上报（样例）', evidence: [] }, this.bed.again(who));
  }

  /** Re-reviewed by the province. */
  async reReviewed(year: ProgrammeYear, changes: GroupChanges = {}): Promise<GroupReview> {
    const { groupId: id, version } = await this.jointlySubmitted(year, changes);
    return await this.commands.complete({ id, version, step: 're-review', opinion: '复审通过（样例）', evidence: [] }, this.province());
  }

  /** Reviewed by a third party that supports all projects but some. */
  async reviewed(year: ProgrammeYear, changes: GroupChanges = {}, unsupported = 0): Promise<GroupReview> {
    const { groupId: id, version } = await this.reReviewed(year, changes);
    return await this.results.record(await this.resultOf({ id, version }, unsupported), this.province());
  }

  /** What a third party found: every project is supported but the last ones. */
  async resultOf({ id, version }: Known, unsupported = 0): Promise<Parameters<ResultService['record']>[0]> {
    const { content } = await this.bed.group(id);
    const { projects } = content;
    const thirdParty = { organisation: '某某咨询有限公司（样例）', creditCode: '91220101MA0000000X' as never, contractNumber: 'HT-2025-001', declaration: HASH };
    return {
      id: id as never, version, step: 'review', on: '2025-05-06' as never, thirdParty, report: HASH, opinion: '建议支持（样例）',
      projects: projects.map((project, at) => ({
        projectId: project.id as never, score: '85.5', isSupported: at < projects.length - unsupported, opinion: '意见（样例）', recommended: '100000.00' as never,
      })),
    };
  }

  /** On the proposed list; the person who proposed is `proposer`. */
  async proposed(year: ProgrammeYear, changes: GroupChanges = {}): Promise<Known> {
    const { groupId: id, version } = await this.reviewed(year, changes);
    await this.proposals.propose({ yearId: year.id as never, proposed: [{ id, version, leftOut: [] }], leftOut: [], reason: '按评审结果（样例）' }, this.province('proposer'));
    return await this.known(id);
  }

  /** The group as the next command must name it. */
  async known(id: string): Promise<Known> {
    const { version } = await this.bed.group(id);
    return { id, version };
  }

  /** Some groups on a notice. */
  async published(year: ProgrammeYear, groups: readonly Known[], more: { readonly startDay?: 'excluded' | 'included' } = {}): Promise<GroupNoticePublished> {
    return await this.publications.publish({ yearId: year.id as never, groups: groups.map(({ id, version }) => ({ id: id as never, version })), ...more }, this.province());
  }

  /** `state step` of a group. */
  async where(id: string): Promise<string> {
    const { state, step } = await this.bed.group(id);
    return `${state} ${step ?? '-'}`;
  }

  /** An active expert of the pool. */
  expert(changes: Partial<Expert> = {}): Expert {
    const id = newId() as Expert['id'];
    const expert = {
      id, code: `E-${this.experts.size + 1}`, person: `expert-${id}`, fields: ['装备'], ties: [], conflicts: [], state: 'active', version: 1, registeredAt: '2025-01-01T00:00:00.000Z', ...changes,
    } as Expert;
    this.experts.set(expert.id, expert);
    return expert;
  }

  /** The group with its row read again. */
  async group(id: string): Promise<ProjectGroup> {
    return await this.bed.group(id);
  }

  async close(): Promise<void> {
    await this.bed.close();
  }

  #expertOf(id: string): Expert {
    const expert = this.experts.get(id);
    if (expert === undefined) throw new Refusal('NOT_FOUND', { noun: 'expert', id });
    return expert;
  }

  #endOf({ publishedOn, length, unit, startDay }: NoticeTerms): PeriodAnswer {
    const { ends, firstDayAfter, provisional } = period({ from: publishedOn, [unit]: length, startDay }, this.calendar);
    return { ends: localDateSchema.parse(ends), firstDayAfter: localDateSchema.parse(firstDayAfter), provisional, version: this.calendar.version };
  }
}

/** The code of what a promise is refused with. */
export async function refusalOf(promise: Promise<unknown>): Promise<Refusal> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('It was not refused');
}
