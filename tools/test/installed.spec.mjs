import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { explainInstall, matches, requireNode } from '../ensure-installed.mjs';
import { diskFull } from '../stack/failure.mjs';

test('Node 20.19 is the oldest that is accepted', () => {
  for (const version of ['20.19.0', '22.0.0', '24.1.0']) requireNode(version);
  for (const version of ['20.18.9', '18.20.0']) assert.throws(() => requireNode(version), { name: 'Failure', message: new RegExp(`this is ${version}`), mend: /nvm install 24/ });
});

test('an unreachable registry, a full disk and a foreign node_modules are told apart', () => {
  assert.match(explainInstall('npm error code ENOTFOUND\nnpm error getaddrinfo').message, /registry \(.+\) cannot be reached/);
  assert.match(explainInstall('npm error code ENOSPC').message, /The disk is full/);
  assert.match(explainInstall('npm error code EACCES').mend, /chown/);
  assert.match(explainInstall('anything else').mend, /npm ci/);
});

test('a full disk is recognised in an error and in the words of PostgreSQL', () => {
  assert.match(diskFull(Object.assign(new Error('write'), { code: 'ENOSPC' }), '/data')?.message ?? '', /^The disk is full: nothing more can be written under \/data/);
  assert.match(diskFull('FATAL: could not write to file "pg_wal/1": No space left on device', '/data')?.mend ?? '', /df -h/);
  assert.equal(diskFull(new Error('other'), '/data'), undefined);
});

test('installed is what the lock file asks for, package by package', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'jiqun-installed-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const [lock, record] = [join(folder, 'package-lock.json'), join(folder, 'record.json')];
  /**
   * @param {string} path
   * @param {object} packages
   */
  const write = (path, packages) => writeFileSync(path, JSON.stringify({ packages }));
  const wanted = { '': {}, 'packages/a': {}, 'node_modules/b': { version: '1.0.0' }, 'node_modules/c': { version: '2.0.0', optional: true } };
  write(lock, wanted);
  assert.equal(matches(lock, record), false);
  write(record, { 'node_modules/b': { version: '1.0.0' } });
  assert.equal(matches(lock, record), true);
  write(record, { 'node_modules/b': { version: '1.0.1' } });
  assert.equal(matches(lock, record), false);
  write(record, { 'node_modules/c': { version: '2.0.0' } });
  assert.equal(matches(lock, record), false);
});
