import { services, type ServiceName } from '@jiqun/contracts';
import { Client, escapeLiteral } from 'pg';

/** The passwords of a service's two roles. */
export interface ServicePasswords {
  readonly owner: string;
  readonly service: string;
}

/** An installation to be prepared. */
export interface Installation {
  /** A role that may create roles and databases; any database of the server. */
  readonly adminUrl: string;
  readonly database: string;
  /** Whether the clock of this installation may be moved; settled when the installation is made, never changed. */
  readonly sandbox: boolean;
  /** Where a sandbox's clock begins; an instant of RFC 3339. The database's own time when absent. */
  readonly sandboxStart?: string;
  /** Absent when the server has the roles: a further database of it. */
  readonly passwords?: Readonly<Record<ServiceName, ServicePasswords>>;
}

const IDENTIFIER = /^[a-z][a-z0-9_]{0,62}$/;
const LOCK = 'jiqun.provision';

/** The owner of a service's schema, who migrates; the service itself owns nothing and cannot alter a table. */
export const ownerRole = (service: ServiceName): string => `jiqun_${service}_owner`;
/** The role that a service runs as. */
export const serviceRole = (service: ServiceName): string => `jiqun_${service}`;

/**
 * Creates what an installation stands on, and is harmless when run again: the database, the schema `installation` with
 * the clock, and for each service a schema, its owner and its role. Roles are shared by all databases of a server.
 */
export async function provision(installation: Installation): Promise<void> {
  if (!IDENTIFIER.test(installation.database)) throw new Error(`Not a database name: ${installation.database}`);
  await withClient(installation.adminUrl, async (admin) => {
    await admin.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [LOCK]);
    for (const [service, passwords] of Object.entries(installation.passwords ?? {}) as [ServiceName, ServicePasswords][]) {
      await ensureRole(admin, ownerRole(service), passwords.owner);
      await ensureRole(admin, serviceRole(service), passwords.service);
    }
    const { rowCount } = await admin.query('SELECT 1 FROM pg_database WHERE datname = $1', [installation.database]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE ${installation.database}`);
    await withClient(databaseUrl(installation.adminUrl, installation.database), async (client) => {
      await client.query('BEGIN');
      await ensureClock(client, installation);
      for (const service of services) await ensureSchema(client, installation.database, service);
      await client.query('COMMIT');
    });
  });
}

/** The same server and role, another database. */
export function databaseUrl(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** The same server and database, another role. */
export function roleUrl(url: string, role: string, password: string): string {
  const changed = new URL(url);
  changed.username = role;
  changed.password = encodeURIComponent(password);
  return changed.href;
}

async function withClient(url: string, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // Without a listener a broken connection ends the process; the pending query reports it as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}

async function ensureRole(admin: Client, role: string, password: string): Promise<void> {
  const { rowCount } = await admin.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  await admin.query(`${verb} ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD ${escapeLiteral(password)}`);
}

async function ensureClock(client: Client, installation: Installation): Promise<void> {
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS installation;
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    CREATE TABLE IF NOT EXISTS installation.clock (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      sandbox boolean NOT NULL,
      ahead_ms bigint NOT NULL,
      CONSTRAINT only_a_sandbox_moves_time CHECK (sandbox OR ahead_ms = 0)
    );
    CREATE OR REPLACE FUNCTION installation.now() RETURNS timestamptz LANGUAGE sql STABLE AS
      $$ SELECT date_trunc('milliseconds', pg_catalog.now()) + ahead_ms * interval '1 millisecond' FROM installation.clock $$;
    CREATE OR REPLACE FUNCTION installation.move_clock(target timestamptz) RETURNS timestamptz
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
      DECLARE reached timestamptz;
      BEGIN
        UPDATE installation.clock SET ahead_ms =
          greatest(ahead_ms, ceil(extract(epoch FROM (target - pg_catalog.now())) * 1000)::bigint)
          WHERE sandbox RETURNING pg_catalog.now() + ahead_ms * interval '1 millisecond' INTO reached;
        IF NOT FOUND THEN RAISE EXCEPTION 'CLOCK_NOT_SANDBOX' USING ERRCODE = 'JQ001'; END IF;
        RETURN reached;
      END $$;
    REVOKE ALL ON FUNCTION installation.move_clock(timestamptz) FROM PUBLIC;
  `);
  await client.query(
    `INSERT INTO installation.clock (sandbox, ahead_ms)
     SELECT $1, CASE WHEN $1 AND $2::timestamptz IS NOT NULL THEN (extract(epoch FROM ($2::timestamptz - now())) * 1000)::bigint ELSE 0 END
     ON CONFLICT DO NOTHING`,
    [installation.sandbox, installation.sandboxStart ?? null],
  );
}

/**
 * A prepared statement's plan is kept from its first uses on. Made while a table is nearly empty it reads all of it, and it
 * stays until the table is analysed: a minute and tens of thousands of commands later, each having cost more than the one
 * before (610 µs of PostgreSQL a command after 20,000, against 145). What reads a whole table on purpose is not hindered:
 * without an index there is no other way.
 */
const withoutScans = (role: string, database: string): string => `ALTER ROLE ${role} IN DATABASE ${database} SET enable_seqscan = off;`;

async function ensureSchema(client: Client, database: string, service: ServiceName): Promise<void> {
  const owner = ownerRole(service);
  const role = serviceRole(service);
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS ${service} AUTHORIZATION ${owner};
    GRANT USAGE ON SCHEMA ${service} TO ${role};
    ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA ${service} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role};
    ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA ${service} GRANT USAGE ON SEQUENCES TO ${role};
    GRANT USAGE ON SCHEMA installation TO ${owner}, ${role};
    GRANT SELECT ON installation.clock TO ${owner}, ${role};
    ALTER ROLE ${owner} IN DATABASE ${database} SET search_path = ${service}, installation, pg_catalog;
    ALTER ROLE ${role} IN DATABASE ${database} SET search_path = ${service}, installation, pg_catalog;
    ${withoutScans(role, database)}
  `);
  // Only the gateway answers the administrator who moves a sandbox's clock.
  if (service === 'gateway') await client.query(`GRANT EXECUTE ON FUNCTION installation.move_clock(timestamptz) TO ${role}`);
}
