/**
 * Deadlines under loss: `node bench/deadlines.mjs [--short] [--seed N] [--deadlines N] [--json FILE]`, after a build, with the
 * test stack up. A part of them comes due in real time, the rest over three years of a sandbox's clock; Redis is lost
 * five times on the way. Each must fire exactly once, in due order, never early: otherwise exit code 1.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Client } from 'pg';

import { announceClockMoved, InstallationClock } from '../dist/clock/installation-clock.js';
import { moveClock } from '../dist/clock/move-clock.js';
import { newId } from '../dist/clock/new-id.js';
import { CommandRunner } from '../dist/commands/command-runner.js';
import { openDatabase } from '../dist/database/connection.js';
import { DeadlineHandlers } from '../dist/deadlines/deadline-handlers.js';
import { nextDue } from '../dist/deadlines/deadline.repository.js';
import { Deadlines } from '../dist/deadlines/deadlines.js';
import { createTestBed, testCaller, until } from '../dist/testing/index.js';
import { ThrowAwayRedis } from './redis-server.mjs';

const RESULTS = fileURLToPath(new URL('results/deadlines.json', import.meta.url));
const DAY_MS = 24 * 3_600_000;
const THREE_YEARS_IN_DAYS = 1_096;
const PAGE = 1_000;

/** @typedef {{ subject: string, dueAt: Date }} Wanted */
/** @typedef {{ deadlines: number, days: number, realMs: number, seed: number, json: string }} Options */
/** @typedef {Awaited<ReturnType<typeof prepare>>} Bench */
/** @typedef {{ step: string, deadlines: number, seconds: number, aSecond: number, redisLost: number }} Row */

/** @returns {Options} */
function readOptions() {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      seed: { type: 'string', default: String(newId().slice(-6)) },
      deadlines: { type: 'string' },
      json: { type: 'string', default: RESULTS },
    },
  });
  return {
    deadlines: Number(values.deadlines ?? (values.short ? 500 : 10_000)),
    days: values.short ? 60 : THREE_YEARS_IN_DAYS,
    realMs: values.short ? 2_000 : 10_000,
    seed: Number.parseInt(values.seed, 16),
    json: values.json,
  };
}

/** Mulberry32: the same seed plays the same dates. @param {number} seed */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param {ThrowAwayRedis} redis */
async function prepare(redis) {
  const bed = await createTestBed();
  const dataSource = await bed.open('registry');
  const owner = new Client({ connectionString: bed.ownerUrl('registry') });
  await owner.connect();
  await owner.query(`CREATE TABLE fired_log (place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    deadline_id uuid NOT NULL, due_at timestamptz NOT NULL, fired_at timestamptz NOT NULL)`);
  await owner.end();
  const gateway = await openDatabase({ url: bed.databaseUrl('gateway'), poolSize: 2, applicationName: 'gateway' });
  const link = await bed.connect('bench');
  const clock = new InstallationClock(dataSource, link);
  await clock.start();
  const handlers = new DeadlineHandlers();
  /** @type {Deadlines} */
  let deadlines;
  const runner = new CommandRunner(dataSource, {
    service: 'registry',
    lanes: 4,
    groupSize: 32,
    onCommit: (written) => written.deadlines && deadlines.poke(),
  });
  handlers.register('bench', async (call, { id, dueAt }) => {
    await runner.run(call, async ({ manager, now }) => {
      await manager.query('INSERT INTO fired_log (deadline_id, due_at, fired_at) VALUES ($1, $2, $3)', [id, dueAt, now]);
      return null;
    });
  });
  deadlines = new Deadlines({ dataSource, handlers, clock, queue: { redisUrl: redis.url, prefix: bed.prefix, service: 'registry' } });
  deadlines.start();
  const client = new Redis(redis.url, { retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  return { redis, client, bed, dataSource, gateway, link, clock, runner, deadlines };
}

/** @param {Bench} bench */
async function tearDown({ client, bed, gateway, clock, deadlines }) {
  await deadlines.stop();
  clock.stop();
  client.disconnect();
  await gateway.destroy();
  await bed.close();
}

/** @param {Bench} bench @param {readonly Wanted[]} wanted */
async function set({ runner }, wanted) {
  for (let first = 0; first < wanted.length; first += PAGE) {
    const identity = { kind: /** @type {const} */ ('key'), tenant: 'CN-22', operation: 'bench.deadline.set', key: newId(), payloadHash: Buffer.alloc(32) };
    await runner.run({ caller: testCaller(), identity }, async (transaction) => {
      for (const { subject, dueAt } of wanted.slice(first, first + PAGE)) transaction.setDeadline('bench', subject, dueAt);
      transaction.record({ action: 'bench.set', objectType: 'bench', objectId: 'bench' });
      return null;
    });
  }
}

/** @param {Bench} bench */
async function databaseNow({ dataSource }) {
  const [{ now }] = await dataSource.query('SELECT installation.now() AS now');
  return /** @type {Date} */ (now);
}

/** @param {Bench} bench */
async function firedCount({ dataSource }) {
  const [{ count }] = await dataSource.query('SELECT count(*)::integer AS count FROM fired_log');
  return /** @type {number} */ (count);
}

/** Wipes Redis, every other time by killing it. @param {Bench} bench @param {number} time */
async function loseRedis({ redis, client }, time) {
  if (time % 2 === 0) {
    await client.flushall();
  } else {
    await redis.kill();
    await new Promise((resume) => setTimeout(resume, 300));
    await redis.start();
  }
}

/**
 * Deadlines that come due in real time while Redis is lost three times.
 * @param {Bench} bench @param {Options} options @param {() => number} next @returns {Promise<Row>}
 */
async function realTime(bench, { deadlines, realMs }, next) {
  const count = deadlines / 10;
  const base = (await databaseNow(bench)).getTime() + 1_000;
  await set(bench, Array.from({ length: count }, (_, index) => ({ subject: `real-${index}`, dueAt: new Date(base + Math.floor(next() * realMs)) })));
  const begun = performance.now();
  const losing = (async () => {
    for (const time of [0, 1, 2]) {
      await new Promise((resume) => setTimeout(resume, realMs / 4));
      await loseRedis(bench, time);
    }
  })();
  await until('the deadlines of the real time', async () => (await firedCount(bench)) >= count, realMs + 60_000);
  const seconds = (performance.now() - begun) / 1_000;
  await losing;
  return row('due in real time', count, seconds, 3);
}

/**
 * Three years of a sandbox's clock, Redis lost twice on the way.
 * @param {Bench} bench @param {Options} options @param {() => number} next @returns {Promise<Row>}
 */
async function threeYears(bench, { deadlines, days }, next) {
  const count = deadlines - deadlines / 10;
  const now = (await databaseNow(bench)).getTime();
  const dayOf = () => Math.ceil((Math.ceil(next() * days) * THREE_YEARS_IN_DAYS) / days);
  await set(bench, Array.from({ length: count }, (_, index) => ({ subject: `year-${index}`, dueAt: new Date(now + dayOf() * DAY_MS) })));
  const { dataSource, gateway, link } = bench;
  let stops = 0;
  const begun = performance.now();
  await moveClock(new Date(now + (THREE_YEARS_IN_DAYS + 1) * DAY_MS), {
    dataSource: gateway,
    announce: async () => {
      stops += 1;
      if (stops === Math.floor(days / 3)) await loseRedis(bench, 3);
      if (stops === Math.floor((days * 2) / 3)) await loseRedis(bench, 4);
      await announceClockMoved(link);
    },
    nextDue: async () => (await nextDue(dataSource.manager)).dueAt,
    isQuiet: async () => (await nextDue(dataSource.manager)).overdue === 0,
  });
  return row(`three years, ${stops} moves`, count, (performance.now() - begun) / 1_000, 2);
}

/** All overdue at once, as after an outage. @param {Bench} bench @param {Options} options @returns {Promise<Row>} */
async function backlog(bench, { deadlines: count }) {
  await bench.deadlines.stop();
  const now = (await databaseNow(bench)).getTime();
  await set(bench, Array.from({ length: count }, (_, index) => ({ subject: `backlog-${index}`, dueAt: new Date(now - 60_000 - (index % 97)) })));
  const before = await firedCount(bench);
  const begun = performance.now();
  bench.deadlines.start();
  await bench.deadlines.fireDue();
  const fired = (await firedCount(bench)) - before;
  if (fired !== count) throw new Error(`Of ${count} overdue deadlines ${fired} fired`);
  return row('overdue at once', count, (performance.now() - begun) / 1_000, 0);
}

/** @param {string} step @param {number} deadlines @param {number} seconds @param {number} redisLost @returns {Row} */
const row = (step, deadlines, seconds, redisLost) => ({ step, deadlines, seconds: Number(seconds.toFixed(1)), aSecond: Math.round(deadlines / seconds), redisLost });

/**
 * What the database says of the run; all must be zero. The backlog is due before what fired earlier: its order is its own.
 * @param {Bench} bench @param {'outOfOrder' | 'backlogOutOfOrder'} order @param {string} subjects
 */
async function judge({ dataSource }, order, subjects) {
  const [verdict] = await dataSource.query(
    `SELECT (SELECT count(*)::integer FROM deadline WHERE NOT EXISTS (SELECT FROM fired_log WHERE deadline_id = deadline.id)) AS lost,
      (SELECT count(*)::integer FROM (SELECT FROM fired_log GROUP BY deadline_id HAVING count(*) > 1) doubled) AS "twice",
      (SELECT count(*)::integer FROM fired_log WHERE fired_at < due_at) AS early,
      (SELECT count(*)::integer FROM (
        SELECT row(deadline.due_at, deadline_id) < lag(row(deadline.due_at, deadline_id)) OVER (ORDER BY place) AS wrong
        FROM fired_log JOIN deadline ON deadline.id = deadline_id WHERE subject ~ $1) ordered WHERE wrong) AS "${order}",
      (SELECT count(*)::integer FROM deadline WHERE state <> 'fired') AS "notFired"`,
    [subjects],
  );
  return /** @type {Record<string, number>} */ (verdict);
}

/** How late deadlines of the real time were, ms: with Redis a few, without it up to a poll. @param {Bench} bench */
async function lateness({ dataSource }) {
  const [late] = await dataSource.query(`
    SELECT percentile_cont(ARRAY[0.5, 0.99, 1]) WITHIN GROUP (ORDER BY extract(epoch FROM fired_log.fired_at - fired_log.due_at)::float8 * 1000) AS ms
    FROM fired_log JOIN deadline ON deadline.id = deadline_id WHERE subject LIKE 'real-%'`);
  const [p50, p99, max] = /** @type {number[]} */ (late.ms).map(Math.round);
  return { p50, p99, max };
}

/** @param {Bench} bench @param {Options} options */
async function run(bench, options) {
  const next = random(options.seed);
  const rows = [await realTime(bench, options, next), await threeYears(bench, options, next)];
  const before = await judge(bench, 'outOfOrder', '^(real|year)-');
  const late = await lateness(bench);
  rows.push(await backlog(bench, options));
  // What was lost or doubled in either part is counted over both.
  const verdict = { ...before, ...(await judge(bench, 'backlogOutOfOrder', '^backlog-')) };
  console.table(rows);
  console.log(`late in real time, ms: p50 ${late.p50}, p99 ${late.p99}, most ${late.max}`);
  console.log(`must be zero: ${JSON.stringify(verdict)}`);
  mkdirSync(path.dirname(options.json), { recursive: true });
  writeFileSync(options.json, `${JSON.stringify({ deadlines: options.deadlines, seed: options.seed.toString(16), rows, late, verdict }, undefined, 2)}\n`);
  if (Object.values(verdict).some((count) => count !== 0)) process.exitCode = 1;
}

async function main() {
  const options = readOptions();
  console.log(`${options.deadlines} deadlines, seed ${options.seed.toString(16)}`);
  // Redis being away is what is measured here, not news.
  Logger.overrideLogger(['error', 'fatal']);
  const redis = new ThrowAwayRedis();
  try {
    await redis.start();
    const bench = await prepare(redis);
    try {
      await run(bench, options);
    } finally {
      await tearDown(bench);
    }
  } finally {
    await redis.remove();
  }
}

await main();
