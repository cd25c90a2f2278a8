/**
 * PostgreSQL refuses to run as root, so root lends it an unprivileged account, and that account must be able to reach
 * the programs and the data: a clone under /root is closed to it.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { Failure } from './failure.mjs';

/** @typedef {{ name: string, uid: number, gid: number }} Account */

/**
 * @param {string} dataFolder an existing one keeps its owner
 * @returns {Account | undefined} undefined for everybody but root
 */
export function databaseAccount(dataFolder) {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(dataFolder)) {
    const { uid, gid } = statSync(dataFolder);
    if (uid !== 0) return { name: `uid ${uid}`, uid, gid };
  }
  // Nothing is added to the system's accounts: `nobody` is everywhere, `postgres` where a PostgreSQL package was.
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number.parseInt(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout, 10));
    if (uid && gid) return { name, uid, gid };
  }
  throw new Failure('PostgreSQL does not run as root, and there is no account "postgres" or "nobody" to lend it.', 'Add one: useradd --system --no-create-home postgres');
}

/**
 * Asked of the system itself by a process with the account's rights: mode bits alone would miss mounts, ACLs and
 * security modules.
 * @param {Account | undefined} account
 * @param {string} path an existing folder or program
 * @returns {boolean}
 */
export function canReach(account, path) {
  if (account === undefined) return true;
  const { status, error } = spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { cwd: '/', uid: account.uid, gid: account.gid });
  if (error) throw new Failure(`This root may not act as ${account.name} (${error.message}).`, 'Run as an ordinary user, or give addresses: JIQUN_DATABASE_ADMIN_URL, JIQUN_NATS_URL, JIQUN_REDIS_URL');
  return status === 0;
}

/**
 * @param {string} folder created with its parents, open for every account to pass through
 */
export function makePassable(folder) {
  if (existsSync(folder)) return;
  makePassable(dirname(folder));
  mkdirSync(folder);
  chmodSync(folder, 0o755);
}
