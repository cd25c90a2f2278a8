/** Where a clone keeps what its stack needs. */
import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Failure } from './failure.mjs';

/** The clone this file is in. */
export const ROOT = realpathSync(fileURLToPath(new URL('../..', import.meta.url)));

/** dev: durable, for `npm start`. test: fast and thrown away, for `npm test`. */
export const PROFILES = /** @type {const} */ (['dev', 'test']);

/** @typedef {typeof PROFILES[number]} Profile */
/** @typedef {{ profile: Profile, dataDir: string, folder: string, state: string, lock: string, logs: string, outside: string }} Layout */

/**
 * @param {string} profile
 * @param {NodeJS.ProcessEnv} env JIQUN_DATA_DIR moves the data from `.data/` to another folder
 * @returns {Layout} `outside`: for PostgreSQL alone, when its user cannot reach the clone
 */
export function layoutOf(profile, env) {
  const known = PROFILES.find((name) => name === profile);
  if (known === undefined) throw new Failure(`There is no profile "${profile}".`, `Use --profile ${PROFILES.join(' or --profile ')}`);
  const wanted = resolve(env['JIQUN_DATA_DIR'] || join(ROOT, '.data'));
  mkdirSync(wanted, { recursive: true });
  const dataDir = realpathSync(wanted);
  const folder = join(dataDir, known);
  const isDefault = dataDir === join(ROOT, '.data');
  return {
    profile: known,
    dataDir,
    folder,
    state: join(folder, 'stack.json'),
    lock: join(folder, 'lock'),
    logs: join(folder, 'logs'),
    outside: outsideOf(isDefault ? ROOT : dataDir),
  };
}

/** @param {string} path */
const outsideOf = (path) => join('/var/lib/jiqun', createHash('sha256').update(path).digest('hex').slice(0, 12));

/** Where PostgreSQL's programs of this clone are copied to, when its account cannot reach the clone. */
export const PROGRAMS_OUTSIDE = outsideOf(ROOT);
