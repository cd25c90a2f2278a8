import { generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Caller, RecordPage, ReadRecord, Role, ServiceName } from '@jiqun/contracts';
import { type AuditEntry, type Call, CommandRunner, type InstallationClock, LeaderTasks, newId, Reader, type Request, systemNow, type Transaction } from '@jiqun/service-kit';
import { createTestBed, recordReader, testCaller, type TestBed } from '@jiqun/service-kit/testing';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

import { CaseFileRepository } from '../src/case-file/case-file.repository.js';
import { CaseFileService } from '../src/case-file/case-file.service.js';
import { CheckpointFolder } from '../src/checkpoint/checkpoint-folder.js';
import { CheckpointIssueService } from '../src/checkpoint/checkpoint-issue.service.js';
import { CheckpointRepository } from '../src/checkpoint/checkpoint.repository.js';
import { CheckpointService } from '../src/checkpoint/checkpoint.service.js';
import { ErasureRepository } from '../src/erasure/erasure.repository.js';
import { ErasureService } from '../src/erasure/erasure.service.js';
import { LogAppendService } from '../src/log/log-append.service.js';
import { LogCollector } from '../src/log/log-collector.js';
import { LogRepository } from '../src/log/log.repository.js';
import { LogService } from '../src/log/log.service.js';
import { LogSettings } from '../src/log/log-settings.js';
import type { LogHash } from '../src/log/merkle.js';
import { Log1790000404000 } from '../src/migrations/1790000404000-log.js';
import { Erasures1790000405000 } from '../src/migrations/1790000405000-erasures.js';
import { ReceiptRepository } from '../src/receipt/receipt.repository.js';
import { ReceiptService } from '../src/receipt/receipt.service.js';

export const ORIGIN = 'test.example/log';
export const logContents = { migrations: [Log1790000404000, Erasures1790000405000] };
const EMIT = `
  INSERT INTO outbox (tenant, event_id, type, aggregate, payload, recorded_at) VALUES ($1, $2, $3, $4, $5, installation.now())`;

/** What an event of a test says; the rest is made up. */
export interface TestEvent {
  readonly type?: string;
  readonly subject?: string;
  readonly data?: object;
  readonly tenant?: string;
  readonly id?: string;
}

/** A clock that a test moves. */
export class TestClock {
  aheadMs = 0;

  now(): Date {
    return new Date(systemNow() + this.aheadMs);
  }
}

/** The audit service's log over a database of its own, with services that record things. */
export class LogBed {
  readonly #clients: Client[] = [];
  readonly clock = new TestClock();
  readonly repository: LogRepository;
  readonly settings: LogSettings;
  readonly appender: LogAppendService;
  readonly collector: LogCollector;
  readonly tasks: LeaderTasks;
  readonly log: LogService;
  readonly checkpointRows: CheckpointRepository;
  readonly issuing: CheckpointIssueService;
  readonly checkpoints: CheckpointService;
  readonly receipts: ReceiptService;
  readonly caseFiles: CaseFileService;
  readonly erasures: ErasureService;
  readonly readers: Map<ServiceName, (request: ReadRecord) => Promise<RecordPage>>;

  private constructor(
    readonly bed: TestBed,
    readonly source: DataSource,
    readonly services: ReadonlyMap<ServiceName, DataSource>,
    readonly folder: string,
    hash: LogHash,
    readonly key: KeyObject,
  ) {
    this.repository = new LogRepository(new Reader(source));
    this.tasks = new LeaderTasks(source);
    this.settings = new LogSettings({ origin: ORIGIN, hash }, this.tasks, this.repository);
    this.appender = new LogAppendService(this.tasks, this.repository, this.settings);
    this.readers = new Map([...services].map(([service, from]) => [service, recordReader(from)]));
    this.collector = new LogCollector(async (service, request) => (await this.readers.get(service)?.(request)) ?? { entries: [], upTo: 0 }, this.appender);
    this.log = new LogService(this.repository, this.settings);
    this.checkpointRows = new CheckpointRepository(new Reader(source));
    this.issuing = this.signing(key);
    this.checkpoints = new CheckpointService({ key, everyMs: 60_000 }, this.checkpointRows, this.settings);
    this.receipts = new ReceiptService(this.repository, this.log, this.checkpointRows, this.issuing, new ReceiptRepository(new Reader(source)));
    this.caseFiles = new CaseFileService(new CaseFileRepository(new Reader(source)), this.settings);
    const commands = new CommandRunner(source, { service: 'audit', lanes: 1, groupSize: 1 });
    this.erasures = new ErasureService(commands, new ErasureRepository(new Reader(source)), this.settings);
  }

  static async open({ services = ['registry', 'subsidy'], hash = 'sha-256' }: { readonly services?: readonly ServiceName[]; readonly hash?: LogHash } = {}): Promise<LogBed> {
    const bed = await createTestBed();
    const source = await bed.open('audit', logContents, 8);
    const sources = new Map<ServiceName, DataSource>([['audit', source]]);
    for (const service of services) sources.set(service, await bed.open(service, {}, 4));
    const folder = mkdtempSync(join(tmpdir(), 'jiqun-checkpoints-'));
    const made = new LogBed(bed, source, sources, folder, hash, generateKeyPairSync('ed25519').privateKey);
    await made.settings.onModuleInit();
    return made;
  }

  /** What signs checkpoints with a key, into a folder. */
  signing(key: KeyObject, folder = this.folder): CheckpointIssueService {
    const clock = this.clock as unknown as InstallationClock;
    return new CheckpointIssueService({ key, everyMs: 60_000 }, new CheckpointFolder(folder), this.checkpointRows, this.repository, this.settings, this.tasks, clock);
  }

  /** A service publishes an event. @returns its id */
  async emit(service: ServiceName, { type = 'jiqun.registry.drill.started.v1', subject = `drill/${newId()}`, data = {}, tenant = 'CN-22', id = newId() }: TestEvent = {}): Promise<string> {
    const time = this.clock.now().toISOString();
    const payload = JSON.stringify({
      specversion: '1.0', id, source: `/jiqun/${service}`, type, subject, time, datacontenttype: 'application/json', tenant, sequence: '1', data,
    });
    await this.services.get(service)?.query(EMIT, [tenant, id, type, subject, payload]);
    return id;
  }

  /** A command of a service that records something, and what else it does. */
  async record(service: ServiceName, entry: AuditEntry, changes: Partial<Record<keyof Caller, unknown>> = {}, effect?: (transaction: Transaction) => void): Promise<void> {
    const runner = new CommandRunner(this.services.get(service) as DataSource, { service, lanes: 1, groupSize: 1 });
    await runner.run(this.call(testCaller(changes), `${service}.test.do`), async (transaction) => {
      transaction.record(entry);
      effect?.(transaction);
      await Promise.resolve();
    });
  }

  /** Everything that was recorded is put on the log. */
  async collect(): Promise<void> {
    for (const service of this.services.keys()) while ((await this.collector.fetch(service)) > 0);
  }

  caller(role: Role = 'auditor', changes: Partial<Record<keyof Caller, unknown>> = {}): Caller {
    return testCaller({ grants: [{ role, region: '220000' }], person: `${role}-1`, ...changes });
  }

  request(caller: Caller, operation = 'audit.test.do'): Request {
    return { caller, call: this.call(caller, operation) };
  }

  call(caller: Caller, operation: string): Call {
    return { caller, identity: { kind: 'key', tenant: caller.tenant, operation, key: newId(), payloadHash: randomBytes(32) } };
  }

  /** A connection of the role that migrates, or of a superuser, in the schema of audit. */
  async connectAs(who: 'owner' | 'superuser'): Promise<Client> {
    const url = new URL(who === 'owner' ? this.bed.ownerUrl('audit') : this.bed.adminUrl);
    url.pathname = `/${this.bed.database}`;
    const client = new Client({ connectionString: url.href });
    client.on('error', () => undefined);
    await client.connect();
    await client.query('SET search_path = audit, installation, pg_catalog');
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    await Promise.all(this.#clients.map(async (client) => await client.end()));
    await this.bed.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
