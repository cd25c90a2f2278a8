import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { notes, temporary } from './fixtures/temporary.mjs';
import { atLeast, requireServer } from './installer.mjs';

/**
 * A PATH that holds nothing but a shell's basics and the given programs, which write down how they were called.
 * @param {import('node:test').TestContext} context
 * @param {Record<string, string>} programs shell scripts by name
 */
function onlyWith(context, programs) {
  const folder = join(temporary(context).folder, 'bin');
  mkdirSync(folder);
  for (const tool of ['sh', 'chmod', 'cat', 'env']) symlinkSync(['/bin', '/usr/bin'].map((place) => join(place, tool)).find((path) => existsSync(path)) ?? tool, join(folder, tool));
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho "${name} $*" >> "${folder}/calls"\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const calls = () => (existsSync(join(folder, 'calls')) ? readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n') : []);
  const { lines, note } = notes();
  return { folder, calls, lines, around: { env: { PATH: folder }, extra: [], interactive: false, uid: 1000, note } };
}

/** @param {string} version */
const putsServer = (version) => `printf '#!/bin/sh\\necho "nats-server: v${version}"\\n' > "\${0%/*}/nats-server"; chmod 755 "\${0%/*}/nats-server"`;

test('without a package manager, the message says what to install and which ways are left', async (context) => {
  const { around } = onlyWith(context, {});
  await assert.rejects(requireServer('nats-server', around), { name: 'Failure', message: /nats-server is not on the PATH, and neither apt-get nor brew/, mend: /Install nats-server 2\.9\.0 or newer[^]*--stack=compose[^]*JIQUN_NATS_URL=/ });
});

test('root installs with apt-get, and again after apt-get update when the list is old', async (context) => {
  const { around, calls, lines } = onlyWith(context, { 'apt-get': `case "$1" in update) echo new > "\${0%/*}/list";; *) [ -f "\${0%/*}/list" ] || { echo "E: Unable to locate package" >&2; exit 100; }; ${putsServer('2.9.10')};; esac` });
  const { version } = await requireServer('nats-server', { ...around, uid: 0 });
  assert.equal(version, '2.9.10');
  const install = 'apt-get install -y --no-install-recommends nats-server';
  assert.deepEqual(calls(), [install, 'apt-get update', install]);
  assert.match(lines.join('\n'), /nats-server is missing; installing it: apt-get install/);
});

test('an ordinary user installs through sudo, without a question where nobody can answer', async (context) => {
  const { around, calls } = onlyWith(context, { sudo: 'shift; exec "$@"', 'apt-get': putsServer('2.10.1') });
  await requireServer('nats-server', around);
  assert.deepEqual(calls(), ['sudo -n apt-get install -y --no-install-recommends nats-server', 'apt-get install -y --no-install-recommends nats-server']);
});

test('when sudo wants a password that nobody can type, the exact command is shown', async (context) => {
  const { around } = onlyWith(context, { sudo: 'echo "sudo: a password is required" >&2; exit 1', 'apt-get': 'exit 1' });
  await assert.rejects(requireServer('redis-server', around), { name: 'Failure', message: /could not be installed: sudo: a password is required/, mend: /^sudo apt-get update && sudo apt-get install -y redis-server\n/ });
});

test('without sudo, the command for root is shown', async (context) => {
  const { around, calls } = onlyWith(context, { 'apt-get': 'exit 1' });
  await assert.rejects(requireServer('redis-server', around), { name: 'Failure', mend: /^su -c 'apt-get update && apt-get install -y redis-server'/ });
  assert.deepEqual(calls(), []);
});

test('on macOS, brew installs it', async (context) => {
  const { around, calls } = onlyWith(context, { brew: putsServer('2.12.0') });
  await requireServer('nats-server', around);
  assert.deepEqual(calls(), ['brew install nats-server']);
});

test('a server that is too old is refused', async (context) => {
  const { around } = onlyWith(context, { 'nats-server': 'echo "nats-server: v2.8.4"' });
  await assert.rejects(requireServer('nats-server', around), { name: 'Failure', message: /is version 2\.8\.4; 2\.9\.0 or newer is needed/ });
});

test('versions are compared by number, not by letter', () => {
  assert.equal(atLeast('2.10.0', '2.9.0'), true);
  assert.equal(atLeast('2.9.0', '2.9.0'), true);
  assert.equal(atLeast('2.8.99', '2.9.0'), false);
});
