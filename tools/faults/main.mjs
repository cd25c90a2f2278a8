/**
 * The fault harness: services, servers and connections are killed while commands, events and deadlines go through them,
 * and at the end the rows are asked what was lost, doubled, missed, early or out of order. (ADR 0004, 0005)
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { report } from '../stack/failure.mjs';
import { COUNTER_TABLES, EFFECT_TABLES } from './counter.mjs';
import { Fleet } from './fleet.mjs';
import { readFaultOptions } from './options.mjs';
import { COMMANDED, planOf, TARGETS } from './plan.mjs';
import { untilQuiet } from './quiet.mjs';
import { print, resultOf } from './report.mjs';
import { Servers } from './servers.mjs';
import { onStage } from './stage.mjs';
import { enterJournal, judge, totals } from './verdict.mjs';
import { waitFor } from './wait.mjs';

/** @typedef {import('./stage.mjs').Stage} Stage */
/** @typedef {import('./plan.mjs').Plan} Plan */
/** @typedef {{ kill: import('./plan.mjs').Kill, outcome: 'at-point' | 'at-any-moment' }} Done */

const MOST_COMMANDS_A_SECOND = 20;
const LEAST_COMMANDS_A_SECOND = 4;
/** A long run has fewer a second: after each wipe all events so far are published again, and shall be consumed by the next. */
const COMMANDS_A_SECOND_TIMES_KILLS = 12_000;
const DRIVER = fileURLToPath(new URL('driver.mjs', import.meta.url));
/** What is in hand when the last fault has been thrown in. */
const DRIVER_END_MS = 90_000;

/** What the harness has in its own tables, and what it switches off. */
const SWITCH_INBOX_OFF = `
  CREATE FUNCTION audit.forget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN DELETE FROM audit.inbox WHERE consumer = NEW.consumer AND event_id = NEW.event_id; RETURN NULL; END $$;
  CREATE TRIGGER forget AFTER INSERT ON audit.inbox FOR EACH ROW EXECUTE FUNCTION audit.forget();`;

/**
 * @param {Stage} stage
 * @param {number} seed
 * @param {number} kills
 */
function startDriver({ layout, environment }, seed, kills) {
  const rate = Math.max(LEAST_COMMANDS_A_SECOND, Math.min(MOST_COMMANDS_A_SECOND, COMMANDS_A_SECOND_TIMES_KILLS / kills));
  const journal = join(layout.folder, 'journal.jsonl');
  const child = fork(DRIVER, [journal, String(seed), String(rate)], { env: environment('gateway'), stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true });
  /** @type {string[]} */
  const refused = [];
  let done = false;
  child.on('message', (/** @type {{ kind: string, key: string, why: string }} */ message) => {
    if (message.kind === 'done') done = true;
    else refused.push(`${message.key}: ${message.why}`);
  });
  return {
    refused,
    /** @returns {import('./driver.mjs').Acknowledged[]} */
    journal: () => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line)) : []),
    /** Lets it bring in what is in hand. */
    async finish() {
      child.send('stop');
      await waitFor('answers to all commands', () => done || child.exitCode !== null, DRIVER_END_MS);
      if (!done) throw new Error('The driver ended by itself');
    },
    async end() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/**
 * @param {Plan} plan
 * @param {Fleet} fleet
 * @param {Servers} servers
 * @param {() => boolean} ending
 * @returns {Promise<{ done: Done[], struck: import('./plan.mjs').ServerFault[] }>}
 */
async function throwFaults(plan, fleet, servers, ending) {
  /** @type {Done[]} */
  const done = [];
  /** @type {import('./plan.mjs').ServerFault[]} */
  const struck = [];
  let over = false;
  const lane = async (/** @type {import('./plan.mjs').Kill[]} */ kills) => {
    for (const kill of kills) {
      if (ending()) return;
      await fleet.untilUp(kill.service, kill.hasty ? 1 : 2);
      done.push({ kill, outcome: await fleet.kill(kill) });
      if (done.length % 50 === 0) console.log(`      ${done.length} of ${plan.total} kills`);
    }
  };
  const blows = async () => {
    for (const fault of plan.serverFaults) {
      await waitFor(fault.id, () => over || ending() || done.length >= fault.afterKills, 3_600_000, 50);
      if (ending()) return;
      await servers.strike(fault);
      struck.push(fault);
    }
  };
  await Promise.all([blows(), Promise.all([...plan.kills.values()].map(lane)).finally(() => (over = true))]);
  return { done, struck };
}

/**
 * @param {Stage} stage
 * @param {ReturnType<typeof readFaultOptions>} options
 * @returns {Promise<number>}
 */
async function run(stage, { seed, kills, without, json }) {
  const marks = join(stage.layout.folder, 'marks');
  mkdirSync(marks, { recursive: true });
  for (const service of COMMANDED) await stage.asOwner(service, COUNTER_TABLES);
  await stage.asOwner('audit', EFFECT_TABLES);
  if (without === 'inbox') await stage.admin.query(SWITCH_INBOX_OFF);
  let ending = false;
  void stage.interrupted.then(() => (ending = true));
  // The run is bound by how much of a core a start takes. (Node 22 or newer keeps what it compiled; older ones ignore it.)
  const fleet = new Fleet({ marks, logs: stage.layout.logs, without, environment: (service) => ({ ...stage.environment(service), NODE_COMPILE_CACHE: join(stage.layout.folder, 'compiled') }) });
  const begun = performance.now();
  const driver = startDriver(stage, seed, kills);
  try {
    await fleet.start(TARGETS);
    const servers = new Servers(stage.layout, stage.state, stage.admin);
    const { done, struck } = await throwFaults(planOf(seed, kills, without), fleet, servers, () => ending);
    if (ending) return 1;
    const faultSeconds = (performance.now() - begun) / 1_000;
    await driver.finish();
    console.log('      waiting until all is quiet');
    const restless = await untilQuiet(stage, () => ending);
    if (ending) return 1;
    await enterJournal(stage.admin, driver.journal());
    const { checks, violations } = await judge(stage.admin, without);
    const { deaths, failedStarts, startMicros } = fleet;
    const result = resultOf({ seed, kills, without, done, struck, checks, violations, restless, deaths, failedStarts, startMicros, refused: driver.refused, totals: await totals(stage.admin), faultSeconds, seconds: (performance.now() - begun) / 1_000 });
    return print(result, json);
  } finally {
    ending = true;
    await Promise.all([fleet.end(), driver.end()]);
  }
}

try {
  const options = readFaultOptions();
  const { seed, kills, without } = options;
  console.log(`Faults: ${kills} kills, seed ${seed}${without === undefined ? '' : `, without ${without}`}`);
  process.exitCode = await onStage('the fault harness', options, async (stage) => await run(stage, options));
} catch (error) {
  report(error);
  process.exitCode = 1;
}
