/**
 * Temporary installations of the tests of these tools. A test that is interrupted cannot end its servers itself: whoever
 * comes next does, `npm test` when it ends, or the next test.
 */
import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { readJson, writeJson } from './files.mjs';
import { PROFILES, layoutOf } from './layout.mjs';
import { beginningOf } from './processes.mjs';
import { down } from './stack.mjs';

const PREFIX = 'jiqun-stack-';

/**
 * A folder for the data of a test, which knows whose it is.
 * @param {number} mode 0o755 lets PostgreSQL's account in, 0o700 does not
 */
export function temporaryInstallation(mode) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), PREFIX)));
  chmodSync(folder, mode);
  writeJson(join(folder, 'owner.json'), { pid: process.pid, beginning: beginningOf(process.pid) });
  return folder;
}

/** @param {string} folder */
export async function removeInstallation(folder) {
  const env = { JIQUN_DATA_DIR: folder };
  for (const profile of PROFILES) await down(layoutOf(profile, env), () => {});
  rmSync(layoutOf('dev', env).outside, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}

/** Ends and removes those whose test process is gone; those of living tests, and of other users, are left alone. */
export async function removeAbandoned() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    const owner = readJson(join(folder, 'owner.json'));
    if (!owner || beginningOf(owner.pid) === owner.beginning || statSync(folder).uid !== process.getuid?.()) continue;
    await removeInstallation(folder);
  }
}
