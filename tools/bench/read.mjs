/**
 * Reading one object by its key: HTTP -> gateway -> NATS -> registry -> PostgreSQL, beside plain Nest with `findOneBy`.
 * `node tools/bench/read.mjs [--short] [--json FILE] [--rounds N] [--only A,B] [--profile DIR]`, after a build.
 */
import { Client } from 'pg';

import { report } from '../stack/failure.mjs';
import { ratioOf, shown, spreadOf, table, withSpread, writeResult } from './figures.mjs';
import { readOptions } from './options.mjs';
import { drive, takeTurns } from './rows.mjs';
import { onStage } from './stage.mjs';

/** @typedef {import('./rows.mjs').Row} Row */
/** @typedef {import('./rows.mjs').Turn} Turn */
/** @typedef {import('./stage.mjs').Stage} Stage */

const CONNECTIONS = 50;
const OBJECTS = 20_000;
const ASKED = 5_000;
const SIGNED_IN = { authorization: 'Bearer sandbox.CN-22.auditor' };
const FILL = `
  INSERT INTO drill (id, tenant, note, state, version, started_at)
  SELECT gen_random_uuid(), 'CN-22', 'drill ' || n, 'started', 1, now() FROM generate_series(1, ${OBJECTS}) n`;

/**
 * Fills a table and gives some of its keys.
 * @param {string} connectionString
 * @returns {Promise<string[]>} paths behind the collection's address
 */
async function filled(connectionString) {
  const client = new Client({ connectionString });
  await client.connect();
  await client.query(FILL);
  const { rows } = await client.query(`SELECT id FROM drill ORDER BY md5(id::text) LIMIT ${ASKED}`);
  await client.end();
  return rows.map(({ id }) => `/${id}`);
}

/** @param {Stage} stage @param {{ warmUpMs: number, measureMs: number }} timing @returns {Promise<Row[]>} */
async function rowsOf(stage, timing) {
  const admin = new Client({ connectionString: stage.databaseUrl('jiqun') });
  await admin.connect();
  await admin.query('CREATE DATABASE plain');
  await admin.end();
  await stage.startBaseline('plain-service', { DATABASE_URL: stage.databaseUrl('plain') });
  const plain = await stage.startBaseline('plain-gateway');
  const gateway = await stage.startServices(['registry', 'gateway']);
  const paths = { plain: await filled(stage.databaseUrl('plain')), jiqun: await filled(stage.databaseUrl('jiqun', { service: 'registry' })) };
  const load = /** @type {const} */ ({ connections: CONNECTIONS, ...timing, method: 'GET', status: 200 });
  const servers = { nats: stage.pid('nats'), postgres: stage.pid('postgres') };
  return [
    {
      id: 'plain',
      label: 'plain Nest, findOneBy()',
      pids: { gateway: stage.pid('plain-gateway'), service: stage.pid('plain-service'), ...servers },
      run: (measuring) => drive({ ...load, url: `${plain}/drills`, headers: {}, paths: paths.plain }, measuring),
    },
    {
      id: 'jiqun',
      label: 'Jiqun',
      pids: { gateway: stage.pid('gateway'), service: stage.pid('registry'), ...servers },
      run: (measuring) => drive({ ...load, url: `${gateway}/api/v1/services/registry/drills`, headers: SIGNED_IN, paths: paths.jiqun }, measuring),
    },
  ];
}

/** @param {readonly Row[]} rows @param {Map<string, Turn[]>} turns */
function show(rows, turns) {
  /** @param {string} id @param {keyof Turn} key */
  const values = (id, key) => (turns.get(id) ?? []).map((turn) => Number(turn[key]));
  const processes = ['gateway', 'service', 'nats', 'postgres'];
  const lines = rows.map(({ id, label }) => [
    label,
    withSpread(spreadOf(values(id, 'perSecond'))),
    shown(spreadOf(values(id, 'p50')).median),
    shown(spreadOf(values(id, 'p99')).median),
    shown(spreadOf(values(id, 'cpuMicros')).median),
    ...processes.map((name) => shown(spreadOf((turns.get(id) ?? []).map(({ cpuByProcess }) => cpuByProcess[name] ?? Number.NaN)).median)),
    withSpread(ratioOf(values(id, 'perSecond'), values('plain', 'perSecond'))),
    withSpread(ratioOf(values('plain', 'cpuMicros'), values(id, 'cpuMicros'))),
  ]);
  console.log(`\n${table(['GET by key', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs', ...processes, 'x plain Nest', 'CPU, x less'], lines)}`);
}

async function main() {
  const options = readOptions('read', { rounds: 7, warmUpMs: 400, measureMs: 2_000 });
  return onStage('the benchmark of reads', options, async (stage) => {
    const rows = (await rowsOf(stage, { warmUpMs: options.warmUpMs, measureMs: options.measureMs })).filter(({ id }) => options.only?.includes(id) ?? true);
    const turns = await takeTurns(rows, options.rounds);
    show(rows, turns);
    writeResult(options.json, { options, rows: rows.map(({ id, label }) => ({ id, label, turns: turns.get(id) })) });
  });
}

let code = 1;
try {
  code = await main();
} catch (error) {
  report(error);
}
process.exit(code);
