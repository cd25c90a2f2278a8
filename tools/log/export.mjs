/**
 * Writes the whole log to a file that jiqun-verify reads: `npm run log:export -- --out FILE [--database-url URL]`. Without a
 * URL it takes the development stack. The connection is read-only; the role of the audit service is enough.
 */
import { once } from 'node:events';
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { Client } from 'pg';

import { exportLog } from '../../apps/audit/dist/log/log-export.js';
import { Failure, report } from '../stack/failure.mjs';
import { readJson } from '../stack/files.mjs';
import { layoutOf } from '../stack/layout.mjs';
import { secretsOf } from '../start/secrets.mjs';
import { SERVICE_NAMES, serviceEnvironment } from '../start/services.mjs';

const USAGE = 'npm run log:export -- --out FILE [--database-url URL]';

function readArguments() {
  try {
    const { values } = parseArgs({ options: { out: { type: 'string' }, 'database-url': { type: 'string' } } });
    if (values.out !== undefined) return { out: values.out, url: values['database-url'] ?? developmentUrl() };
  } catch (error) {
    if (error instanceof Failure) throw error;
  }
  throw new Failure('It is not said where to write.', USAGE);
}

/** The audit service's database on the development stack. */
function developmentUrl() {
  const { env } = process;
  const layout = layoutOf('dev', env);
  const state = readJson(layout.state);
  if (state === undefined) throw new Failure('There is no development stack here.', `Start it (npm start), or name a database: ${USAGE}`);
  const secrets = secretsOf(join(layout.folder, 'secrets.json'), SERVICE_NAMES, env);
  return serviceEnvironment('audit', 0, { env, sandbox: true, addresses: state, secrets }).JIQUN_DATABASE_URL;
}

/** @param {string} out @param {string} url */
async function write(out, url) {
  const client = new Client({ connectionString: url, application_name: 'jiqun-log-export', options: '-c default_transaction_read_only=on' });
  client.on('error', () => undefined);
  await client.connect();
  const draft = `${out}.draft`;
  const file = createWriteStream(draft, { mode: 0o600 });
  try {
    let leaves = -1;
    for await (const line of exportLog(async (text, values) => (await client.query(text, [...values])).rows)) {
      leaves += 1;
      if (!file.write(`${line}\n`)) await once(file, 'drain');
    }
    file.end();
    await once(file, 'finish');
    renameSync(draft, out);
    return leaves;
  } finally {
    rmSync(draft, { force: true });
    await client.end();
  }
}

try {
  const { out, url } = readArguments();
  console.log(`${await write(out, url)} leaves written to ${out}`);
} catch (error) {
  report(error);
  process.exitCode = 1;
}
