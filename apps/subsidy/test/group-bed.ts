import { createHash } from 'node:crypto';

import type { EventContract, GroupProject, ProgrammeYearTerms, Role } from '@jiqun/contracts';
import { CommandRunner, DeadlineHandlers, newId, prefectureOf, Reader, type Request, type Transaction } from '@jiqun/service-kit';
import { createTestBed, testCaller, type TestBed } from '@jiqun/service-kit/testing';
import { DataSource } from 'typeorm';

import { contents } from '../src/data-source.js';
import { DuplicateFinder } from '../src/duplicate/duplicate-finder.js';
import { DuplicateRepository } from '../src/duplicate/duplicate.repository.js';
import { DuplicateService } from '../src/duplicate/duplicate.service.js';
import type { InvestmentLine } from '../src/investment-line/investment-line.entity.js';
import { InvestmentLineQueryService } from '../src/investment-line/investment-line-query.service.js';
import { InvestmentLineRepository } from '../src/investment-line/investment-line.repository.js';
import { InvestmentLineService } from '../src/investment-line/investment-line.service.js';
import { LineContexts } from '../src/investment-line/line-context.service.js';
import { ProgressService } from '../src/investment-line/progress.service.js';
import { VerificationService } from '../src/investment-line/verification.service.js';
import { PolicyCatalogue } from '../src/policy/policy-catalogue.js';
import { PolicyRepository } from '../src/policy/policy.repository.js';
import type { OfferedPolicy, PolicySource } from '../src/policy/policy-source.js';
import { MilestoneRepository } from '../src/programme-year/milestone.repository.js';
import { MilestoneService } from '../src/programme-year/milestone.service.js';
import { ProgrammeYearDeadlines } from '../src/programme-year/programme-year.deadlines.js';
import type { ProgrammeYear } from '../src/programme-year/programme-year.entity.js';
import { ProgrammeYearQueryService } from '../src/programme-year/programme-year-query.service.js';
import { ProgrammeYearRepository } from '../src/programme-year/programme-year.repository.js';
import { ProgrammeYearService } from '../src/programme-year/programme-year.service.js';
import { ClosingLevelService } from '../src/project-group/closing-level.service.js';
import { frozen } from '../src/project-group/frozen-content.js';
import { GroupCheckService } from '../src/project-group/group-check.service.js';
import { ProjectGroupDeadlines } from '../src/project-group/project-group.deadlines.js';
import type { ClusterLevel, ProjectGroup } from '../src/project-group/project-group.entity.js';
import { ProjectGroupQueryService } from '../src/project-group/project-group-query.service.js';
import { ProjectGroupRepository } from '../src/project-group/project-group.repository.js';
import { ProjectGroupService } from '../src/project-group/project-group.service.js';
import { SubmitService } from '../src/project-group/submit.service.js';
import { StandingCheckRepository } from '../src/standing/standing-check.repository.js';
import { StandingGate } from '../src/standing/standing-gate.js';
import { contentOf, creditCode, lastCodes, type LineChanges, REGION, threeProjects, usualLine } from './group-samples.js';
import { type KnownCluster, KnownOutside } from './known-outside.js';
import { moveClockTo } from './sandbox-clock.js';

export { contentOf, creditCode, type LineChanges, threeProjects } from './group-samples.js';
export type { KnownCluster } from './known-outside.js';

/** The programme of these tests; its version is that of 2024-12-05, in force through 2026-06-30. */
export const PROGRAMME = 'jl-amc-subsidy-2024';
const POLICY_VERSION = '2024-12-05';

/** What a group of these tests says otherwise than the usual one: of a cluster of provincial level in Yushu, with three projects of a line each. */
export interface GroupChanges {
  readonly region?: string;
  readonly level?: ClusterLevel;
  readonly leadCreditCode?: string;
  readonly leadName?: string;
  readonly editor?: string;
  readonly state?: ProjectGroup['state'];
  readonly step?: string | null;
  readonly projects?: readonly GroupProject[];
  readonly lines?: readonly LineChanges[];
  /** Whether the local department has accepted every line. */
  readonly isVerified?: boolean;
}

/** Subsidy's database under a sandbox clock, with programme years and project groups in it. */
export class GroupBed {
  readonly handlers = new DeadlineHandlers();
  readonly runner: CommandRunner;
  readonly reader: Reader;
  readonly years: ProgrammeYearRepository;
  readonly groups: ProjectGroupRepository;
  readonly lines: InvestmentLineRepository;
  readonly duplicates: DuplicateRepository;
  /** What registry and audit would say. */
  readonly outside = new KnownOutside(() => this.#today);
  /** Enterprises that audit says are barred, with the reasons. */
  readonly barred = this.outside.barred;
  /** What audit would answer; given to `StandingGate` in place of its source. */
  readonly standingSource = this.outside.standing;
  /** What evaluation would offer of policies that were installed since the release. */
  readonly offered: OfferedPolicy[] = [];
  readonly catalogue: PolicyCatalogue;
  readonly gate: StandingGate;
  readonly yearService: ProgrammeYearService;
  readonly yearQueries: ProgrammeYearQueryService;
  readonly groupService: ProjectGroupService;
  readonly submissions: SubmitService;
  readonly checks: GroupCheckService;
  readonly groupQueries: ProjectGroupQueryService;
  readonly lineService: InvestmentLineService;
  readonly progress: ProgressService;
  readonly verifications: VerificationService;
  readonly lineQueries: InvestmentLineQueryService;
  readonly duplicateService: DuplicateService;

  #owner: Promise<DataSource> | undefined;
  #today: string;

  private constructor(
    readonly bed: TestBed,
    readonly source: DataSource,
    private readonly gateway: DataSource,
    firstDay: string,
  ) {
    this.#today = firstDay;
    this.runner = new CommandRunner(source, { service: 'subsidy', lanes: 4, groupSize: 16 });
    this.reader = new Reader(source);
    this.years = new ProgrammeYearRepository(this.reader);
    this.groups = new ProjectGroupRepository(this.reader);
    this.lines = new InvestmentLineRepository(this.reader);
    this.duplicates = new DuplicateRepository(this.reader);
    const { runner, reader, years, groups, lines, duplicates } = this;
    const clock = { today: () => this.#today };
    this.catalogue = new PolicyCatalogue(new PolicyRepository(reader), { offered: async () => await Promise.resolve(this.offered) } as unknown as PolicySource);
    const { standing } = this.outside;
    this.gate = new StandingGate(standing, new StandingCheckRepository(reader));
    const milestoneRows = new MilestoneRepository(reader);
    const milestones = new MilestoneService(runner, milestoneRows, years, this.catalogue);
    this.yearService = new ProgrammeYearService(runner, years, this.catalogue, milestones);
    this.yearQueries = new ProgrammeYearQueryService(years, milestoneRows, this.catalogue, clock);
    const { registry } = this.outside;
    const finder = new DuplicateFinder(duplicates);
    const contexts = new LineContexts(groups, years, this.catalogue);
    this.groupService = new ProjectGroupService(runner, groups, years, duplicates, this.catalogue, registry);
    this.submissions = new SubmitService(runner, groups, lines, years, finder, this.catalogue, registry, this.gate);
    this.checks = new GroupCheckService(groups, lines, years, this.catalogue, registry, standing, clock);
    this.groupQueries = new ProjectGroupQueryService(groups);
    this.lineService = new InvestmentLineService(runner, lines, groups, duplicates, contexts);
    this.progress = new ProgressService(runner, lines, groups, duplicates, finder, contexts);
    this.verifications = new VerificationService(runner, lines, groups, duplicates, this.catalogue);
    this.lineQueries = new InvestmentLineQueryService(lines, groups, contexts, clock);
    this.duplicateService = new DuplicateService(runner, duplicates, groups, lines, years);
    new ProgrammeYearDeadlines(this.handlers, milestones).onModuleInit();
    new ProjectGroupDeadlines(this.handlers, this.yearService, new ClosingLevelService(runner, groups, years, registry)).onModuleInit();
  }

  /** @param firstDay the sandbox begins on it, at 00:30 */
  static async open(firstDay = '2025-05-06'): Promise<GroupBed> {
    const bed = await createTestBed({ sandboxStart: `${firstDay}T00:30:00+08:00` });
    return new GroupBed(bed, await bed.open('subsidy', contents, 8), await bed.open('gateway'), firstDay);
  }

  /**
   * Somebody of a role; a person of each role and region has a name of their own unless given one.
   * @param organisations whom somebody of an enterprise acts for: unless told, every enterprise of these tests, so that only what they edit tells two apart
   */
  as(role: Role, region: string, person = `${role}-${region}`, organisations: readonly string[] = role === 'enterprise' ? lastCodes() : []): Request {
    const grants = [{ role, region }, ...organisations.map((organisation) => ({ role, region, organisation }))];
    return this.again({ caller: testCaller({ grants, person, tenant: `CN-${region.slice(0, 2)}` }) });
  }

  /** The same person with another idempotency key. */
  again({ caller }: Pick<Request, 'caller'>): Request {
    const key = newId();
    const identity = { kind: 'key', tenant: caller.tenant, operation: 'test', key, payloadHash: createHash('sha256').update(key).digest() } as const;
    return { caller, context: 'signed', call: { caller, identity } };
  }

  /** Runs something in a command of its own. */
  async within<Answer>(effect: (transaction: Transaction) => Promise<Answer>, who: Request = this.as('province-industry', '220000')): Promise<Answer> {
    return await this.runner.run(this.again(who).call, async (transaction) => {
      transaction.record({ action: 'test', objectType: 'test', objectId: 'test' });
      return await effect(transaction);
    });
  }

  /** A cluster that the registry knows: of provincial level since 2025-01-01, led by these. */
  cluster(leading: readonly string[], level: ClusterLevel = 'provincial', region = REGION): KnownCluster {
    return this.outside.cluster(leading, level, region);
  }

  /** A published programme year; what is not said is that of 2026's funds, open from 2025-05-06 through 2025-07-31. */
  async publishedYear(changes: Partial<ProgrammeYearTerms> = {}, year = 2026, state: ProgrammeYear['state'] = 'published'): Promise<ProgrammeYear> {
    const terms = {
      title: { zh: '申报通知（样例）', en: 'Notice (sample)' }, opensOn: '2025-05-06', closesOn: '2025-07-31', eligibleFrom: '2024-01-01', eligibleThrough: '2028-12-31', ...changes,
    } as ProgrammeYearTerms;
    const drafted: ProgrammeYear = {
      id: newId(), tenant: 'CN-22', programme: PROGRAMME, year, policyVersion: POLICY_VERSION, terms, state: 'draft', version: 1, number: 0, proposed: 1,
      draftedBy: 'province-industry-220000', publishedAt: null, closedAt: null,
    };
    const id = await this.within(async ({ manager, now }) => {
      await this.years.insert(manager, drafted);
      await this.years.propose(manager, { yearId: drafted.id, number: 1, tenant: 'CN-22', terms, reason: null, proposedBy: drafted.draftedBy, proposedAt: now });
      await this.years.update(manager, { ...drafted, state, number: 1, publishedAt: now });
      return drafted.id;
    });
    return await this.year(id);
  }

  /** The year as it stands. */
  async year(id: string): Promise<ProgrammeYear> {
    const found = await this.years.find(id);
    if (found === undefined) throw new Error(`No programme year ${id}`);
    return found;
  }

  /** The group as it stands. */
  async group(id: string, tenant = 'CN-22'): Promise<ProjectGroup> {
    const found = await this.groups.find(tenant, id);
    if (found === undefined) throw new Error(`No project group ${id}`);
    return found;
  }

  /** A group that was submitted and stands at the step after the application, `local-review`, its lines not verified. */
  async submittedGroup(year: ProgrammeYear, changes: GroupChanges = {}): Promise<ProjectGroup> {
    return await this.#put(year, { state: 'under-review', step: 'local-review', ...changes });
  }

  /** The same with every line accepted by the local department. */
  async verifiedGroup(year: ProgrammeYear, changes: GroupChanges = {}): Promise<ProjectGroup> {
    return await this.submittedGroup(year, { isVerified: true, ...changes });
  }

  /** A verified group in the project reserve. */
  async reservedGroup(year: ProgrammeYear, changes: GroupChanges = {}): Promise<ProjectGroup> {
    return await this.#put(year, { state: 'reserved', step: null, isVerified: true, ...changes });
  }

  /** Further lines of a group, accepted by the local department or not. */
  async addLines(group: ProjectGroup, changes: readonly LineChanges[], isVerified = true): Promise<readonly InvestmentLine[]> {
    const lines = await this.within(async ({ manager, now }) => {
      const { last } = await this.lines.counted(manager, group.id);
      const made = changes.map((change, at) => usualLine(group, last + at + 1, now, change));
      await this.lines.insert(manager, made);
      return made;
    });
    if (isVerified) await this.acceptLines(group, lines.map(({ id }) => id));
    return lines;
  }

  /** The local department accepts lines as they are; all of the group unless named. */
  async acceptLines(group: ProjectGroup, ids?: readonly string[]): Promise<void> {
    const official = this.as('county-industry', group.region);
    await this.within(async (transaction) => {
      const lines = (await this.lines.all(group.id, transaction.manager)).filter(({ id }) => ids === undefined || ids.includes(id));
      const found = lines.map(({ id, version, amountFen }) => ({
        id: newId(), lineId: id, lineVersion: version, outcome: 'accepted' as const, amountFen: BigInt(amountFen), clause: null, reason: null,
      }));
      await this.lines.verify(transaction, group.id, 'county-industry', found, []);
    }, official);
  }

  /** Moves the clock to a day, 00:30, and fires on the way what falls due, each at its time. */
  async moveTo(day: string): Promise<void> {
    await moveClockTo(day, this.source, this.gateway, this.handlers);
    this.#today = day;
  }

  /** The data of the events of a type, in order. */
  async events<Data>(contract: EventContract<Data>): Promise<Data[]> {
    const rows: { payload: string }[] = await this.source.query('SELECT payload FROM outbox WHERE type = $1 ORDER BY position', [contract.type]);
    return rows.map(({ payload }) => (JSON.parse(payload) as { data: Data }).data);
  }

  /** A connection of the role that owns the tables: what a service may not change, an intruder might. */
  async asOwner(): Promise<DataSource> {
    this.#owner ??= new DataSource({ type: 'postgres', url: this.bed.ownerUrl('subsidy'), extra: { max: 1 } }).initialize();
    return await this.#owner;
  }

  async close(): Promise<void> {
    await (await this.#owner)?.destroy();
    await this.bed.close();
  }

  async #put(year: ProgrammeYear, changes: GroupChanges): Promise<ProjectGroup> {
    const { region = REGION, level = 'provincial', state = 'under-review', step = null, projects = threeProjects(), lines, isVerified = false } = changes;
    const clusterId = newId();
    const clusterName = `榆树市玉米深加工产业集群（样例 ${clusterId.slice(-4)}）`;
    const id = await this.within(async (transaction) => {
      const { manager, now } = transaction;
      const group: ProjectGroup = {
        id: newId(), tenant: year.tenant, yearId: year.id, programme: year.programme, policyVersion: year.policyVersion, clusterId, clusterName,
        cluster: { id: clusterId, name: clusterName, region, leadRole: 'leading', askedAt: year.terms.opensOn }, clusterLevel: null, levelClosed: false,
        leadCreditCode: changes.leadCreditCode ?? creditCode(), leadName: changes.leadName ?? '吉林某某制造有限公司（样例）', region, prefecture: prefectureOf(region) ?? region,
        editors: [changes.editor ?? `enterprise-${region}`], state: 'draft', step: null, version: 1, content: contentOf(projects), contentNumber: 0, updatedAt: now,
      };
      await this.groups.insert(manager, group);
      await this.groups.keepProjects(manager, group);
      const made = (lines ?? projects.map((project) => ({ projectId: project.id }))).map((change, at) => usualLine(group, at + 1, now, change));
      await this.lines.insert(manager, made);
      const { text, sha256 } = frozen(group.content, made);
      this.groups.insertSubmission(transaction, {
        groupId: group.id, number: 1, tenant: group.tenant, content: text, sha256, decision: '{}', decisionInputs: '{}', verdict: 'eligible', standing: '{}', submittedAt: now, submittedBy: group.editors[0] ?? '',
      });
      await this.groups.move(manager, group, { state, step, clusterLevel: level, levelClosed: true, contentNumber: 1 });
      return group.id;
    });
    const group = await this.group(id, year.tenant);
    if (isVerified) await this.acceptLines(group);
    return group;
  }
}
