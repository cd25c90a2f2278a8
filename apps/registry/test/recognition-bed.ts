import { createHash } from 'node:crypto';

import {
  applicationRecognised, type Caller, type CloudEvent, type Cluster, clusterContracts, type CommandContract, type EventContract,
  type QueryContract, type TitleChanged, titleGranted,
} from '@jiqun/contracts';
import {
  type Call, CommandRunner, type Deadline, DeadlineHandlers, EventSubscriptions, type InstallationClock, installedRegions, newId, Reader,
  type Request, startOfDayInShanghai, systemCaller,
} from '@jiqun/service-kit';
import { createTestBed, type TestBed } from '@jiqun/service-kit/testing';
import { DataSource } from 'typeorm';

import { ChangeReportRepository } from '../src/cluster/change-report.repository.js';
import { ChangeReportService } from '../src/cluster/change-report.service.js';
import { ClusterRegisterService } from '../src/cluster/cluster-register.service.js';
import { ClusterDeadlines } from '../src/cluster/cluster.deadlines.js';
import { ClusterRepository } from '../src/cluster/cluster.repository.js';
import { ClusterService } from '../src/cluster/cluster.service.js';
import { MemberRepository } from '../src/cluster/member.repository.js';
import { MemberService } from '../src/cluster/member.service.js';
import { CultivationEntryRepository } from '../src/cultivation-entry/cultivation-entry.repository.js';
import { CultivationEntryService } from '../src/cultivation-entry/cultivation-entry.service.js';
import { CultivationLibraryService } from '../src/cultivation-entry/cultivation-library.service.js';
import { CultivationPlanRepository } from '../src/cultivation-entry/cultivation-plan.repository.js';
import { contents } from '../src/data-source.js';
import { SupportRepository } from '../src/support/support.repository.js';
import { SupportService } from '../src/support/support.service.js';
import { TitleChangeService } from '../src/title/title-change.service.js';
import { TitleRegisterRepository } from '../src/title/title-register.repository.js';
import { TitleRegisterService } from '../src/title/title-register.service.js';
import { TitleRepository } from '../src/title/title.repository.js';
import { TitleService } from '../src/title/title.service.js';
import { TitleSubscriber } from '../src/title/title.subscriber.js';
import { officer } from './organisation-bed.js';

type Contract<Req, Ans> = CommandContract<Req, Ans> | QueryContract<Req, Ans>;
type Method<Req, Ans> = (request: Req, asked: Request) => Promise<Ans>;

let serial = 0;

/** Clusters, titles, library and supports on a database of their own, with what a running service brings to them. */
export class RecognitionBed {
  readonly handlers = new DeadlineHandlers();
  readonly subscriptions = new EventSubscriptions();
  readonly clusters: ClusterService;
  readonly registered: ClusterRegisterService;
  readonly members: MemberService;
  readonly reports: ChangeReportService;
  readonly titles: TitleService;
  readonly register: TitleRegisterService;
  readonly entries: CultivationEntryService;
  readonly supports: SupportService;
  readonly commands: CommandRunner;

  private constructor(
    private readonly bed: TestBed,
    readonly source: DataSource,
    private readonly gateway: DataSource,
    private today: string,
  ) {
    const reader = new Reader(source);
    const clock = { today: () => this.today } as InstallationClock;
    const commands = new CommandRunner(source, { service: 'registry', lanes: 4, groupSize: 16 });
    this.commands = commands;
    const [clusters, members, reports, titles] = [new ClusterRepository(reader), new MemberRepository(reader), new ChangeReportRepository(reader), new TitleRepository(reader)];
    const entries = new CultivationEntryRepository(reader);
    this.reports = new ChangeReportService(commands, reports, clusters, titles);
    this.clusters = new ClusterService(commands, clusters, this.reports);
    this.registered = new ClusterRegisterService(clock, clusters, members, reports);
    this.members = new MemberService(commands, clusters, members);
    this.titles = new TitleService(commands, titles, clusters, new TitleChangeService(titles, new CultivationLibraryService(entries)));
    this.register = new TitleRegisterService(clock, titles, new TitleRegisterRepository(reader));
    this.entries = new CultivationEntryService(commands, reader, entries, new CultivationPlanRepository());
    this.supports = new SupportService(commands, new SupportRepository(reader), titles);
    new ClusterDeadlines(this.handlers, this.reports).onModuleInit();
    new TitleSubscriber(this.subscriptions, this.handlers, this.titles).onModuleInit();
  }

  static async open(today: string): Promise<RecognitionBed> {
    const bed = await createTestBed({ sandboxStart: `${today}T01:00:00Z` });
    const source = await bed.open('registry', contents, 6);
    return new RecognitionBed(bed, source, await bed.open('gateway', {}, 2), today);
  }

  async close(): Promise<void> {
    await this.bed.close();
  }

  /** Lets the day begin and everything happen that is due by then. */
  async moveTo(day: string): Promise<void> {
    await this.gateway.query(`SELECT installation.move_clock($1)`, [startOfDayInShanghai(day)]);
    this.today = day;
    await this.fireDue();
  }

  /** Fires what is due, in due order, as the poller does. */
  async fireDue(): Promise<void> {
    for (;;) {
      const [due] = (await this.source.query(`
        SELECT id, kind, subject, tenant, due_at AS "dueAt", generation FROM deadline
        WHERE state = 'pending' AND due_at <= installation.now() ORDER BY due_at, id LIMIT 1`)) as (Deadline & { generation: number })[];
      if (due === undefined) return;
      const call: Call = { caller: systemCaller(due.tenant, 'deadline'), identity: { kind: 'deadline', id: due.id, generation: due.generation } };
      await this.handlers.of(due.kind)(call, due);
    }
  }

  /** Asks as a message would: the request and the answer must be what the contract says. */
  async ask<Req, Ans>(contract: Contract<Req, Ans>, method: Method<Req, Ans>, request: unknown, caller: Caller): Promise<Ans> {
    const operation = contract.subject;
    const identity = { kind: 'key' as const, tenant: caller.tenant, operation, key: newId(), payloadHash: createHash('sha256').update(operation).digest() };
    const answer = await method(contract.request.parse(request), { caller, call: { caller, identity } } as Request);
    return contract.answer.parse(JSON.parse(JSON.stringify(answer)));
  }

  /** Delivers an event to all who take it. @param eventId the same one is the same event */
  async deliver<Data>(contract: EventContract<Data>, data: unknown, tenant = 'CN-22', eventId = newId()): Promise<void> {
    const event = { data: contract.data.parse(data) } as CloudEvent<unknown>;
    for (const { name, effect } of this.subscriptions.all.filter((one) => one.contract.type === contract.type)) {
      const call: Call = { caller: systemCaller(tenant, 'event'), identity: { kind: 'event', consumer: name, eventId } };
      await this.commands.run(call, async (transaction) => await effect(event, transaction));
    }
  }

  /** The data of the events of a type that were published about an object, oldest first. */
  async published<Data>(contract: EventContract<Data>, aggregate: string): Promise<Data[]> {
    const rows = (await this.source.query(`SELECT payload FROM outbox WHERE type = $1 AND aggregate = $2 ORDER BY position`, [contract.type, aggregate])) as { payload: string }[];
    return rows.map(({ payload }) => (JSON.parse(payload) as { data: Data }).data);
  }

  /** Puts so many clusters with a title each into the database, over the counties, and lets it count them. */
  async fill(count: number): Promise<void> {
    const owner = await new DataSource({ type: 'postgres', url: this.bed.ownerUrl('registry') }).initialize();
    const codes = installedRegions().subtree('220000').filter((code) => !code.endsWith('00'));
    await owner.query(`SELECT setseed(0.5)`);
    await owner.query(`
      INSERT INTO cluster (id, tenant, name, name_grams, region, leading_industry, since, registered_at, registered_by)
      SELECT gen_random_uuid(), 'CN-22', '填充' || n, ARRAY['填', '充', '填充'] || ARRAY(SELECT substr(n::text, at, 2) FROM generate_series(1, length(n::text)) at),
        ($2::text[])[1 + n % cardinality($2::text[])], 'x', '2025-01-01', '2025-01-01T00:00:00Z', 'x' FROM generate_series(1, $1) n`, [count, codes]);
    await owner.query(`INSERT INTO cluster_region (tenant, region, cluster_id) SELECT tenant, region, id FROM cluster WHERE name LIKE '填充%'`);
    await owner.query(`
      INSERT INTO title (id, tenant, cluster_id, cluster_name, name_grams, programme, level, region, source, document, recognised_on, state, ends_with_term, changed_on, recorded_at)
      SELECT gen_random_uuid(), tenant, id, name, name_grams, 'jl-amc-2024', 'provincial', region, 'historic', '{}', '2025-01-01', 'valid', false, '2025-01-01', registered_at
      FROM cluster WHERE name LIKE '填充%'`);
    await owner.query(`INSERT INTO title_standing (title_id, from_on, state) SELECT id, recognised_on, 'valid' FROM title WHERE cluster_name LIKE '填充%'`);
    await owner.query(`ANALYZE`);
    await owner.destroy();
  }

  async registerCluster(changes: object = {}, caller: Caller = officer('220000')): Promise<Cluster> {
    serial += 1;
    const all = { name: `集群${serial}`, region: '220102', regions: ['220102'], leadingIndustry: '汽车零部件', areaKm2: '12.5', industryCode: '3670', ...changes };
    const request = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    return await this.ask(clusterContracts.register, async (...args) => await this.clusters.register(...args), request, caller);
  }

  /** Lets evaluation recognise an application for the cluster. @returns the title that was given */
  async recognise({ id: clusterId, region, tenant }: Cluster, programme: string, changes: object = {}): Promise<TitleChanged & { applicationId: string }> {
    const applicationId = newId();
    const data = {
      applicationId, callId: newId(), decisionId: newId(), programme, policyVersion: '2024-03-15', clusterId, region, recognisedOn: this.today, endsWithTerm: programme === 'jl-sme-2024', ...changes,
    };
    await this.deliver(applicationRecognised, data, tenant);
    const [{ id }] = (await this.source.query(`SELECT id FROM title WHERE application_id = $1`, [data.applicationId])) as [{ id: string }];
    const [granted] = await this.published(titleGranted, `title/${id}`);
    return { ...(granted as TitleChanged), applicationId: data.applicationId };
  }
}
