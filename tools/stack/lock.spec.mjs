import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { temporary } from './fixtures/temporary.mjs';
import { holderOfLock, takeLock } from './lock.mjs';
import { beginningOf } from './processes.mjs';

const HOLD = fileURLToPath(new URL('fixtures/hold-lock.mjs', import.meta.url));
const options = { what: 'npm test', waitMs: 0, mend: (/** @type {{ pid: number }} */ { pid }) => `kill ${pid}` };

/** A lock as a killed run leaves it. */
function ofTheDead() {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  return JSON.stringify({ pid, beginning: 'long ago', what: 'npm test' });
}

test('the lock of a dead process is taken over', async (context) => {
  const lock = join(temporary(context).folder, 'lock');
  writeFileSync(lock, ofTheDead());
  const release = await takeLock(lock, options);
  assert.equal(holderOfLock(lock)?.pid, process.pid);
  release();
  assert.equal(holderOfLock(lock), undefined);
});

test('the lock of a dead process whose pid another program has by now is taken over', async (context) => {
  const lock = join(temporary(context).folder, 'lock');
  writeFileSync(lock, JSON.stringify({ pid: process.pid, beginning: `not ${beginningOf(process.pid)}`, what: 'npm test' }));
  (await takeLock(lock, options))();
});

test('a lock that is held is refused, and its holder is named', async (context) => {
  const lock = join(temporary(context).folder, 'lock');
  const release = await takeLock(lock, options);
  await assert.rejects(takeLock(lock, options), { name: 'Failure', message: `npm test (pid ${process.pid}) is at work with the same data folder.`, mend: `kill ${process.pid}` });
  release();
});

test('of many runs that find the same stale lock, one at a time gets in', async (context) => {
  const { folder } = temporary(context);
  const [lock, journal] = [join(folder, 'lock'), join(folder, 'journal')];
  writeFileSync(lock, ofTheDead());
  const runs = Array.from({ length: 6 }, () => spawn(process.execPath, [HOLD, lock, journal], { stdio: 'inherit' }));
  const codes = await Promise.all(runs.map((run) => new Promise((resolve) => run.once('close', resolve))));
  assert.deepEqual(codes, runs.map(() => 0));
  const lines = readFileSync(journal, 'utf8').trim().split('\n');
  assert.equal(lines.length, 2 * runs.length);
  for (let line = 0; line < lines.length; line += 2) assert.equal(lines[line + 1], lines[line]?.replace('in', 'out'));
});
