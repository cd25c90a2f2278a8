import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { childRecord } from './children.mjs';
import { readJson, writeJson } from './files.mjs';
import { notes, temporary } from './fixtures/temporary.mjs';
import { beginningOf, isAlive, until } from './processes.mjs';

const SLEEPS = ['-e', 'setInterval(() => {}, 1000)'];
const DEAF = ['-e', 'process.on("SIGTERM", () => {}); require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "inherit" }); setInterval(() => {}, 1000); console.log("deaf")'];

test('a child that does not obey is killed, with everything that it started', async (context) => {
  const { folder, env } = temporary(context);
  const children = childRecord(join(folder, 'children.json'));
  const child = children.start('deaf', process.execPath, DEAF, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => child.stdout?.once('data', resolve));
  /** @type {string[]} */
  const forced = [];
  // The pipe is closed only when the grandchild, which inherited it, has gone as well.
  const closed = new Promise((resolve) => child.once('close', resolve));
  await children.end({ graceMs: 100, onForce: (name) => forced.push(name) });
  await closed;
  assert.deepEqual(forced, ['deaf']);
});

test('children of a killed run are ended by the next; a program that has one of their pids is not touched', async (context) => {
  const { folder } = temporary(context);
  const path = join(folder, 'children.json');
  const [orphan, stranger] = [childRecord(path), childRecord(join(folder, 'others.json'))].map((record) => record.start('service', process.execPath, SLEEPS, { stdio: 'ignore' }).pid ?? 0);
  context.after(() => process.kill(stranger ?? 0, 'SIGKILL'));
  const recorded = readJson(path);
  assert.equal(recorded[0].beginning, beginningOf(orphan ?? 0));
  writeJson(path, [...recorded, { name: 'reused', pid: stranger, beginning: 'of another process' }]);
  const { lines, note } = notes();
  await childRecord(path).endLeftovers(note);
  assert.equal(await until(() => !isAlive(orphan ?? 0), 10_000), true);
  assert.equal(isAlive(stranger ?? 0), true);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', new RegExp(`service of an earlier run \\(pid ${orphan}`));
});

test('nothing is started once the run is ending', async (context) => {
  const children = childRecord(join(temporary(context).folder, 'children.json'));
  await children.end();
  assert.throws(() => children.start('late', process.execPath, SLEEPS, {}), /late is not started: the run is ending/);
});
