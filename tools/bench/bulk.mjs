/**
 * Bulk load: rows a second into a table in the shape of an import, with `bulkLoad` of service-kit beside TypeORM's
 * `insert()` in chunks and COPY straight into the table; and whether memory stays flat.
 * `node tools/bench/bulk.mjs [--short] [--json FILE] [--rounds N]`, after a build.
 */
import { pipeline } from 'node:stream/promises';

import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { DataSource, EntitySchema } from 'typeorm';

import { bulkLoad } from '../../packages/service-kit/dist/database/bulk-load.js';
import { openDatabase } from '../../packages/service-kit/dist/database/connection.js';
import { report } from '../stack/failure.mjs';
import { ratioOf, shown, spreadOf, table, withSpread, writeResult } from './figures.mjs';
import { readOptions } from './options.mjs';
import { onStage } from './stage.mjs';

const COLUMNS = ['social_credit_code', 'name', 'region', 'industry', 'revenue_fen', 'employees', 'listed_on', 'recorded_at'];
const CREATE = `CREATE TABLE enterprise_import (
  social_credit_code text PRIMARY KEY, name text NOT NULL, region text NOT NULL, industry text NOT NULL,
  revenue_fen bigint NOT NULL, employees integer NOT NULL, listed_on date NOT NULL, recorded_at timestamptz NOT NULL)`;
const CHUNK = 1_000;
const MEGABYTE = 1_048_576;
const target = /** @type {const} */ ({ table: 'enterprise_import', columns: COLUMNS, key: ['social_credit_code'], existing: 'replace' });

const entity = new EntitySchema({
  name: 'enterprise_import',
  columns: {
    social_credit_code: { type: 'text', primary: true },
    name: { type: 'text' },
    region: { type: 'text' },
    industry: { type: 'text' },
    revenue_fen: { type: 'bigint' },
    employees: { type: 'integer' },
    listed_on: { type: 'date' },
    recorded_at: { type: 'timestamptz' },
  },
});

/** @param {number} index */
const row = (index) => [
  // As codes come: in no order.
  `91220${((index * 7_919) % 1_000_003).toString().padStart(7, '0')}${index.toString(36).padStart(6, '0')}`,
  `吉林省第${index}号制造有限公司`,
  '220581',
  'C3670',
  BigInt(index) * 1_234_567n,
  index % 5_000,
  '2026-01-05',
  new Date(1_767_600_000_000 + index),
];

/** @param {number} count */
function* rowsOf(count) {
  for (let index = 0; index < count; index += 1) yield row(index);
}

/** @typedef {{ bulk: DataSource, plain: DataSource, client: Client }} Bench */

/** @param {Bench} bench @param {number} count */
async function withBulkLoad({ bulk }, count) {
  const counts = await bulk.transaction((manager) => bulkLoad(manager, target, rowsOf(count)));
  if (counts.given !== count || counts.inserted + counts.replaced + counts.unchanged !== count) throw new Error(`Rows are missing: ${JSON.stringify(counts)}`);
}

/** @param {Bench} bench @param {number} count */
async function withInsert({ plain }, count) {
  await plain.transaction(async (manager) => {
    for (let from = 0; from < count; from += CHUNK) {
      const chunk = Array.from({ length: Math.min(CHUNK, count - from) }, (_, place) => Object.fromEntries(row(from + place).map((value, column) => [COLUMNS[column], typeof value === 'bigint' ? String(value) : value])));
      await manager.insert(entity, chunk);
    }
  });
}

/** The limit: no conflict is looked for, and no column is escaped. @param {Bench} bench @param {number} count */
async function withCopy({ client }, count) {
  async function* text() {
    for (let from = 0; from < count; from += 500) {
      yield Array.from({ length: Math.min(500, count - from) }, (_, place) => `${row(from + place).map((value) => (value instanceof Date ? value.toISOString() : String(value))).join('\t')}\n`).join('');
    }
  }
  await pipeline(text, client.query(copyFrom(`COPY enterprise_import (${COLUMNS.join(', ')}) FROM STDIN`)));
}

/**
 * @param {Bench} bench
 * @param {(bench: Bench, count: number) => Promise<void>} load
 * @param {{ count: number, again?: boolean }} how `again`: the rows are there already
 */
async function rowsASecond(bench, load, { count, again = false }) {
  if (!again) await bench.client.query('TRUNCATE enterprise_import');
  const begun = performance.now();
  await load(bench, count);
  return count / ((performance.now() - begun) / 1_000);
}

/** The greatest growth of the process while it loads. @param {Bench} bench @param {number} count @returns {Promise<number>} bytes */
async function memoryGrowth(bench, count) {
  await bench.client.query('TRUNCATE enterprise_import');
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
  await withBulkLoad(bench, count);
  clearInterval(watch);
  return Math.max(most, process.memoryUsage.rss()) - before;
}

/** @param {import('./stage.mjs').Stage} stage @returns {Promise<Bench>} */
async function open(stage) {
  const owner = stage.databaseUrl('jiqun', { service: 'registry', owner: true });
  const client = new Client({ connectionString: owner });
  client.on('error', () => undefined);
  await client.connect();
  await client.query(CREATE);
  const url = stage.databaseUrl('jiqun', { service: 'registry' });
  const bulk = await openDatabase({ url, poolSize: 2, applicationName: 'bench', pipeline: false });
  const plain = await new DataSource({ type: 'postgres', url, entities: [entity], poolSize: 2 }).initialize();
  return { bulk, plain, client };
}

async function main() {
  const options = readOptions('bulk', { rounds: 5, warmUpMs: 0, measureMs: 0 });
  const [count, fewer, most] = options.short ? [2_000, 1_000, 5_000] : [100_000, 20_000, 500_000];
  return onStage('the benchmark of bulk loads', options, async (stage) => {
    const bench = await open(stage);
    /** @type {Record<'bulk' | 'again' | 'insert' | 'copy', number[]>} */
    const rates = { bulk: [], again: [], insert: [], copy: [] };
    for (const load of [withBulkLoad, withInsert, withCopy]) await rowsASecond(bench, load, { count: fewer });
    for (let round = 1; round <= options.rounds; round += 1) {
      rates.insert.push(await rowsASecond(bench, withInsert, { count: fewer }));
      rates.copy.push(await rowsASecond(bench, withCopy, { count }));
      rates.bulk.push(await rowsASecond(bench, withBulkLoad, { count }));
      rates.again.push(await rowsASecond(bench, withBulkLoad, { count, again: true }));
      console.log(`round ${round}/${options.rounds}  bulkLoad ${shown(rates.bulk.at(-1) ?? 0)}/s, insert() ${shown(rates.insert.at(-1) ?? 0)}/s`);
    }
    const memory = { [count]: await memoryGrowth(bench, count), [most]: await memoryGrowth(bench, most) };
    const line = (/** @type {string} */ label, /** @type {number[]} */ values) => [label, withSpread(spreadOf(values)), withSpread(ratioOf(values, rates.insert)), withSpread(ratioOf(values, rates.copy))];
    console.log(`\n${table([`${count.toLocaleString('en-US')} rows of 8 columns`, 'rows/s', 'x insert()', 'of COPY'], [
      line('bulkLoad, new rows', rates.bulk),
      line('bulkLoad, the same rows again', rates.again),
      line(`TypeORM insert() in chunks of ${CHUNK.toLocaleString('en-US')}`, rates.insert),
      line('limit: COPY straight into the table', rates.copy),
    ])}`);
    console.log(`\nMemory grew by ${Object.entries(memory).map(([rows, bytes]) => `${shown(bytes / MEGABYTE)} MB for ${Number(rows).toLocaleString('en-US')} rows`).join(', ')}.`);
    writeResult(options.json, { options, count, rates, memory });
    await Promise.all([bench.bulk.destroy(), bench.plain.destroy(), bench.client.end()]);
  });
}

let code = 1;
try {
  code = await main();
} catch (error) {
  report(error);
}
process.exit(code);
