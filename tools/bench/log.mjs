/**
 * How many entries a second audit puts on the log, from a filled outbox, alone and while a service writes; all through the
 * services' own processes. `node tools/bench/log.mjs [--short] [--json FILE] [--rounds N]`, after a build.
 */
import { createHash } from 'node:crypto';

import { Logger } from '@nestjs/common';

import { newId } from '../../packages/service-kit/dist/clock/new-id.js';
import { CommandRunner } from '../../packages/service-kit/dist/commands/command-runner.js';
import { openDatabase } from '../../packages/service-kit/dist/database/connection.js';
import { report } from '../stack/failure.mjs';
import { shown, spreadOf, table, withSpread, writeResult } from './figures.mjs';
import { readOptions } from './options.mjs';
import { onStage } from './stage.mjs';

/** @typedef {import('typeorm').DataSource} DataSource */
/** @typedef {{ registry: DataSource, audit: DataSource }} Bench */

/** Nobody subscribes to it: what consumers do with an event is not measured here. */
const TYPE = 'jiqun.registry.drill.confirmed.v1';
const PATIENCE_MS = 180_000;
const FILL = `
  INSERT INTO outbox (tenant, event_id, type, aggregate, payload, recorded_at)
  SELECT 'CN-22', id, $2, 'drill/' || id, json_build_object('specversion', '1.0', 'id', id, 'source', '/jiqun/registry', 'type', $2::text, 'subject', 'drill/' || id,
    'time', '2026-01-05T08:00:00.000Z', 'datacontenttype', 'application/json', 'tenant', 'CN-22', 'sequence', '1',
    'traceparent', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    'data', json_build_object('drillId', id, 'service', 'registry', 'confirmedAt', '2026-01-05T08:00:00.000Z'))::text, now()
  FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $1::integer)) AS made`;
const SIZE = `SELECT (coalesce(max(index), -1) + 1)::integer AS size FROM log_leaf`;
const REACHED = `SELECT position::integer AS position FROM log_source WHERE service = 'registry' AND kind = $1`;
const LAST = `
  SELECT 'event' AS kind, coalesce(max(position), 0)::integer AS last FROM outbox
  UNION ALL SELECT 'audit-entry', coalesce(max(id), 0)::integer FROM audit_entry`;

/** @param {Bench} bench */
const sizeOf = async ({ audit }) => /** @type {{ size: number }[]} */ (await audit.query(SIZE))[0]?.size ?? 0;

/** Until the log has what is now in the registry's outbox, or in its audit table as well. @param {Bench} bench @param {boolean} all */
async function untilCaughtUp({ registry, audit }, all) {
  const ends = /** @type {{ kind: string, last: number }[]} */ (await registry.query(LAST));
  const limit = performance.now() + PATIENCE_MS;
  for (const { kind, last } of ends.filter((end) => all || end.kind === 'event')) {
    for (;;) {
      const [row] = /** @type {{ position: number }[]} */ (await audit.query(REACHED, [kind]));
      if ((row?.position ?? 0) >= last) break;
      if (performance.now() > limit) throw new Error(`The log stays at ${kind} ${row?.position ?? 0} of ${last}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

/**
 * Commands that record something, one behind the other in so many lanes, until told to stop.
 * @param {DataSource} registry
 */
function writer(registry) {
  const runner = new CommandRunner(registry, { service: 'registry', lanes: 2, groupSize: 16 });
  const payloadHash = createHash('sha256').update('{}').digest();
  const caller = /** @type {any} */ ({ person: 'bench', tenant: 'CN-22', grants: [] });
  const state = { writing: true };
  let commands = 0;
  const begun = performance.now();
  const lanes = Array.from({ length: 16 }, async () => {
    while (state.writing) {
      await runner.run({ caller, identity: { kind: 'key', tenant: 'CN-22', operation: 'registry.drill.start', key: newId(), payloadHash } }, async (transaction) => {
        transaction.record({ action: 'drill.start', objectType: 'drill', objectId: newId(), reason: 'bench' });
      });
      commands += 1;
    }
  });
  return {
    /** @returns {Promise<number>} commands a second */
    async stop() {
      state.writing = false;
      await Promise.all(lanes);
      return commands / ((performance.now() - begun) / 1_000);
    },
  };
}

/** @param {Bench} bench @param {number} events @param {boolean} whileWriting */
async function appended(bench, events, whileWriting) {
  await untilCaughtUp(bench, true);
  const other = whileWriting ? writer(bench.registry) : undefined;
  const [before, begun] = [await sizeOf(bench), performance.now()];
  await bench.registry.query(FILL, [events, TYPE]);
  try {
    await untilCaughtUp(bench, false);
    const [entries, seconds] = [(await sizeOf(bench)) - before, (performance.now() - begun) / 1_000];
    return { perSecond: entries / seconds, commands: (await other?.stop()) ?? 0 };
  } finally {
    await other?.stop();
  }
}

async function main() {
  const options = readOptions('log', { rounds: 5, warmUpMs: 0, measureMs: 0 });
  const events = options.short ? 2_000 : 30_000;
  Logger.overrideLogger(['error', 'warn']);
  return onStage('the benchmark of the log', options, async (stage) => {
    const open = async (/** @type {string} */ service) => await openDatabase({ url: stage.databaseUrl('jiqun', { service }), poolSize: 6, applicationName: 'bench' });
    const bench = { registry: await open('registry'), audit: await open('audit') };
    await stage.startServices(['registry', 'audit']);
    await appended(bench, 1_000, false);
    /** @type {{ alone: number[], writing: number[], commands: number[] }} */
    const rounds = { alone: [], writing: [], commands: [] };
    for (let round = 1; round <= options.rounds; round += 1) {
      rounds.alone.push((await appended(bench, events, false)).perSecond);
      const writing = await appended(bench, events, true);
      rounds.writing.push(writing.perSecond);
      rounds.commands.push(writing.commands);
      console.log(`round ${round}/${options.rounds}  alone ${shown(rounds.alone.at(-1) ?? 0)}/s, while writing ${shown(writing.perSecond)}/s beside ${shown(writing.commands)} commands/s`);
    }
    const line = (/** @type {string} */ label, /** @type {number[]} */ values) => [label, withSpread(spreadOf(values))];
    console.log(`\n${table(['entries on the log', 'a second'], [
      line('from a filled outbox, the services at rest', rounds.alone), line('from a filled outbox, while a service writes', rounds.writing), line('commands of that service meanwhile', rounds.commands),
    ])}`);
    writeResult(options.json, { options, events, rounds });
    await Promise.all(Object.values(bench).map(async (source) => await source.destroy()));
  });
}

let code = 1;
try {
  code = await main();
} catch (error) {
  report(error);
}
process.exit(code);
