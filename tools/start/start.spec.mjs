import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { notes, remaining, temporary } from '../stack/fixtures/temporary.mjs';
import { ROOT } from '../stack/layout.mjs';
import { holderOf, until } from '../stack/processes.mjs';
import { down, up } from '../stack/stack.mjs';
import { readable } from './logs.mjs';
import { secretsOf } from './secrets.mjs';

/** Generous: the other tests of the house share the machine's processors with these. */
const LIMIT_MS = 90_000;

const START = join(ROOT, 'tools/start/fixtures/start.mjs');

/**
 * Runs `npm start` with stand-ins; a run that a failed test leaves is killed before its folder is removed.
 * @param {ReturnType<typeof temporary>} installation
 * @param {{ args?: string[], env?: NodeJS.ProcessEnv }} [options]
 */
function run(installation, { args = [], env = installation.env } = {}) {
  const child = spawn(process.execPath, [START, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said.text += String(chunk)));
  const ended = new Promise((resolve) => child.once('close', resolve));
  installation.beforeRemoval(async () => (child.kill('SIGKILL'), ended));
  /** @param {string} text */
  const says = async (text) => assert.equal(await until(() => said.text.includes(text) || child.exitCode !== null, LIMIT_MS) && said.text.includes(text), true, said.text);
  return { child, said, ended, says };
}

test('Ctrl-C ends every child and the stack, with exit code 0 once everything was ready', async (context) => {
  const installation = temporary(context);
  const { folder } = installation;
  const { child, said, ended, says } = run(installation);
  await says('Ctrl-C ends everything');
  assert.match(said.text, /\[1\/6\] Dependencies\n.*\n.*done in [\d.]+ s\n\[2\/6\][^]*\[6\/6\][^]*Ready in [\d.]+ s[^]*gateway +http:\/\/127\.0\.0\.1:\d+ +\(the public API\)/);
  assert.notEqual(remaining(folder).length, 0);
  child.kill('SIGINT');
  // npm hands on what the terminal has sent already.
  child.kill('SIGINT');
  assert.equal(await ended, 0, said.text);
  assert.deepEqual(remaining(folder), []);
});

test('a signal while the stack is coming up leaves nothing behind', async (context) => {
  const installation = temporary(context);
  const { folder } = installation;
  const { child, said, ended, says } = run(installation);
  await says('[2/6]');
  child.kill('SIGTERM');
  assert.equal(await ended, 143, said.text);
  assert.deepEqual(remaining(folder), []);
});

test('a run that was killed is cleaned up by the next one', async (context) => {
  const installation = temporary(context);
  const { folder } = installation;
  const first = run(installation);
  await first.says('Ctrl-C ends everything');
  const orphans = remaining(folder).length;
  first.child.kill('SIGKILL');
  await first.ended;
  assert.equal(remaining(folder).length, orphans - 1);
  const second = run(installation, { args: ['--once'] });
  assert.equal(await second.ended, 0, second.said.text);
  assert.match(second.said.text, /registry of an earlier run \(pid \d+, .*service\.mjs\) is still there: ending it/);
  assert.match(second.said.text, /PostgreSQL of an earlier run/);
  assert.match(second.said.text, /drill of gateway: confirmed/);
  assert.deepEqual(remaining(folder), []);
});

test('a service that dies is reported with its last words, and everything ends with exit code 1', async (context) => {
  const installation = temporary(context);
  const { folder } = installation;
  const { said, ended } = run(installation, { env: { ...installation.env, JIQUN_STANDIN: 'dies' } });
  assert.equal(await ended, 1, said.text);
  assert.match(said.text, /The service (registry|gateway) ended by itself \(exit code 3\)\. Its last lines:[^]*the last words/);
  assert.deepEqual(remaining(folder), []);
});

test('a second npm start in one clone is refused by name, and disturbs nothing of the first', async (context) => {
  const installation = temporary(context);
  const { folder } = installation;
  const first = run(installation);
  await first.says('Ctrl-C ends everything');
  const running = remaining(folder).length;
  const second = run(installation);
  assert.equal(await second.ended, 1);
  assert.match(second.said.text, new RegExp(`npm start \\(pid ${first.child.pid}\\) is at work with the same data folder`));
  assert.equal(remaining(folder).length, running);
  first.child.kill('SIGINT');
  assert.equal(await first.ended, 0, first.said.text);
  assert.deepEqual(remaining(folder), []);
});

test('a stack that a developer brought up is used and left running; a taken port of the gateway is exchanged', async (context) => {
  const installation = temporary(context);
  const { env, layout } = installation;
  const { note } = notes();
  const { state } = await up(layout('dev'), { env, note, keep: true });
  const { said, ended } = run(installation, { args: ['--once'], env: { ...env, JIQUN_GATEWAY_PORT: new URL(state.natsUrl).port } });
  assert.equal(await ended, 1);
  assert.match(said.text, /which JIQUN_GATEWAY_PORT fixes for the gateway, is held by pid \d+ \(.*nats-server/);
  const again = run(installation, { args: ['--once'] });
  assert.equal(await again.ended, 0, again.said.text);
  assert.match(holderOf(Number(new URL(state.natsUrl).port)), new RegExp(`pid ${state.servers.nats.pid} `));
  assert.equal(await down(layout('dev'), note), 3);
});

test('passwords and keys are made once; a password of the environment wins and is not stored', (context) => {
  const { folder } = temporary(context);
  const path = join(folder, 'secrets.json');
  const first = secretsOf(path, ['registry'], {});
  const second = secretsOf(path, ['registry', 'audit'], { JIQUN_AUDIT_PASSWORD: 'given' });
  assert.deepEqual(second.passwords['registry'], first.passwords['registry']);
  assert.deepEqual(second.contextPrivateKey, first.contextPrivateKey);
  assert.equal(second.passwords['audit']?.service, 'given');
  assert.equal(readFileSync(path, 'utf8').includes('given'), false);
  assert.equal('d' in second.contextPublicKey, false);
  assert.equal(second.logKeyFile, first.logKeyFile);
  assert.match(readFileSync(second.logKeyFile, 'utf8'), /PRIVATE KEY/);
});

test('a line of log is shown for a person; what is no log is shown as it is', () => {
  assert.equal(readable('{"level":40,"time":1,"pid":2,"hostname":"h","msg":"slow","durationMs":12}'), 'WARN  slow {"durationMs":12}');
  assert.equal(readable('plain'), 'plain');
  assert.equal(readable('{"broken'), '{"broken');
});
