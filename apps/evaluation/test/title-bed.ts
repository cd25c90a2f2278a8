import { createHash } from 'node:crypto';

import type { Caller, CloudEvent, EventContract, Role, TitleChanged } from '@jiqun/contracts';
import {
  type Call, CommandRunner, DeadlineHandlers, InstallationClock, newId, Reader, type Request, systemCaller, type Transaction,
} from '@jiqun/service-kit';
import { createTestBed, testCaller, type TestBed } from '@jiqun/service-kit/testing';
import type { DataSource } from 'typeorm';

import { CalendarCatalogue } from '../src/calendar/calendar-catalogue.js';
import { contents } from '../src/data-source.js';
import { PolicyCatalogue } from '../src/policy/policy-catalogue.js';
import { PolicyRepository } from '../src/policy/policy.repository.js';
import { TitleProjectionRepository } from '../src/title-projection/title-projection.repository.js';
import { TitleProjectionService } from '../src/title-projection/title-projection.service.js';

/** Any day before those of the tests; the clock only moves forward. */
const FIRST_DAY = '2025-08-15';

interface DueRow {
  readonly id: string;
  readonly tenant: string;
  readonly kind: string;
  readonly subject: string;
  readonly dueAt: Date;
  readonly generation: number;
}

/** Evaluation's database under a sandbox clock, with titles as registry would tell of them. */
export class TitleBed {
  readonly runner: CommandRunner;
  readonly reader: Reader;
  readonly handlers = new DeadlineHandlers();
  readonly policies: PolicyCatalogue;
  readonly calendars = new CalendarCatalogue();
  readonly titles: TitleProjectionRepository;
  readonly titleService: TitleProjectionService;
  #sequence = 0;
  #today = FIRST_DAY;

  private constructor(
    readonly bed: TestBed,
    readonly source: DataSource,
    private readonly gateway: DataSource,
  ) {
    this.runner = new CommandRunner(source, { service: 'evaluation', lanes: 4, groupSize: 16 });
    this.reader = new Reader(source);
    this.policies = new PolicyCatalogue(new PolicyRepository(this.reader));
    this.titles = new TitleProjectionRepository(this.reader);
    this.titleService = new TitleProjectionService(this.titles, this.policies);
  }

  static async open(): Promise<TitleBed> {
    const bed = await createTestBed({ sandboxStart: `${FIRST_DAY}T00:30:00+08:00` });
    return new TitleBed(bed, await bed.open('evaluation', contents, 8), await bed.open('gateway'));
  }

  /** The clock of queries. */
  get clock(): InstallationClock {
    return { today: () => this.#today } as InstallationClock;
  }

  /** Somebody of a role; a person of each role has a name of his own unless given one. */
  request(role: Role = 'province-industry', person = `${role}-1`, region = '220000', tenant = 'CN-22', key = newId()): Request {
    const caller = testCaller({ grants: [{ role, region }], person, tenant });
    return { caller, call: keyed(caller, key) };
  }

  /** The call of work that no person asked for. */
  systemCall(tenant = 'CN-22'): Call {
    return { caller: systemCaller(tenant, 'event'), identity: { kind: 'event', consumer: 'test', eventId: newId() } };
  }

  /** Takes an event as a consumer does. */
  async take<Data>(event: CloudEvent<Data>, effect: (event: CloudEvent<Data>, transaction: Transaction) => Promise<void>): Promise<void> {
    await this.runner.run(this.systemCall(event.tenant), async (transaction) => await effect(event, transaction));
  }

  /** Registry tells of a title; what is not said is a provincial title of an SME cluster in Yushu, Changchun. */
  async tellTitle(changes: Partial<Record<keyof TitleChanged, unknown>> & { tenant?: string; sequence?: number } = {}): Promise<TitleChanged> {
    const { tenant = 'CN-22', sequence = (this.#sequence += 1), ...given } = changes;
    const data = {
      titleId: newId(), clusterId: newId(), clusterName: '长春市榆树市产业集群', programme: 'jl-sme-2024', policyVersion: '2024-03-15', level: 'provincial',
      region: '220182',
      state: 'valid', recognisedOn: '2025-08-15', validThrough: '2028-08-15', changedOn: '2025-08-15', ...given,
    } as TitleChanged;
    await this.take(eventOf(data, tenant, sequence), async (event, transaction) => await this.titleService.takeTitle(event, transaction));
    return data;
  }

  /** Puts the application on record by which a cluster was recognised. */
  async recognised(
    clusterId: string, content: { readonly goals?: readonly object[]; readonly facts?: readonly object[] }, programme = 'jl-sme-2024',
  ): Promise<void> {
    const [callId, id] = [newId(), newId()];
    await this.source.query(
      `INSERT INTO call (id, tenant, programme, policy_version, terms, opens_on, closes_on, state, published_at, drafted_by)
       VALUES ($1, 'CN-22', $2, 'x', '{}', '2025-01-01', '2025-02-01', 'closed', installation.now(), 'x')`,
      [callId, programme],
    );
    const whole = { facts: [], statements: [], attachments: [], goals: [], keyProjects: [], coApplicants: [], ...content };
    await this.source.query(
      `INSERT INTO application (id, tenant, call_id, programme, policy_version, cluster_id, cluster, region, prefecture, applicant_role, seers, editors, state, content, content_number, updated_at)
       VALUES ($1, 'CN-22', $2, $3, 'x', $4, '{}', '220182', '220100', 'county-industry', '{auditor}', '{x}', 'recognised', $5, 1, installation.now())`,
      [id, callId, programme, clusterId, JSON.stringify(whole)],
    );
  }

  /** Lets deadlines of these kinds pass that another noun would work on. */
  ignore(...kinds: readonly string[]): void {
    for (const kind of kinds) this.handlers.register(kind, async (call) => await this.runner.run(call, async () => undefined));
  }

  /** Moves the clock to a day, 00:30, and fires on the way what falls due, each at its time. */
  async moveTo(day: string): Promise<void> {
    const target = new Date(`${day}T00:30:00+08:00`);
    for (let due = await this.#nextDue(target); due !== undefined; due = await this.#nextDue(target)) {
      await this.#moveClock(due.dueAt);
      const { generation, ...deadline } = due;
      const call: Call = { caller: systemCaller(due.tenant, 'deadline'), identity: { kind: 'deadline', id: due.id, generation } };
      await this.handlers.of(due.kind)(call, deadline);
    }
    await this.#moveClock(target);
    this.#today = day;
  }

  /** The data of the events of a type, in order. */
  async events<Data>(contract: EventContract<Data>): Promise<Data[]> {
    const rows: { payload: string }[] = await this.source.query('SELECT payload FROM outbox WHERE type = $1 ORDER BY position', [contract.type]);
    return rows.map(({ payload }) => (JSON.parse(payload) as { data: Data }).data);
  }

  async close(): Promise<void> {
    await this.bed.close();
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

/** An event as the consumer hands it on. */
export function eventOf<Data>(data: Data, tenant: string, sequence: number): CloudEvent<Data> {
  return { data, tenant, sequence: String(sequence) } as CloudEvent<Data>;
}

function keyed(caller: Caller, key: string): Call {
  return {
    caller,
    identity: { kind: 'key', tenant: caller.tenant, operation: 'evaluation.test', key, payloadHash: createHash('sha256').update(key).digest() },
  };
}
