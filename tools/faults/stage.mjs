/**
 * What a run stands on: PostgreSQL, NATS and Redis of its own on free ports under a temporary folder, with the tables of
 * all services. All of it is ended and deleted afterwards, also after Ctrl-C and failure.
 *
 * The servers have the settings for tests: PostgreSQL runs with fsync=off, which matters only when the machine itself goes
 * down. Here processes are killed, and what they handed to the kernel stays.
 */
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { Client, Pool } from 'pg';

import { removeAbandoned, removeInstallation, temporaryInstallation } from '../stack/abandoned.mjs';
import { Failure } from '../stack/failure.mjs';
import { layoutOf } from '../stack/layout.mjs';
import { session } from '../stack/session.mjs';
import { up } from '../stack/stack.mjs';
import { migrate, provision } from '../start/run.mjs';
import { secretsOf } from '../start/secrets.mjs';
import { migrateEnvironment, PROVISION, serviceEnvironment, SERVICE_NAMES, SERVICES } from '../start/services.mjs';

/** @typedef {import('../stack/layout.mjs').Layout} Layout */
/** @typedef {import('../stack/stack.mjs').State} State */
/**
 * @typedef {object} Stage
 * @property {Layout} layout
 * @property {State} state
 * @property {Pool} admin may look at and change all schemas
 * @property {Promise<number>} interrupted
 * @property {import('../stack/session.mjs').Context['children']} children ended with the stage
 * @property {(service: string, port?: number) => NodeJS.ProcessEnv} environment of a service's process; any port when absent
 * @property {(service: string, text: string) => Promise<void>} asOwner runs statements as the owner of a service's schema
 */

const DATABASE = 'jiqun';

/** @param {string} text */
const note = (text) => console.log(`      ${text}`);

/**
 * Brings everything up, does the work on it, takes everything down.
 * @param {string} title
 * @param {{ logs: string | undefined }} options
 * @param {(stage: Stage) => Promise<number>} work its exit code
 * @returns {Promise<number>} the exit code
 */
export async function onStage(title, { logs }, work) {
  const missing = [PROVISION, ...SERVICES.map(({ main }) => main)].filter((path) => !existsSync(path));
  if (missing.length > 0) throw new Failure(`Not built: ${missing.join(', ')}.`, 'npm run build');
  // Of a run that was killed itself.
  await removeAbandoned();
  // PostgreSQL may run under another account, which must reach its data.
  const folder = temporaryInstallation(0o711);
  const layout = layoutOf('test', { JIQUN_DATA_DIR: folder });
  const keepLogs = async () => {
    if (logs === undefined || !existsSync(layout.logs)) return;
    cpSync(layout.logs, logs, { recursive: true });
    note(`Logs are in ${logs}`);
  };
  try {
    return await session({ layout, what: title, waitMs: 0, mend: ({ pid }) => `End it: kill ${pid}`, afterwards: keepLogs }, async ({ children, interrupted, ownStack }) => {
      // Without the addresses of other servers: what is given here is killed and wiped.
      const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], JIQUN_LOG_LEVEL: 'warn', JIQUN_RATE_LIMIT_FACTOR: '0', JIQUN_DATABASE_NAME: DATABASE, JIQUN_DATABASE_POOL: '6' };
      const { state } = await up(layout, { env, note });
      ownStack();
      mkdirSync(layout.logs, { recursive: true });
      const settings = { env, sandbox: true, addresses: state, secrets: secretsOf(join(layout.folder, 'secrets.json'), SERVICE_NAMES, env) };
      await provision(PROVISION, settings, children);
      await migrate(SERVICES, settings, children);
      const admin = poolOf(state.databaseAdminUrl);
      try {
        return await work({
          layout, state, admin, interrupted, children,
          environment: (service, port = 0) => serviceEnvironment(service, port, settings),
          asOwner: async (service, text) => await run(migrateEnvironment(service, settings)['JIQUN_DATABASE_OWNER_URL'] ?? '', text),
        });
      } finally {
        await admin.end();
      }
    });
  } finally {
    await removeInstallation(folder);
  }
}

/** @param {string} adminUrl */
function poolOf(adminUrl) {
  const url = new URL(adminUrl);
  url.pathname = `/${DATABASE}`;
  const pool = new Pool({ connectionString: url.href, max: 3 });
  // The end of the server, after Ctrl-C, is no news.
  pool.on('error', () => undefined);
  return pool;
}

/**
 * @param {string} url
 * @param {string} text
 */
async function run(url, text) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}
