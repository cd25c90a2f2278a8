/**
 * Writes what each program of docker-compose.yml is told, one file each, from the addresses in the environment:
 * `node environment.mjs <folder>`. Passwords and keys are made on the first run and kept in the folder.
 */
import { join } from 'node:path';

import { secretsOf } from '../../tools/start/secrets.mjs';
import { SERVICE_NAMES, migrateEnvironment, provisionEnvironment, serviceEnvironment } from '../../tools/start/services.mjs';
import { writeWhole } from '../../tools/stack/files.mjs';

/** The compose file gives each container its own port; this one is replaced there. */
const PORT = 8080;

/**
 * Only what is ours: the rest of this container's environment (PATH, HOME) belongs to it.
 * @param {NodeJS.ProcessEnv} values
 */
function envFile(values) {
  const own = Object.entries(values).filter(([name]) => name.startsWith('JIQUN_'));
  return own.map(([name, value]) => `${name}='${value}'\n`).join('');
}

const folder = process.argv[2] ?? '';
const env = process.env;
const addresses = { databaseAdminUrl: env['JIQUN_DATABASE_ADMIN_URL'] ?? '', natsUrl: env['JIQUN_NATS_URL'] ?? '', redisUrl: env['JIQUN_REDIS_URL'] ?? '' };
const missing = Object.entries(addresses).filter(([, url]) => !URL.canParse(url)).map(([name]) => name);
if (folder === '' || missing.length > 0) {
  process.stderr.write(`Usage: node environment.mjs <folder>, with JIQUN_DATABASE_ADMIN_URL, JIQUN_NATS_URL and JIQUN_REDIS_URL in the environment${missing.length > 0 ? ` (not a URL: ${missing.join(', ')})` : ''}\n`);
  process.exit(1);
}
const settings = { env, sandbox: env['JIQUN_SANDBOX'] === 'true', addresses, secrets: secretsOf(join(folder, 'secrets.json'), SERVICE_NAMES, env) };
writeWhole(join(folder, 'provision.env'), envFile(provisionEnvironment(settings)));
for (const name of SERVICE_NAMES) {
  writeWhole(join(folder, `migrate-${name}.env`), envFile(migrateEnvironment(name, settings)));
  writeWhole(join(folder, `${name}.env`), envFile(serviceEnvironment(name, PORT, settings)));
}
