import { randomBytes } from 'node:crypto';

import { jetstreamManager } from '@nats-io/jetstream';
import { callerSchema, services, type Caller, type ServiceName } from '@jiqun/contracts';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

import { systemNow } from '../clock/system-time.js';
import { openDatabase, type DatabaseContents } from '../database/connection.js';
import { kitMigrations } from '../database/kit-migrations.js';
import { migrate } from '../database/migrate.js';
import { copyTemplate, keepTemplate } from './database-template.js';
import { databaseUrl, ownerRole, provision, roleUrl, serviceRole, type ServicePasswords } from '../database/provision.js';
import { connectNats, type NatsLink } from '../messaging/nats-connection.js';
import { testAddresses } from './addresses.js';

/** What one test has to itself: a database, a prefix for NATS and Redis. */
export interface TestBed {
  readonly database: string;
  readonly adminUrl: string;
  readonly natsUrl: string;
  readonly redisUrl: string;
  readonly prefix: string;
  /** The URL of a service's own role. */
  databaseUrl(service: ServiceName): string;
  /** The URL of the role that migrates. */
  ownerUrl(service: ServiceName): string;
  /** Migrates a service's schema (the kit's tables and those given) and opens it as the service's role. */
  open(service: ServiceName, contents?: DatabaseContents, poolSize?: number): Promise<DataSource>;
  connect(name?: string): Promise<NatsLink>;
  /** Closes what `open` and `connect` gave, then removes the database, the streams and the keys. */
  close(): Promise<void>;
}

const PASSWORD = 'only-for-tests';
const passwords = Object.fromEntries(services.map((service) => [service, { owner: PASSWORD, service: PASSWORD }])) as Record<
  ServiceName,
  ServicePasswords
>;

/**
 * Gives a test its own database on the test stack, in which all services have their schemas and roles, and its own
 * prefix on NATS and Redis, so that tests run side by side. The installation is a sandbox.
 */
export async function createTestBed(options: { readonly sandbox?: boolean; readonly sandboxStart?: string } = {}): Promise<TestBed> {
  const { databaseAdminUrl, natsUrl, redisUrl } = testAddresses();
  const prefix = `t${randomBytes(6).toString('hex')}`;
  const { sandbox = true, sandboxStart } = options;
  const migrated = await copyTemplate(databaseAdminUrl, prefix);
  const installation = { adminUrl: databaseAdminUrl, database: prefix, sandbox, ...(sandboxStart === undefined ? {} : { sandboxStart }) };
  await provision(migrated === undefined ? { ...installation, passwords } : installation);
  const sources: DataSource[] = [];
  const links: NatsLink[] = [];
  const url = databaseUrl(databaseAdminUrl, prefix);
  const bed: TestBed = {
    database: prefix,
    adminUrl: databaseAdminUrl,
    natsUrl,
    redisUrl,
    prefix,
    databaseUrl: (service) => roleUrl(url, serviceRole(service), PASSWORD),
    ownerUrl: (service) => roleUrl(url, ownerRole(service), PASSWORD),
    async open(service, contents = {}, poolSize = 4) {
      const all = { entities: contents.entities ?? [], migrations: [...kitMigrations, ...(contents.migrations ?? [])] };
      if (migrated?.get(service) !== contents.migrations || migrated?.has(service) !== true) {
        await migrate({ url: bed.ownerUrl(service), poolSize: 2, applicationName: `${service}-migrate` }, all);
        if (sources.length === 0 && links.length === 0) await keepTemplate(databaseAdminUrl, prefix, service, contents);
      }
      const source = await openDatabase({ url: bed.databaseUrl(service), poolSize, applicationName: service }, all);
      sources.push(source);
      return source;
    },
    async connect(name = 'test') {
      const link = await connectNats({ url: natsUrl, name, prefix });
      links.push(link);
      return link;
    },
    async close() {
      await Promise.all(sources.map(async (source) => source.isInitialized && (await source.destroy())));
      await removeStreams(links[0]);
      await Promise.all(links.map(async (link) => await link.connection.close()));
      await removeKeys(redisUrl, prefix);
      await dropDatabase(databaseAdminUrl, prefix);
    },
  };
  return bed;
}

/** A caller for tests with one grant. */
export function testCaller(changes: Partial<Record<keyof Caller, unknown>> = {}): Caller {
  const issuedAt = Math.floor(systemNow() / 1_000);
  return callerSchema.parse({
    person: 'person-1',
    tenant: 'CN-22',
    grants: [{ role: 'system-administrator', region: '220000' }],
    session: 'session-1',
    issuedAt,
    expiresAt: issuedAt + 300,
    ...changes,
  });
}

async function removeStreams(link: NatsLink | undefined): Promise<void> {
  if (link === undefined || link.connection.isClosed()) return;
  const manager = await jetstreamManager(link.connection);
  for await (const name of manager.streams.names()) {
    if (name.startsWith(`${link.subject('x').split('.')[0] ?? ''}_`)) await manager.streams.delete(name).catch(() => undefined);
  }
}

async function removeKeys(redisUrl: string, prefix: string): Promise<void> {
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: 1, retryStrategy: () => null, lazyConnect: true });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1_000 })) {
      if ((keys as string[]).length > 0) await redis.unlink(keys as string[]);
    }
  } catch {
    // A test may have ended its Redis on purpose.
  } finally {
    redis.disconnect();
  }
}

async function dropDatabase(adminUrl: string, database: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
  } finally {
    await client.end();
  }
}
