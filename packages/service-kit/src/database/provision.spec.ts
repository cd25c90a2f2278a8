import { services, type ServiceName } from '@jiqun/contracts';
import { jest } from '@jest/globals';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

import { createTestBed, type TestBed } from '../testing/index.js';
import { sqlState } from './failures.js';
import { databaseUrl, provision, type ServicePasswords } from './provision.js';

jest.setTimeout(60_000);

let bed: TestBed;
let source: DataSource;
const passwords = Object.fromEntries(services.map((service) => [service, { owner: 'only-for-tests', service: 'only-for-tests' }])) as Record<ServiceName, ServicePasswords>;

beforeAll(async () => {
  bed = await createTestBed();
  source = await bed.open('registry');
  await bed.open('audit');
});
afterAll(async () => {
  await bed.close();
});

async function catalogue(): Promise<unknown[]> {
  const client = new Client({ connectionString: databaseUrl(bed.adminUrl, bed.database) });
  await client.connect();
  try {
    const { rows } = await client.query(`
      SELECT 'schema' AS what, nspname AS name, nspowner::regrole::text AS owner, nspacl::text AS granted FROM pg_namespace WHERE nspname !~ '^pg_'
      UNION ALL SELECT 'table', oid::regclass::text, relowner::regrole::text, relacl::text FROM pg_class WHERE relnamespace::regnamespace::text IN ('registry', 'installation') AND relkind IN ('r', 'S')
      UNION ALL SELECT 'clock', ahead_ms::text, sandbox::text, NULL FROM installation.clock
      ORDER BY 1, 2`);
    return rows;
  } finally {
    await client.end();
  }
}

describe('an installation', () => {
  it('prepared again, also by many at once, is what it was', async () => {
    const before = await catalogue();
    const again = { adminUrl: bed.adminUrl, database: bed.database, sandbox: true, passwords };
    await Promise.all(Array.from({ length: 4 }, async () => await provision(again)));
    expect(await catalogue()).toEqual(before);
  });

  it('that is no sandbox does not become one, and its clock does not move', async () => {
    const production = await createTestBed({ sandbox: false });
    try {
      await provision({ adminUrl: bed.adminUrl, database: production.database, sandbox: true, sandboxStart: '2030-01-01T00:00:00Z', passwords });
      const gateway = await production.open('gateway');
      await expect(gateway.query(`SELECT installation.move_clock(now() + interval '1 day')`)).rejects.toThrow('CLOCK_NOT_SANDBOX');
      expect(await gateway.query('SELECT sandbox, ahead_ms FROM installation.clock')).toEqual([{ sandbox: false, ahead_ms: '0' }]);
    } finally {
      await production.close();
    }
  });

  it('has a name that is an identifier', async () => {
    await expect(provision({ adminUrl: bed.adminUrl, database: 'x; DROP TABLE y', sandbox: true, passwords })).rejects.toThrow('Not a database name');
  });
});

/** The SQLSTATE with which the registry's own role is refused. */
async function refusal(sql: string): Promise<string | undefined> {
  return await source.query(sql).then(
    () => 'done',
    (error: unknown) => sqlState(error),
  );
}

const NOT_PERMITTED = '42501';

describe("a service's role", () => {
  it.each([
    ['change the record', `UPDATE audit_entry SET reason = 'x'`],
    ['delete from the record', 'DELETE FROM audit_entry'],
    ['empty the record', 'TRUNCATE audit_entry'],
    ['change what an event says', `UPDATE outbox SET payload = '{}'`],
    ['delete an event', 'DELETE FROM outbox'],
    ['change what a key stands for', `UPDATE command_key SET payload_hash = ''`],
    ['forget a key', 'DELETE FROM command_key'],
    ['forget that an event came', 'DELETE FROM inbox'],
    ['change a parked event', `UPDATE dead_letter SET payload = '{}'`],
    ['delete a parked event', 'DELETE FROM dead_letter'],
    ['delete a deadline', 'DELETE FROM deadline'],
    ['forget what the stream acknowledged', 'DELETE FROM relay_state'],
    ['change which migrations were run', 'DELETE FROM migration'],
    ['alter a table', 'ALTER TABLE audit_entry ADD COLUMN x text'],
    ['take a trigger or a constraint off', 'ALTER TABLE drill DISABLE TRIGGER ALL'],
    ['drop a table', 'DROP TABLE audit_entry'],
    ['make a table', 'CREATE TABLE registry.mine (id integer)'],
    ['make one where all would find it', 'CREATE TABLE public.mine (id integer)'],
    ["read another service's tables", 'SELECT * FROM audit.audit_entry'],
    ["write another service's tables", `INSERT INTO audit.relay_state VALUES ('x', 'x', 1)`],
    ['set the clock by hand', 'UPDATE installation.clock SET ahead_ms = 1'],
    ['move the clock, which is the gateway’s', 'SELECT installation.move_clock(now())'],
    ['become the owner', 'SET ROLE jiqun_registry_owner'],
    ['read a file of the server', `COPY drill FROM '/etc/hostname'`],
  ])('may not %s', async (_what, sql) => {
    expect(await refusal(sql)).toBe(NOT_PERMITTED);
  });

  it('has a search path that leads to its own schema, and then to the clock of the installation', async () => {
    expect(await source.query('SHOW search_path')).toEqual([{ search_path: 'registry, installation, pg_catalog' }]);
    const [row] = (await source.query(`SELECT now() = installation.now() AS same, current_schema() AS schema`)) as [{ same: boolean; schema: string }];
    expect(row).toEqual({ same: true, schema: 'registry' });
  });

  it('owns nothing', async () => {
    expect(await source.query(`SELECT relname FROM pg_class WHERE relowner = current_user::regrole`)).toEqual([]);
  });
});
