import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { Refusal, type Application, type ApplicationContent, type BarReason, type CheckedStanding, type Call, type CallTerms, type Caller, type EventContract, type Role } from '@jiqun/contracts';
import { CommandRunner, DeadlineHandlers, newId, Reader, systemCaller, type Call as Work, type Request, type Transaction } from '@jiqun/service-kit';
import { createTestBed, testCaller, type TestBed } from '@jiqun/service-kit/testing';
import { DataSource } from 'typeorm';

import type { Application as ApplicationRow, AppliedCluster } from '../src/application/application.entity.js';
import { ApplicationRepository } from '../src/application/application.repository.js';
import { ApplicationService } from '../src/application/application.service.js';
import { AttachmentSource } from '../src/application/attachment-source.js';
import type { ClusterSource } from '../src/application/cluster-source.js';
import { DraftHistoryService } from '../src/application/draft-history.service.js';
import type { StandingQuestion, StandingSource } from '../src/application/standing-source.js';
import { SubmitService } from '../src/application/submit.service.js';
import { AttachmentRepository } from '../src/attachment/attachment.repository.js';
import { CalendarCatalogue } from '../src/calendar/calendar-catalogue.js';
import { CallDeadlines } from '../src/call/call.deadlines.js';
import { CallRepository } from '../src/call/call.repository.js';
import { CallService } from '../src/call/call.service.js';
import { contents } from '../src/data-source.js';
import { DecisionRepository } from '../src/decision/decision.repository.js';
import { DecisionService } from '../src/decision/decision.service.js';
import { PolicyCatalogue } from '../src/policy/policy-catalogue.js';
import { PolicyRepository } from '../src/policy/policy.repository.js';
import { PolicyService } from '../src/policy/policy.service.js';
import { ReviewCommandsService } from '../src/review/review-commands.service.js';
import { ReviewRepository } from '../src/review/review.repository.js';
import { ReviewService } from '../src/review/review.service.js';
import { SelectService } from '../src/review/select.service.js';

/** A worked case of policy-core that is plainly eligible, with the judgements that make it so. */
interface EligibleCase {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly judgements: Readonly<Record<string, 'met'>>;
}

interface DueRow {
  readonly id: string;
  readonly tenant: string;
  readonly kind: string;
  readonly subject: string;
  readonly dueAt: Date;
  readonly generation: number;
}

const BLANK: ApplicationContent = { facts: [], statements: [], attachments: [], goals: [], keyProjects: [], coApplicants: [] };

/** Evaluation's database under a sandbox clock, with what moves applications; clusters are as the registry would tell of them. */
export class ApplicationBed {
  readonly clusters = new Map<string, AppliedCluster>();
  /** What stands against organisations by audit's answers; 'away' where it does not answer. */
  readonly against = new Map<string, readonly BarReason[] | 'away'>();
  readonly handlers = new DeadlineHandlers();
  readonly runner: CommandRunner;
  readonly reader: Reader;
  readonly catalogue: PolicyCatalogue;
  readonly policies: PolicyService;
  readonly calls: CallService;
  readonly applicationRows: ApplicationRepository;
  readonly reviewRows: ReviewRepository;
  readonly decisions: DecisionService;
  readonly applications: ApplicationService;
  readonly submissions: SubmitService;
  readonly drafts: DraftHistoryService;
  readonly review: ReviewService;
  readonly reviews: ReviewCommandsService;
  readonly choices: SelectService;

  #owner: Promise<DataSource> | undefined;

  private constructor(
    readonly bed: TestBed,
    readonly source: DataSource,
    private readonly gateway: DataSource,
  ) {
    this.runner = new CommandRunner(source, { service: 'evaluation', lanes: 4, groupSize: 16 });
    this.reader = new Reader(source);
    const policyRows = new PolicyRepository(this.reader);
    const callRows = new CallRepository(this.reader);
    this.catalogue = new PolicyCatalogue(policyRows);
    this.policies = new PolicyService(this.runner, policyRows, this.catalogue);
    this.calls = new CallService(this.runner, callRows, this.catalogue);
    new CallDeadlines(this.handlers, this.calls).onModuleInit();
    this.applicationRows = new ApplicationRepository(this.reader);
    this.reviewRows = new ReviewRepository(this.reader);
    this.decisions = new DecisionService(new DecisionRepository(this.reader), this.catalogue, new CalendarCatalogue());
    const registry = { ask: async (id: string) => await Promise.resolve(this.#clusterOf(id)) } as unknown as ClusterSource;
    const audit = { ask: async (question: StandingQuestion) => await Promise.resolve(this.#standingOf(question)) } as unknown as StandingSource;
    const attachments = new AttachmentSource(new AttachmentRepository());
    this.applications = new ApplicationService(this.runner, this.applicationRows, callRows, this.catalogue, registry, this.reviewRows);
    this.submissions = new SubmitService(this.runner, this.applicationRows, callRows, this.catalogue, this.decisions, this.reviewRows, registry, attachments, audit);
    this.drafts = new DraftHistoryService(this.applicationRows);
    this.review = new ReviewService(this.applicationRows, callRows, this.catalogue, this.decisions, this.reviewRows, audit);
    this.reviews = new ReviewCommandsService(this.runner, this.applicationRows, this.reviewRows, this.review, this.catalogue, attachments);
    this.choices = new SelectService(this.runner, this.applicationRows, callRows, this.catalogue, this.review);
  }

  /** @param firstDay the sandbox begins on it, at 00:30 */
  static async open(firstDay = '2025-05-06'): Promise<ApplicationBed> {
    const bed = await createTestBed({ sandboxStart: `${firstDay}T00:30:00+08:00` });
    return new ApplicationBed(bed, await bed.open('evaluation', contents, 8), await bed.open('gateway'));
  }

  /** Somebody of a role; a person of each role and region has a name of their own unless given one. */
  as(role: Role, region: string, person = `${role}-${region}`): Request {
    const caller = testCaller({ grants: [{ role, region }], person, tenant: `CN-${region.slice(0, 2)}` });
    const key = newId();
    const identity = { kind: 'key', tenant: caller.tenant, operation: 'test', key, payloadHash: createHash('sha256').update(key).digest() } as const;
    return { caller, context: 'signed', call: { caller, identity } };
  }

  /** A cluster that the registry knows; what is not said is one of Yushu, Changchun. */
  cluster(given: Partial<AppliedCluster> = {}): AppliedCluster {
    const id = newId();
    const cluster = { id, name: `榆树市玉米深加工产业集群（样例 ${this.clusters.size + 1}）`, region: '220182', regions: ['220182'], askedAt: '2025-05-06', ...given };
    this.clusters.set(cluster.id, cluster);
    return cluster;
  }

  /** A published call. */
  async publishedCall(programme: string, terms: Partial<CallTerms> = {}, publisher = this.as('province-industry', '220000')): Promise<Call> {
    const all = {
      title: { zh: '申报通知（样例）', en: 'Call (sample)' }, opensOn: '2025-05-06', closesOn: '2025-06-30', attachments: [], isBlind: false, dropsExtremes: false, ...terms,
    } as CallTerms;
    const drafted = await this.calls.draft({ programme: programme as never, terms: all }, this.again(publisher));
    return await this.calls.publish({ id: drafted.id, version: drafted.version }, this.again(publisher));
  }

  /** The same person with another idempotency key. */
  again({ caller }: Request): Request {
    const key = newId();
    const identity = { kind: 'key', tenant: caller.tenant, operation: 'test', key, payloadHash: createHash('sha256').update(key).digest() } as const;
    return { caller, context: 'signed', call: { caller, identity } };
  }

  /** A draft with the facts of a plainly eligible case. */
  async drafted(call: Call, applicant: Request, cluster = this.cluster(), changes: Partial<ApplicationContent> = {}): Promise<Application> {
    const draft = await this.applications.draft({ callId: call.id, clusterId: cluster.id }, this.again(applicant));
    const content = { ...contentOf(eligibleCase(call.programme).facts), ...changes };
    return await this.applications.saveDraft({ id: draft.id, version: draft.version, content }, this.again(applicant));
  }

  /** An application that was submitted. */
  async submitted(call: Call, applicant: Request, cluster = this.cluster(), changes: Partial<ApplicationContent> = {}): Promise<Application> {
    const { id, version } = await this.drafted(call, applicant, cluster, changes);
    return await this.submissions.submit({ id, version }, this.again(applicant));
  }

  /** Completes the step at which an application stands. */
  async complete({ id, version, step }: Application, official: Request, opinion = '同意', more: { plaqueNumber?: string } = {}): Promise<Application> {
    return await this.reviews.complete({ id, version, step: step ?? '', opinion, evidence: [], ...more }, this.again(official));
  }

  /** Makes every judgement that the eligible case needs. */
  async judged(application: Application, official: Request): Promise<Application> {
    let current = application;
    for (const clause of Object.keys(eligibleCase(application.programme).judgements)) {
      current = await this.reviews.judge({ id: current.id, version: current.version, clause, outcome: 'met', reason: '材料齐备（样例）' }, this.again(official));
    }
    return current;
  }

  /** Puts something on record. */
  async recorded({ id, version }: Application, official: Request, kind: 'site-visit' | 'credit-check' | 'defence' | 'party-group-meeting', on: string, isClean = true): Promise<Application> {
    const record = { id, version, kind, on: on as never, text: '记录（样例）', evidence: [], ...(kind === 'credit-check' ? { isClean } : {}) };
    return await this.reviews.record(record, this.again(official));
  }

  /** Runs something with the application locked, as a panel or a notice does. */
  async within<Answer>(official: Request, id: string, effect: (transaction: Transaction, application: ApplicationRow) => Promise<Answer>): Promise<Answer> {
    return await this.runner.run(this.again(official).call, async (transaction) => {
      const application = await this.applicationRows.lock(transaction.manager, id);
      if (application === undefined) throw new Refusal('NOT_FOUND', { noun: 'application', id });
      transaction.record({ action: 'test', objectType: 'application', objectId: id });
      return await effect(transaction, application);
    });
  }

  /** Moves the clock to a day, 00:30, and fires on the way what falls due, each at its time. */
  async moveTo(day: string): Promise<void> {
    const target = new Date(`${day}T00:30:00+08:00`);
    for (let due = await this.#nextDue(target); due !== undefined; due = await this.#nextDue(target)) {
      await this.#moveClock(due.dueAt);
      const { generation, ...deadline } = due;
      const call: Work = { caller: systemCaller(due.tenant, 'deadline'), identity: { kind: 'deadline', id: due.id, generation } };
      await this.handlers.of(due.kind)(call, deadline);
    }
    await this.#moveClock(target);
  }

  /** The data of the events of a type, in order. */
  async events<Data>(contract: EventContract<Data>): Promise<Data[]> {
    const rows: { payload: string }[] = await this.source.query('SELECT payload FROM outbox WHERE type = $1 ORDER BY position', [contract.type]);
    return rows.map(({ payload }) => (JSON.parse(payload) as { data: Data }).data);
  }

  /** A connection of the role that owns the tables: what a service may not change, an intruder might. */
  async asOwner(): Promise<DataSource> {
    this.#owner ??= new DataSource({ type: 'postgres', url: this.bed.ownerUrl('evaluation'), extra: { max: 1 } }).initialize();
    return await this.#owner;
  }

  async close(): Promise<void> {
    await (await this.#owner)?.destroy();
    await this.bed.close();
  }

  #clusterOf(id: string): AppliedCluster {
    const cluster = this.clusters.get(id);
    if (cluster === undefined) throw new Refusal('NOT_FOUND', { noun: 'cluster', id });
    return cluster;
  }

  /** As audit answers: clean unless something stands against the code. */
  #standingOf({ cluster: { applicantCreditCode: creditCode } }: StandingQuestion): CheckedStanding | undefined {
    if (creditCode === undefined) return undefined;
    const reasons = this.against.get(creditCode) ?? [];
    if (reasons === 'away') throw new Refusal('SERVICE_UNAVAILABLE', { service: 'audit' });
    return { on: '2025-05-06', askedAt: '2025-05-06T00:30:00+08:00', standings: [{ creditCode, mayApply: reasons.length === 0, reasons: [...reasons] }] } as unknown as CheckedStanding;
  }

  async #moveClock(to: Date): Promise<void> {
    await this.gateway.query('SELECT installation.move_clock(greatest($1::timestamptz, installation.now()))', [to]);
  }

  async #nextDue(target: Date): Promise<DueRow | undefined> {
    const rows: DueRow[] = await this.source.query(
      `SELECT id, tenant, kind, subject, due_at AS "dueAt", generation FROM deadline WHERE state = 'pending' AND due_at <= $1 ORDER BY due_at, id LIMIT 1`,
      [target],
    );
    return rows[0];
  }
}

/** The first case of a programme that policy-core's worked cases call eligible. */
export function eligibleCase(programme: string): EligibleCase {
  const file = programme === 'jl-sme-2024' ? 'sme' : 'recognition';
  const text = readFileSync(new URL(`../../../packages/policy-core/cases/${file}.json`, import.meta.url), 'utf8');
  const cases = JSON.parse(text) as { name: string; request: EligibleCase & { policy: string } }[];
  const found = cases.find(({ name, request }) => name === 'plainly eligible' && request.policy === programme);
  if (found === undefined) throw new Error(`No eligible case of ${programme}`);
  return found.request;
}

/** Facts as an applicant states them, each with a source. */
export function contentOf(facts: Readonly<Record<string, unknown>>): ApplicationContent {
  const stated = Object.entries(facts).map(([name, value]) => ({ name, value: value as never, source: '样例数据', qualifier: 'self-reported' as const }));
  return { ...BLANK, facts: stated };
}

/** A caller with one grant, for questions. */
export const asker = ({ caller }: Request): { caller: Caller } => ({ caller });
