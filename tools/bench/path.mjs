/**
 * The command path: HTTP -> gateway -> NATS -> registry -> one transaction of key, effect, audit entry and event, on real
 * processes with durable settings, beside what it could cost and what it usually costs.
 * `node tools/bench/path.mjs [--short] [--json FILE] [--rounds N] [--profile DIR]`, after a build.
 */
import { Client } from 'pg';

import { report } from '../stack/failure.mjs';
import { ratioOf, shown, spreadOf, table, withSpread, writeResult } from './figures.mjs';
import { readOptions } from './options.mjs';
import { hasPgbench, pgbench } from './pgbench.mjs';
import { drive, takeTurns } from './rows.mjs';
import { onStage } from './stage.mjs';
import { commandScript } from './statements.mjs';

/** @typedef {import('./rows.mjs').Row} Row */
/** @typedef {import('./rows.mjs').Turn} Turn */

const CONNECTIONS = 50;
const LANES = 4;
const GROUP = 12;
const BODY = JSON.stringify({ note: 'one of many drills of a benchmark' });
const JSON_HEADER = { 'content-type': 'application/json' };
const SIGNED_IN = { ...JSON_HEADER, authorization: 'Bearer sandbox.CN-22.system-administrator' };

/** @typedef {{ stage: import('./stage.mjs').Stage, database: Client, timing: { warmUpMs: number, measureMs: number }, short: boolean }} Bench */

/** @param {Bench} bench @returns {Promise<Row[]>} */
async function floors({ stage, timing }) {
  const hello = await stage.startBaseline('fastify-hello');
  await stage.startBaseline('echo-service');
  const echo = await stage.startBaseline('echo-gateway');
  const load = { connections: CONNECTIONS, ...timing };
  const nats = stage.pid('nats');
  return [
    {
      id: 'hello',
      label: 'Fastify hello',
      pids: { gateway: stage.pid('fastify-hello') },
      run: (measuring) => drive({ ...load, url: `${hello}/`, method: 'GET', headers: {}, status: 200 }, measuring),
    },
    {
      id: 'echo',
      label: 'Fastify -> NATS echo',
      pids: { gateway: stage.pid('echo-gateway'), service: stage.pid('echo-service'), nats },
      run: (measuring) => drive({ ...load, url: `${echo}/`, method: 'POST', headers: JSON_HEADER, body: BODY, status: 200 }, measuring),
    },
  ];
}

/** @param {Bench} bench @returns {Promise<Row>} */
async function plainNest({ stage, database, timing }) {
  await database.query('CREATE DATABASE plain');
  await stage.startBaseline('plain-service', { DATABASE_URL: stage.databaseUrl('plain') });
  const gateway = await stage.startBaseline('plain-gateway');
  return {
    id: 'plain',
    label: 'plain Nest, save()',
    pids: { gateway: stage.pid('plain-gateway'), service: stage.pid('plain-service'), nats: stage.pid('nats'), postgres: stage.pid('postgres') },
    run: (measuring) => drive({ connections: CONNECTIONS, ...timing, url: `${gateway}/drills`, method: 'POST', headers: JSON_HEADER, body: BODY, status: 201 }, measuring),
  };
}

/** @param {Bench} bench @returns {Promise<Row>} */
async function ours({ stage, database, timing }) {
  const gateway = await stage.startServices(['registry', 'gateway']);
  const url = `${gateway}/api/v1/services/registry/drills`;
  return {
    id: 'jiqun',
    label: 'Jiqun',
    pids: { gateway: stage.pid('gateway'), service: stage.pid('registry'), nats: stage.pid('nats'), postgres: stage.pid('postgres') },
    run: (measuring) => drive({ connections: CONNECTIONS, ...timing, url, method: 'POST', headers: SIGNED_IN, body: BODY, keyed: true, status: 201 }, measuring),
    // Publishing is a part of the work: what the relay has left is waited for, and its time counted.
    settle: () => untilPublished(database),
  };
}

/** @param {Client} database */
async function untilPublished(database) {
  for (;;) {
    const { rowCount } = await database.query('SELECT FROM registry.outbox WHERE published_at IS NULL LIMIT 1');
    if (rowCount === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** @param {Bench} bench @returns {Promise<Row[]>} */
async function pgbenchRows({ stage, timing, short }) {
  if (!hasPgbench()) return [];
  // Not the services' own database: their relay would publish its events.
  await stage.provision('pgbench');
  const databaseUrl = stage.databaseUrl('pgbench', { service: 'registry' });
  const pids = { postgres: stage.pid('postgres') };
  const duration = short ? {} : { seconds: Math.max(1, Math.round(timing.measureMs / 1_000)) };
  const [single, grouped] = [await commandScript(1), await commandScript(GROUP)];
  return [
    {
      id: 'pgbench',
      label: 'pgbench, the same statements',
      pids,
      run: (measuring, round) => (measuring(), pgbench({ databaseUrl, script: single, clients: CONNECTIONS, size: 1, ...duration, run: 2 * round + 1 })),
    },
    {
      id: 'pgbench-group',
      label: `pgbench, ${GROUP} commands a transaction`,
      pids,
      run: (measuring, round) => (measuring(), pgbench({ databaseUrl, script: grouped, clients: LANES, size: GROUP, ...duration, run: 2 * round + 2 })),
    },
  ];
}

/**
 * Mean commands a transaction since the start.
 * @param {import('./stage.mjs').Stage} stage
 */
async function groupSizes(stage) {
  const text = await (await fetch(`${stage.serviceUrls?.get('registry')}/metrics`)).text();
  const figure = (/** @type {string} */ name) => Number(new RegExp(`^jiqun_command_group_size_${name}\\{[^}]*\\} (\\S+)`, 'm').exec(text)?.[1]);
  return { mean: figure('sum') / figure('count'), transactions: figure('count') };
}

/** @param {readonly Row[]} rows @param {Map<string, Turn[]>} turns */
function show(rows, turns) {
  /** @param {string} id @param {keyof Turn} key */
  const values = (id, key) => (turns.get(id) ?? []).map((turn) => Number(turn[key]));
  const lines = rows.map(({ id, label }) => [
    label,
    withSpread(spreadOf(values(id, 'perSecond'))),
    shown(spreadOf(values(id, 'p50')).median),
    shown(spreadOf(values(id, 'p99')).median),
    shown(spreadOf(values(id, 'cpuMicros')).median),
    shown(spreadOf(values(id, 'generatorMicros')).median),
    withSpread(ratioOf(values(id, 'perSecond'), values('plain', 'perSecond'))),
    shown(ratioOf(values(id, 'perSecond'), values('pgbench', 'perSecond')).median),
  ]);
  console.log(`\n${table(['path', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs', 'generator µs', 'x plain Nest', 'x pgbench'], lines)}`);
  const processes = ['gateway', 'service', 'nats', 'postgres'];
  const costs = rows.map(({ id, label }) => [label, ...processes.map((name) => shown(spreadOf((turns.get(id) ?? []).map(({ cpuByProcess }) => cpuByProcess[name] ?? Number.NaN)).median))]);
  console.log(`\n${table(['CPU µs a request', ...processes], costs)}`);
}

async function main() {
  const options = readOptions('path', { rounds: 5, warmUpMs: 400, measureMs: 2_000 });
  return onStage('the benchmark of the command path', options, async (stage) => {
    const database = new Client({ connectionString: stage.databaseUrl('jiqun') });
    // Without a listener a broken connection ends the process before it can report; the pending query fails as well.
    database.on('error', () => undefined);
    await database.connect();
    const bench = { stage, database, timing: { warmUpMs: options.warmUpMs, measureMs: options.measureMs }, short: options.short };
    const all = [...(await floors(bench)), await plainNest(bench), await ours(bench), ...(await pgbenchRows(bench))];
    const rows = all.filter(({ id }) => options.only?.includes(id) ?? true);
    const turns = await takeTurns(rows, options.rounds);
    const groups = await groupSizes(stage);
    show(rows, turns);
    console.log(`\nJiqun committed ${shown(groups.mean)} commands a transaction on average.`);
    await database.end();
    writeResult(options.json, { options, groups, rows: rows.map(({ id, label }) => ({ id, label, turns: turns.get(id) })) });
  });
}

let code = 1;
try {
  code = await main();
} catch (error) {
  report(error);
}
process.exit(code);
