import { createHash } from 'node:crypto';

import { type Caller, type CloudEvent, type EventContract, Refusal, type Role, socialCreditCodeSchema } from '@jiqun/contracts';
import {
  type Call, CommandRunner, DeadlineHandlers, EventSubscriptions, type InstallationClock, newId, publicCaller, Reader, type Request, systemCaller,
  type Transaction,
} from '@jiqun/service-kit';
import { createTestBed, testCaller, type TestBed } from '@jiqun/service-kit/testing';
import type { DataSource } from 'typeorm';

import { ComplaintRepository } from '../src/complaint/complaint.repository.js';
import { ComplaintService } from '../src/complaint/complaint.service.js';
import { CreditListingRepository } from '../src/credit-listing/credit-listing.repository.js';
import { CreditListingService } from '../src/credit-listing/credit-listing.service.js';
import { ApplyLoadService } from '../src/credit-load/apply-load.service.js';
import { CreditLoadDeadlines } from '../src/credit-load/credit-load.deadlines.js';
import { CreditLoadRepository } from '../src/credit-load/credit-load.repository.js';
import { CreditLoadService } from '../src/credit-load/credit-load.service.js';
import { LoadEffectRepository } from '../src/credit-load/load-effect.repository.js';
import { contents } from '../src/data-source.js';
import { DishonestyRecordDeadlines } from '../src/dishonesty-record/dishonesty-record.deadlines.js';
import { DishonestyRecordRepository } from '../src/dishonesty-record/dishonesty-record.repository.js';
import { DishonestyRecordService } from '../src/dishonesty-record/dishonesty-record.service.js';
import { DishonestyRecords } from '../src/dishonesty-record/dishonesty-records.js';
import { PolicyCatalogue } from '../src/policy/policy-catalogue.js';
import { PolicyCopyRepository } from '../src/policy/policy-copy.repository.js';
import type { PolicySource } from '../src/policy/policy-source.js';
import { AnnulService } from '../src/sanction/annul.service.js';
import { ImposeService } from '../src/sanction/impose.service.js';
import { SanctionRepository } from '../src/sanction/sanction.repository.js';
import { SanctionService } from '../src/sanction/sanction.service.js';
import { SanctionSubscriber } from '../src/sanction/sanction.subscriber.js';
import { SanctionsAtWork } from '../src/sanction/sanctions-at-work.js';
import { StandingRepository } from '../src/standing/standing.repository.js';
import { StandingService } from '../src/standing/standing.service.js';

interface DueRow {
  readonly id: string;
  readonly tenant: string;
  readonly kind: string;
  readonly subject: string;
  readonly dueAt: Date;
  readonly generation: number;
}

let serial = 0;

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** A social credit code that belongs to nobody, with right check digits: its registration region is one that issues none. */
export function sampleCreditCode(): string {
  serial += 1;
  const eight = `MA${String(serial).padStart(6, '0')}`;
  const organisation = (11 - ([3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, at) => sum + weight * Number.parseInt(eight.charAt(at), 36), 0) % 11)) % 11;
  const seventeen = `91229900${eight}${organisation === 10 ? 'X' : organisation}`;
  const sum = [...seventeen].reduce((total, character, at) => total + (3 ** at % 31) * ALPHABET.indexOf(character), 0);
  return socialCreditCodeSchema.parse(`${seventeen}${ALPHABET.charAt((31 - (sum % 31)) % 31)}`);
}

/** Audit's database under a sandbox clock, with what bars enterprises. Policies of others come from `policySource`. */
export class AuditBed {
  readonly runner: CommandRunner;
  readonly reader: Reader;
  readonly handlers = new DeadlineHandlers();
  readonly subscriptions = new EventSubscriptions();
  readonly policies: PolicyCatalogue;
  readonly loadRows: CreditLoadRepository;
  readonly loads: CreditLoadService;
  readonly applying: ApplyLoadService;
  readonly listings: CreditListingService;
  readonly imposing: ImposeService;
  readonly sanctions: SanctionService;
  readonly records: DishonestyRecordService;
  readonly standings: StandingService;
  readonly complaints: ComplaintService;
  /** What evaluation answers about policies; by itself it knows none. */
  policySource: Pick<PolicySource, 'ask'> = {
    ask: async ({ programme }) => await Promise.reject(new Refusal('NOT_FOUND', { noun: 'policy', id: programme })),
  };
  #today: string;

  private constructor(
    readonly bed: TestBed,
    readonly source: DataSource,
    private readonly gateway: DataSource,
    firstDay: string,
  ) {
    this.#today = firstDay;
    this.runner = new CommandRunner(source, { service: 'audit', lanes: 4, groupSize: 16 });
    this.reader = new Reader(source);
    this.policies = new PolicyCatalogue(new PolicyCopyRepository(this.reader), { ask: async (which) => await this.policySource.ask(which) } as PolicySource);
    const listingRows = new CreditListingRepository(this.reader);
    this.listings = new CreditListingService(listingRows);
    this.loadRows = new CreditLoadRepository(this.reader);
    const effects = new LoadEffectRepository();
    this.loads = new CreditLoadService(this.runner, this.loadRows, effects);
    this.applying = new ApplyLoadService(this.runner, this.loadRows, effects, listingRows);
    new CreditLoadDeadlines(this.handlers, this.applying).onModuleInit();
    const recordRows = new DishonestyRecordRepository(this.reader);
    const records = new DishonestyRecords(recordRows);
    this.records = new DishonestyRecordService(this.runner, recordRows, records, this.clock);
    new DishonestyRecordDeadlines(this.handlers, this.records).onModuleInit();
    const sanctionRows = new SanctionRepository(this.reader);
    const work = new SanctionsAtWork(sanctionRows);
    this.imposing = new ImposeService(this.runner, sanctionRows, work, records, this.policies);
    this.sanctions = new SanctionService(this.runner, sanctionRows, work, this.imposing, records);
    const annulling = new AnnulService(sanctionRows, work, records);
    new SanctionSubscriber(this.subscriptions, this.handlers, this.imposing, annulling, this.sanctions).onModuleInit();
    this.standings = new StandingService(new StandingRepository(this.reader), this.policies, this.clock);
    this.complaints = new ComplaintService(this.runner, new ComplaintRepository(this.reader));
  }

  /** @param firstDay the sandbox begins on it, at 00:30 */
  static async open(firstDay = '2026-03-01', poolSize = 8): Promise<AuditBed> {
    const bed = await createTestBed({ sandboxStart: `${firstDay}T00:30:00+08:00` });
    return new AuditBed(bed, await bed.open('audit', contents, poolSize), await bed.open('gateway'), firstDay);
  }

  /** The clock of queries. */
  get clock(): InstallationClock {
    return { today: () => this.#today, now: () => new Date(`${this.#today}T00:30:00+08:00`) } as InstallationClock;
  }

  /** Somebody of a role. */
  as(role: Role = 'province-industry', person = `${role}-1`, region = '220000'): Request {
    const caller = testCaller({ grants: [{ role, region }], person, tenant: `CN-${region.slice(0, 2)}` });
    return { caller, call: keyed(caller) };
  }

  /** Somebody who has not signed in. */
  anybody(): Request {
    return { caller: publicCaller, call: keyed(publicCaller) };
  }

  /** Takes an event as a consumer does. */
  async take<Data>(contract: EventContract<Data>, data: Data, tenant = 'CN-22'): Promise<void> {
    const subscription = this.subscriptions.all.find((each) => each.contract.type === contract.type);
    if (subscription === undefined) throw new Error(`Nobody takes ${contract.type}`);
    const call: Call = { caller: systemCaller(tenant, 'event'), identity: { kind: 'event', consumer: subscription.name, eventId: newId() } };
    await this.runner.run(call, async (transaction) => await subscription.effect({ data, tenant, sequence: '1' } as CloudEvent<unknown>, transaction));
  }

  /** Does what is due now, also what that sets due. */
  async work(): Promise<void> {
    await this.moveTo(this.#today);
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

  /** Runs something in a command's transaction. */
  async within<Answer>(effect: (transaction: Transaction) => Promise<Answer>, request = this.as()): Promise<Answer> {
    return await this.runner.run(keyedAgain(request), async (transaction) => {
      transaction.record({ action: 'test', objectType: 'test', objectId: 'test' });
      return await effect(transaction);
    });
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
    // What a step of a load sets due now is due by the machine's time, a moment behind the day's beginning.
    const rows: DueRow[] = await this.source.query(
      `SELECT id, tenant, kind, subject, due_at AS "dueAt", generation FROM deadline
       WHERE state = 'pending' AND due_at <= greatest($1::timestamptz, installation.now()) ORDER BY due_at, id LIMIT 1`,
      [target],
    );
    return rows[0];
  }
}

function keyed(caller: Caller): Call {
  const key = newId();
  return { caller, identity: { kind: 'key', tenant: caller.tenant, operation: 'audit.test', key, payloadHash: createHash('sha256').update(key).digest() } };
}

/** The same caller with another idempotency key. */
export function keyedAgain({ caller }: Pick<Request, 'caller'>): Call {
  return keyed(caller);
}
