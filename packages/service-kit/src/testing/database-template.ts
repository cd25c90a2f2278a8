import { randomBytes } from 'node:crypto';

import type { ServiceName } from '@jiqun/contracts';
import { Client } from 'pg';

import { systemNow } from '../clock/system-time.js';
import type { DatabaseContents } from '../database/connection.js';
import { sqlState } from '../database/failures.js';
import { databaseUrl } from '../database/provision.js';

/** What stays of a file of tests that was killed is removed by a later one. */
const FORGOTTEN_AFTER_S = 3_600;
const OBJECT_IN_USE = '55006';

interface Template {
  readonly database: string;
  readonly adminUrl: string;
  readonly migrated: ReadonlyMap<ServiceName, DatabaseContents['migrations']>;
}

/**
 * The migrated database of a file's first test, from which its later tests are copied: migrating takes ten times as long.
 * One for each file, since a module is loaded anew for each, and what was migrated is known by the very same list.
 */
let template: Template | undefined;

/**
 * Makes a database from the template, if this file has one for this server.
 * @returns which services stand migrated in it; undefined when there is nothing to copy
 */
export async function copyTemplate(adminUrl: string, database: string): Promise<Template['migrated'] | undefined> {
  const from = template;
  if (from === undefined || from.adminUrl !== adminUrl) return undefined;
  await withAdmin(adminUrl, async (admin) => await admin.query(`CREATE DATABASE ${database} TEMPLATE ${from.database}`));
  // The clock's row is the test's own, and is made again.
  await withAdmin(databaseUrl(adminUrl, database), async (client) => await client.query('DELETE FROM installation.clock'));
  return from.migrated;
}

/** Keeps a copy of a database in which one service was just migrated and to which nobody is connected. */
export async function keepTemplate(adminUrl: string, database: string, service: ServiceName, contents: DatabaseContents): Promise<void> {
  if (template !== undefined) return;
  const seconds = Math.floor(systemNow() / 1_000);
  const name = `template_${seconds}_${randomBytes(6).toString('hex')}`;
  await withAdmin(adminUrl, async (admin) => {
    try {
      await admin.query(`CREATE DATABASE ${name} TEMPLATE ${database}`);
    } catch (error) {
      // A test that holds a connection of its own migrates each time.
      if (sqlState(error) === OBJECT_IN_USE) return;
      throw error;
    }
    template = { database: name, adminUrl, migrated: new Map([[service, contents.migrations]]) };
    const { rows } = await admin.query<{ datname: string }>(`SELECT datname FROM pg_database WHERE datname ~ '^template_[0-9]+_[0-9a-f]{12}$'`);
    for (const { datname } of rows) {
      if (Number(datname.split('_')[1]) < seconds - FORGOTTEN_AFTER_S) await admin.query(`DROP DATABASE IF EXISTS ${datname}`);
    }
  });
}

async function withAdmin(url: string, use: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
