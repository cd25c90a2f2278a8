/**
 * Rolling restarts under load: two gateways and two registries are ended and started again in turn, while requests keep
 * coming. None may be lost, and each process must end by itself, in order and in time.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { shown, table, writeResult } from '../bench/figures.mjs';
import { report } from '../stack/failure.mjs';
import { choosePort, HOST } from '../stack/ports.mjs';
import { end } from '../stack/processes.mjs';
import { SERVICES } from '../start/services.mjs';
import { readRestartOptions } from './options.mjs';
import { onStage } from './stage.mjs';
import { waitFor } from './wait.mjs';

/** @typedef {import('./stage.mjs').Stage} Stage */
/** @typedef {import('./balancer.mjs').LoadResult} LoadResult */
/** @typedef {{ name: string, seconds: number, code: number | null, signal: string | null, readySeconds: number }} Restart */

const BALANCER = fileURLToPath(new URL('balancer.mjs', import.meta.url));
const REPLICAS = 2;
const EXIT_LIMIT_S = 10;
/** A process that does not end is a finding, not a reason to wait. */
const EXIT_WAIT_MS = 20_000;
const READY_MS = 60_000;
const MEASURE_MS = 4_000;
/** Of what the machine bears at rest: a process that starts takes most of a core meanwhile. */
const BEARABLE = 0.4;
/** Longer than the balancer's look at the readiness, as in production. */
const DRAIN_GRACE_MS = 1_000;
const BETWEEN_MS = 500;

/** A process that is ended and started again on its port. */
class Process {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;

  /**
   * @param {Stage} stage
   * @param {string} service
   * @param {string} name
   * @param {number} port
   */
  constructor(stage, service, name, port) {
    this.stage = stage;
    this.service = service;
    this.name = name;
    this.port = port;
    this.url = `http://${HOST}:${port}`;
  }

  /** @returns {Promise<number>} seconds until it was ready */
  async start() {
    const begun = performance.now();
    const { children, layout, environment } = this.stage;
    const main = SERVICES.find(({ name }) => name === this.service)?.main ?? '';
    const log = openSync(join(layout.logs, `${this.name}.log`), 'a', 0o600);
    const env = { ...environment(this.service, this.port), JIQUN_DRAIN_GRACE_MS: String(DRAIN_GRACE_MS) };
    const child = children.start(this.name, process.execPath, [main], { env, stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child = child;
    await waitFor(`${this.name} is ready`, async () => {
      if (child.exitCode !== null) throw new Error(`${this.name} ended with ${child.exitCode} instead of becoming ready`);
      return await isReady(this.url);
    }, READY_MS, 50);
    return (performance.now() - begun) / 1_000;
  }

  /** @returns {Promise<Omit<Restart, 'readySeconds'>>} */
  async stop() {
    const child = this.#child;
    if (child?.pid === undefined) throw new Error(`${this.name} does not run`);
    const begun = performance.now();
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => void end(/** @type {number} */ (child.pid), [['SIGKILL', 5_000]]), EXIT_WAIT_MS);
    const [code, signal] = await gone;
    clearTimeout(timer);
    return { name: this.name, seconds: (performance.now() - begun) / 1_000, code, signal };
  }
}

/** @param {string} url */
async function isReady(url) {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000), headers: { connection: 'close' } });
    await response.text();
    return response.ok;
  } catch {
    return false;
  }
}

/** @param {readonly string[]} urls */
function startBalancer(urls) {
  const child = fork(BALANCER, [...urls], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true });
  /** @type {Promise<never>} */
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`The load generator ended with ${code}`)));
  ended.catch(() => undefined);
  /**
   * @param {object} message
   * @returns {Promise<Record<string, LoadResult>>}
   */
  const ask = async (message) => {
    const answer = once(child, 'message').then(([value]) => value);
    child.send(message);
    return await Promise.race([answer, ended]);
  };
  return {
    /** @returns {Promise<LoadResult>} */
    measure: async () => /** @type {LoadResult} */ ((await ask({ measureMs: MEASURE_MS }))['measured']),
    /** @param {number} rate */
    load: (rate) => void child.send({ rate }),
    /** @returns {Promise<LoadResult>} */
    finish: async () => /** @type {LoadResult} */ ((await ask({ finish: true }))['finished']),
    end: () => child.kill('SIGKILL'),
  };
}

/**
 * @param {Stage} stage
 * @returns {Promise<Process[]>} in the order of their restarts
 */
async function startProcesses(stage) {
  /** @type {Process[]} */
  const processes = [];
  for (let index = 0; index < REPLICAS; index += 1) {
    for (const service of ['gateway', 'registry']) {
      const name = `${service}-${index}`;
      const { port } = await choosePort({ title: name, variable: 'JIQUN_RESTARTS_PORT', env: {}, note: () => undefined });
      const started = new Process(stage, service, name, port);
      // One after the other: two that look for a free port at once can find the same one.
      await started.start();
      processes.push(started);
    }
  }
  return processes;
}

/**
 * @param {readonly Process[]} processes
 * @param {number} count
 * @param {() => boolean} ending
 * @returns {Promise<Restart[]>}
 */
async function restartInTurn(processes, count, ending) {
  /** @type {Restart[]} */
  const restarts = [];
  while (restarts.length < count && !ending()) {
    const next = /** @type {Process} */ (processes[restarts.length % processes.length]);
    const stopped = await next.stop();
    const readySeconds = await next.start();
    restarts.push({ ...stopped, readySeconds });
    console.log(`      ${restarts.length}/${count} ${next.name}: ended in ${stopped.seconds.toFixed(1)} s with ${stopped.signal ?? stopped.code}, ready again in ${readySeconds.toFixed(1)} s`);
    await pause(BETWEEN_MS);
  }
  return restarts;
}

/**
 * @param {Stage} stage
 * @param {import('./options.mjs').RestartOptions} options
 * @returns {Promise<number>}
 */
async function run(stage, { restarts: count, rate: wanted, json }) {
  let ending = false;
  void stage.interrupted.then(() => (ending = true));
  const processes = await startProcesses(stage);
  const balancer = startBalancer(processes.filter(({ service }) => service === 'gateway').map(({ url }) => url));
  try {
    await pause(BETWEEN_MS);
    await balancer.measure();
    const atRest = await balancer.measure();
    const rate = Math.max(1, Math.min(wanted, Math.floor(atRest.perSecond * BEARABLE)));
    console.log(`      at rest the machine bears ${shown(atRest.perSecond)} requests/s; the load is ${rate}/s`);
    const { rows: before } = await stage.admin.query('SELECT count(*)::integer AS drills FROM registry.drill');
    balancer.load(rate);
    const restarts = await restartInTurn(processes, count, () => ending);
    const load = await balancer.finish();
    const { rows: after } = await stage.admin.query('SELECT count(*)::integer AS drills FROM registry.drill');
    return print({ atRest: Math.round(atRest.perSecond), rate, load, restarts, count, drills: after[0].drills - before[0].drills }, json);
  } finally {
    balancer.end();
  }
}

/**
 * @param {{ atRest: number, rate: number, load: LoadResult, restarts: Restart[], count: number, drills: number }} result
 * @param {string} json
 * @returns {number} the exit code
 */
function print(result, json) {
  const { atRest, rate, load, restarts, count, drills } = result;
  const slowest = (/** @type {string} */ service) => restarts.filter(({ name }) => name.startsWith(service)).reduce((most, { seconds }) => Math.max(most, seconds), 0);
  const unclean = restarts.filter(({ code, seconds }) => code !== 0 || seconds >= EXIT_LIMIT_S);
  const doubled = drills - load.answered;
  const rows = [
    ['restarts', String(restarts.length)],
    ['bearable requests/s at rest', String(atRest)],
    ['requests/s asked for', String(rate)],
    ['requests/s answered', shown(load.perSecond)],
    ['requests answered with 201', String(load.answered)],
    ['requests lost', String(load.lost)],
    ['drills without an answer, or done twice', String(doubled)],
    ['p50 / p99 / slowest, ms', [load.p50, load.p99, load.slowest].map((value) => shown(value)).join(' / ')],
    ['slowest end of a gateway, s', shown(slowest('gateway'))],
    ['slowest end of a registry, s', shown(slowest('registry'))],
    ['ends with a code other than 0, or after 10 s', String(unclean.length)],
  ];
  console.log(`\n${table(['rolling restarts', ''], rows)}\n`);
  writeResult(json, { ...result, unclean });
  const failed = load.lost > 0 || doubled !== 0 || unclean.length > 0 || restarts.length < count || load.answered === 0;
  if (failed) console.log(`Failed. Lost: ${JSON.stringify(load.reasons)}; not ended as they should: ${JSON.stringify(unclean)}. With --logs restarts-logs the services' logs are kept.`);
  return failed ? 1 : 0;
}

try {
  const options = readRestartOptions();
  console.log(`Rolling restarts: ${options.restarts}, under ${options.rate} requests/s or what the machine bears`);
  process.exitCode = await onStage('the rolling restarts', options, async (stage) => await run(stage, options));
} catch (error) {
  report(error);
  process.exitCode = 1;
}
