/**
 * The outbox's relay: events a second from a filled outbox to JetStream, and how long after its commit an event is
 * acknowledged, beside publishing to JetStream without an outbox.
 * `node tools/bench/relay.mjs [--short] [--json FILE] [--rounds N]`, after a build.
 */
import { createHash } from 'node:crypto';

import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { Logger } from '@nestjs/common';

import { drillContracts } from '../../packages/contracts/dist/index.js';
import { newId } from '../../packages/service-kit/dist/clock/new-id.js';
import { CommandRunner } from '../../packages/service-kit/dist/commands/command-runner.js';
import { openDatabase } from '../../packages/service-kit/dist/database/connection.js';
import { OutboxRelay } from '../../packages/service-kit/dist/events/outbox-relay.js';
import { connectNats } from '../../packages/service-kit/dist/messaging/nats-connection.js';
import { report } from '../stack/failure.mjs';
import { ratioOf, shown, spreadOf, table, withSpread, writeResult } from './figures.mjs';
import { readOptions } from './options.mjs';
import { onStage } from './stage.mjs';

/** @typedef {import('typeorm').DataSource} DataSource */
/** @typedef {import('../../packages/service-kit/dist/messaging/nats-connection.js').NatsLink} NatsLink */
/** @typedef {{ source: DataSource, link: NatsLink }} Bench */

const IN_FLIGHT = 500;
const PACE_MS = 20;
const TYPE = drillContracts.registry.started.type;
const PAYLOAD = JSON.stringify({
  specversion: '1.0', id: newId(), source: '/jiqun/registry', type: TYPE, subject: `drill/${newId()}`, time: '2026-01-05T08:00:00.000Z',
  datacontenttype: 'application/json', tenant: 'CN-22', sequence: '1', traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  data: { drillId: newId(), service: 'registry', note: 'one of many drills of a benchmark', startedAt: '2026-01-05T08:00:00.000Z' },
});
const FILL = `
  INSERT INTO outbox (tenant, event_id, type, aggregate, payload, recorded_at)
  SELECT 'CN-22', gen_random_uuid(), $2, 'drill/' || n, $3, now() FROM generate_series(1, $1::integer) n`;

/** @param {() => Promise<boolean>} holds */
async function until(holds) {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}

/** @param {DataSource} source */
const allPublished = async (source) => /** @type {unknown[]} */ (await source.query('SELECT FROM outbox WHERE published_at IS NULL LIMIT 1')).length === 0;

/** @param {Bench} bench @param {number} events @returns {Promise<number>} events a second */
async function relayed({ source, link }, events) {
  await source.query(FILL, [events, TYPE, PAYLOAD]);
  const relay = new OutboxRelay(source, link, { service: 'registry', replicas: 1 });
  const begun = performance.now();
  relay.start();
  await until(() => allPublished(source));
  const seconds = (performance.now() - begun) / 1_000;
  await relay.close();
  return events / seconds;
}

/** The limit: JetStream with the client's own publish, so many under way at once. @param {Bench} bench @param {number} events @param {number} inFlight */
async function raw({ link }, events, inFlight) {
  const stream = jetstream(link.connection);
  let sent = 0;
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (sent < events) {
        sent += 1;
        await stream.publish('bench.raw', PAYLOAD, { msgID: newId() });
      }
    }),
  );
  return events / ((performance.now() - begun) / 1_000);
}

/** @param {readonly number[]} values */
function latency(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}

/**
 * At a low rate, one commit after the other: the acknowledgements come in the order of the commits.
 * @param {Bench} bench
 * @param {number} count
 */
async function commitToAcknowledged({ source, link }, count) {
  const relay = new OutboxRelay(source, link, { service: 'registry', replicas: 1 });
  const runner = new CommandRunner(source, { service: 'registry', lanes: 1, groupSize: 1, onCommit: () => relay.poke() });
  /** @type {number[]} */
  const acknowledged = [];
  relay.start();
  await new Promise((resolve) => setTimeout(resolve, 300));
  const watch = link.connection.subscribe(link.subject('_ack.>'), { callback: () => void acknowledged.push(performance.now()) });
  await link.connection.flush();
  /** @type {number[]} */
  const committed = [];
  const payloadHash = createHash('sha256').update('{}').digest();
  const caller = /** @type {any} */ ({ person: 'bench', tenant: 'CN-22', grants: [] });
  for (let index = 0; index < count; index += 1) {
    const next = performance.now() + PACE_MS;
    await runner.run({ caller, identity: { kind: 'key', tenant: 'CN-22', operation: 'registry.drill.start', key: newId(), payloadHash } }, async (transaction) => {
      const id = newId();
      transaction.record({ action: 'drill.start', objectType: 'drill', objectId: id });
      transaction.emit(drillContracts.registry.started, { noun: 'drill', id, version: 1 }, /** @type {any} */ ({ drillId: id, service: 'registry', note: 'bench', startedAt: transaction.now.toISOString() }));
    });
    committed.push(performance.now());
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - performance.now())));
  }
  await until(async () => acknowledged.length >= count);
  watch.unsubscribe();
  await relay.close();
  // The acknowledgement can overtake this program's own look at the clock after the commit.
  return latency(committed.map((at, index) => Math.max(0, (acknowledged[index] ?? Number.NaN) - at)));
}

/** What JetStream alone takes at that rate. @param {Bench} bench @param {number} count */
async function rawLatency({ link }, count) {
  const stream = jetstream(link.connection);
  const values = [];
  for (let index = 0; index < count; index += 1) {
    const begun = performance.now();
    await stream.publish('bench.raw', PAYLOAD, { msgID: newId() });
    values.push(performance.now() - begun);
    await new Promise((resolve) => setTimeout(resolve, PACE_MS));
  }
  return latency(values);
}

/** @param {import('./stage.mjs').Stage} stage @returns {Promise<Bench>} */
async function open(stage) {
  const source = await openDatabase({ url: stage.databaseUrl('jiqun', { service: 'registry' }), poolSize: 10, applicationName: 'bench' });
  const link = await connectNats({ url: stage.state.natsUrl, name: 'bench', prefix: '' });
  const manager = await jetstreamManager(link.connection);
  await manager.streams.add({ name: 'bench', subjects: ['bench.raw'] });
  return { source, link };
}

async function main() {
  const options = readOptions('relay', { rounds: 5, warmUpMs: 0, measureMs: 0 });
  const [events, slow, commits] = options.short ? [1_000, 100, 20] : [20_000, 1_000, 250];
  Logger.overrideLogger(['error', 'warn']);
  return onStage('the benchmark of the relay', options, async (stage) => {
    const bench = await open(stage);
    /** @type {{ relay: number[], raw: number[], single: number[], latency: { p50: number, p99: number }[], rawLatency: { p50: number, p99: number }[] }} */
    const rounds = { relay: [], raw: [], single: [], latency: [], rawLatency: [] };
    await relayed(bench, slow);
    await raw(bench, slow, IN_FLIGHT);
    for (let round = 1; round <= options.rounds; round += 1) {
      rounds.relay.push(await relayed(bench, events));
      rounds.raw.push(await raw(bench, events, IN_FLIGHT));
      rounds.single.push(await raw(bench, slow, 1));
      rounds.latency.push(await commitToAcknowledged(bench, commits));
      rounds.rawLatency.push(await rawLatency(bench, commits));
      console.log(`round ${round}/${options.rounds}  relay ${shown(rounds.relay.at(-1) ?? 0)}/s, raw ${shown(rounds.raw.at(-1) ?? 0)}/s`);
    }
    const line = (/** @type {string} */ label, /** @type {number[]} */ values) => [label, withSpread(spreadOf(values)), withSpread(ratioOf(values, rounds.raw))];
    console.log(`\n${table(['outbox -> JetStream (file)', 'events/s', 'of the limit'], [
      line('relay, from a filled outbox', rounds.relay),
      line('limit: raw JetStream, 500 in flight', rounds.raw),
      line('raw JetStream, one at a time', rounds.single),
    ])}`);
    const waits = (/** @type {string} */ label, /** @type {{ p50: number, p99: number }[]} */ values) => [label, withSpread(spreadOf(values.map(({ p50 }) => p50))), withSpread(spreadOf(values.map(({ p99 }) => p99)))];
    console.log(`\n${table(['50 a second', 'p50 ms', 'p99 ms'], [waits('commit to acknowledged', rounds.latency), waits('raw publish to acknowledged', rounds.rawLatency)])}`);
    writeResult(options.json, { options, events, rounds });
    await bench.link.connection.close();
    await bench.source.destroy();
  });
}

let code = 1;
try {
  code = await main();
} catch (error) {
  report(error);
}
process.exit(code);
