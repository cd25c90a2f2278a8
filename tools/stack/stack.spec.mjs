import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { Client } from 'pg';

import { removeAbandoned } from './abandoned.mjs';
import { notes, remaining, temporary } from './fixtures/temporary.mjs';
import { writeJson } from './files.mjs';
import { ROOT } from './layout.mjs';
import { nats } from './nats.mjs';
import { findOurs, isAlive } from './processes.mjs';
import { SERVERS, down, readState, reset, status, up } from './stack.mjs';

const asRoot = process.getuid?.() === 0;

/**
 * @param {string} url
 * @param {string} sql
 */
async function query(url, sql) {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('two profiles run side by side, each with its own data and addresses', async (context) => {
  const { env, layout, folder } = temporary(context);
  const { note } = notes();
  const dev = await up(layout('dev'), { env, note });
  const throwAway = await up(layout('test'), { env, note });
  const urls = [dev, throwAway].flatMap(({ state }) => [state.databaseAdminUrl, state.natsUrl, state.redisUrl]);
  assert.equal(new Set(urls).size, 6);
  const durability = "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit') ORDER BY name";
  assert.deepEqual(await query(dev.state.databaseAdminUrl, durability), [{ name: 'fsync', setting: 'on' }, { name: 'synchronous_commit', setting: 'on' }]);
  assert.deepEqual(await query(throwAway.state.databaseAdminUrl, durability), [{ name: 'fsync', setting: 'off' }, { name: 'synchronous_commit', setting: 'on' }]);
  await query(dev.state.databaseAdminUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
  await query(throwAway.state.databaseAdminUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
  assert.equal(statSync(layout('test').state).mode & 0o777, 0o600);

  assert.equal(await down(layout('test'), note), 3);
  assert.equal(existsSync(layout('test').state), false);
  assert.deepEqual((await status(layout('dev'))).map(({ problem }) => problem), [undefined, undefined, undefined]);

  // Data of dev outlive a restart, and the ports stay; those of test do not.
  await down(layout('dev'), note);
  const again = await up(layout('dev'), { env, note });
  assert.deepEqual([again.state.databaseAdminUrl, again.state.natsUrl, again.state.redisUrl], urls.slice(0, 3));
  assert.deepEqual(await query(again.state.databaseAdminUrl, 'SELECT one FROM kept'), [{ one: 1 }]);
  const anew = await up(layout('test'), { env, note });
  await assert.rejects(query(anew.state.databaseAdminUrl, 'SELECT one FROM kept'), /relation "kept" does not exist/);

  for (const profile of ['dev', 'test']) await reset(layout(profile), note);
  assert.deepEqual(remaining(folder), []);
  assert.deepEqual(readdirSync(layout('dev').folder), []);
});

test('an address in the environment wins, each by itself, and is never taken down', async (context) => {
  const lender = temporary(context);
  const borrower = temporary(context);
  const { note } = notes();
  const { url, pid } = await nats.start(lender.layout('test'), { port: await freePort(), note });
  const env = { ...borrower.env, JIQUN_TEST_NATS_URL: url };
  const { state } = await up(borrower.layout('test'), { env, note });
  assert.equal(state.natsUrl, url);
  assert.deepEqual(Object.values(state.servers).map(({ source }) => source), ['embedded', 'environment', 'embedded']);
  assert.equal(await down(borrower.layout('test'), note), 2);
  assert.equal(isAlive(pid), true);
});

async function freePort() {
  const { choosePort } = await import('./ports.mjs');
  return (await choosePort({ title: 'a test', variable: 'NONE', env: {}, note: () => {} })).port;
}

test('tests never take the addresses that are meant for npm start', async (context) => {
  const { env, layout } = temporary(context);
  const elsewhere = { JIQUN_DATABASE_ADMIN_URL: 'postgres://db.invalid/', JIQUN_NATS_URL: 'nats://nats.invalid', JIQUN_REDIS_URL: 'redis://redis.invalid' };
  const { state } = await up(layout('test'), { env: { ...env, ...elsewhere }, note: () => {} });
  assert.deepEqual(Object.values(state.servers).map(({ source }) => source), ['embedded', 'embedded', 'embedded']);
});

test('an address in the environment where nothing answers, or another kind of server, fails by name and without the password', async (context) => {
  const { env, layout } = temporary(context);
  const port = await freePort();
  await assert.rejects(up(layout('dev'), { env: { ...env, JIQUN_DATABASE_ADMIN_URL: `postgres://a:secret@127.0.0.1:${port}/` }, note: () => {} }), {
    name: 'Failure',
    message: `JIQUN_DATABASE_ADMIN_URL says postgres://a:***@127.0.0.1:${port}/, but PostgreSQL does not answer there (ECONNREFUSED).`,
  });
  const { url } = await nats.start(layout('test'), { port, note: () => {} });
  await assert.rejects(up(layout('dev'), { env: { ...env, JIQUN_REDIS_URL: url.replace('nats', 'redis') }, note: () => {} }), { name: 'Failure', message: /what answers there is not redis/ });
});

test('servers of a killed run are ended by the next; those that were asked to stay are used again', async (context) => {
  const { env, layout } = temporary(context);
  const profile = layout('test');
  const first = await up(profile, { env, note: () => {} });
  const { lines, note } = notes();
  const second = await up(profile, { env, note, keep: true });
  assert.deepEqual(lines.filter((line) => line.includes('of an earlier run')).length, 3);
  for (const { pid } of Object.values(first.state.servers)) assert.equal(isAlive(pid ?? 0), false);
  const third = await up(profile, { env, note });
  assert.deepEqual(third.state, second.state);
  assert.equal(third.started, false);
});

test('servers of a killed run are found when the folder with their pids was deleted', async (context) => {
  const { env, layout, folder } = temporary(context);
  const { state } = await up(layout('test'), { env, note: () => {} });
  rmSync(layout('test').folder, { recursive: true });
  assert.equal(await down(layout('test'), () => {}), 3);
  for (const { pid } of Object.values(state.servers)) assert.equal(isAlive(pid ?? 0), false);
  assert.deepEqual(remaining(folder), []);
});

test('what is not ours is never ended: another program with our folder in its command line', async (context) => {
  const { layout } = temporary(context);
  const config = join(layout('test').folder, 'nats/nats.conf');
  const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', 'nats-server', '-c', config], { stdio: 'ignore' });
  context.after(() => stranger.kill('SIGKILL'));
  assert.equal(await down(layout('test'), () => {}), 0);
  assert.equal(isAlive(stranger.pid ?? 0), true);
});

test('PostgreSQL data half made or of another major version are kept for a developer, and made anew for a test', async (context) => {
  const { env, layout } = temporary(context);
  for (const [version, problem] of [['18', /left half made by an initdb that did not end/], ['16', /was written by PostgreSQL 16, and this is PostgreSQL 18/]]) {
    for (const profile of ['dev', 'test']) {
      const data = join(layout(profile).folder, 'postgres/data');
      mkdirSync(data, { recursive: true });
      writeFileSync(join(data, 'PG_VERSION'), `${version}\n`);
    }
    await assert.rejects(up(layout('dev'), { env, note: () => {} }), { name: 'Failure', message: problem, mend: /npm run stack -- reset --profile dev/ });
    assert.equal(readFileSync(join(layout('dev').folder, 'postgres/data/PG_VERSION'), 'utf8'), `${version}\n`);
    const { state } = await up(layout('test'), { env, note: () => {} });
    assert.deepEqual(await query(state.databaseAdminUrl, 'SELECT 1 AS one'), [{ one: 1 }]);
    await down(layout('test'), () => {});
  }
});

test('a server that fails takes those down that were started beside it', async (context) => {
  const { env, layout, folder } = temporary(context);
  const data = join(layout('dev').folder, 'postgres/data');
  mkdirSync(data, { recursive: true });
  await assert.rejects(up(layout('dev'), { env, note: () => {} }), /no PG_VERSION/);
  assert.deepEqual(remaining(folder), []);
});

test('a postmaster.pid left by a killed PostgreSQL does not stop the next, although its pid is in use', async (context) => {
  const { env, layout } = temporary(context);
  const first = await up(layout('dev'), { env, note: () => {} });
  await query(first.state.databaseAdminUrl, 'CREATE TABLE kept AS SELECT 1 AS one');
  process.kill(first.state.servers.postgres.pid ?? 0, 'SIGKILL');
  await down(layout('dev'), () => {});
  const pidFile = join(layout('dev').folder, 'postgres/data/postmaster.pid');
  const [, ...rest] = readFileSync(pidFile, 'utf8').split('\n');
  writeFileSync(pidFile, [process.pid, ...rest].join('\n'));
  const { lines, note } = notes();
  const second = await up(layout('dev'), { env, note });
  assert.match(lines.join('\n'), /An earlier PostgreSQL left its pid file behind/);
  assert.deepEqual(await query(second.state.databaseAdminUrl, 'SELECT one FROM kept'), [{ one: 1 }]);
});

test('a clone that is closed to the account of PostgreSQL gets its data elsewhere, and reset deletes them', { skip: !asRoot && 'only root lends PostgreSQL an account' }, async (context) => {
  const { env, layout } = temporary(context, { mode: 0o700 });
  const { lines, note } = notes();
  const { state } = await up(layout('dev'), { env, note });
  assert.deepEqual(await query(state.databaseAdminUrl, 'SELECT 1 AS one'), [{ one: 1 }]);
  const { outside } = layout('dev');
  assert.match(lines.join('\n'), new RegExp(`is closed to the account .*PostgreSQL's data are in ${outside}/dev/postgres`));
  assert.equal(existsSync(join(outside, 'dev/postgres/data')), true);
  await reset(layout('dev'), note);
  assert.equal(existsSync(outside), false);
});

test('the addresses in stack.json are whole while they are being written', async (context) => {
  const { layout } = temporary(context);
  const { state } = layout('test');
  const text = { databaseAdminUrl: 'x'.repeat(100_000), natsUrl: 'n', redisUrl: 'r', servers: {} };
  writeJson(state, text);
  const writer = spawn(process.execPath, ['--input-type=module', '-e', `import { writeJson } from ${JSON.stringify(join(ROOT, 'tools/stack/files.mjs'))}; for (let i = 0; i < 300; i++) writeJson(${JSON.stringify(state)}, ${JSON.stringify(text)});`], { stdio: 'inherit' });
  const ended = new Promise((resolve) => writer.once('close', resolve));
  let reads = 0;
  while (writer.exitCode === null) {
    assert.notEqual(readState(layout('test')), undefined);
    reads++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.equal(await ended, 0);
  assert.notEqual(reads, 0);
});

test('npm run stack -- status says what runs, and how to bring it up', (context) => {
  const { env } = temporary(context);
  const { status: code, stdout } = spawnSync(process.execPath, [join(ROOT, 'tools/stack/main.mjs'), 'status', '--profile', 'test'], { env, encoding: 'utf8' });
  assert.equal(code, 1);
  assert.match(stdout, /not up\. To bring it up: npm run stack -- up --profile test/);
  assert.deepEqual(SERVERS.map(({ title }) => title), ['PostgreSQL', 'NATS', 'Redis']);
  assert.deepEqual(findOurs('nats-server', 'no such folder'), []);
});

test('servers of an interrupted test are ended by whoever comes next, those of a running test are not', async (context) => {
  const living = temporary(context);
  const dead = temporary(context);
  const [kept, orphaned] = await Promise.all([living, dead].map(async ({ layout }) => (await nats.start(layout('test'), { port: await freePort(), note: () => {} })).pid));
  writeJson(join(dead.folder, 'owner.json'), { pid: process.pid, beginning: 'of a process that is gone' });
  await removeAbandoned();
  assert.deepEqual([kept, orphaned].map((pid) => isAlive(pid ?? 0)), [true, false]);
  assert.equal(existsSync(dead.folder), false);
});
