/**
 * The processes under fault: replicas of services, each started again as soon as it has ended. They are this process's
 * own children and end with it: a broken channel kills them.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { waitFor } from './wait.mjs';

/** @typedef {import('./plan.mjs').Target} Target */
/** @typedef {import('./plan.mjs').Kill} Kill */
/** @typedef {{ service: Target, index: number, child: import('node:child_process').ChildProcess, up: boolean, killed: boolean }} Replica */
/** @typedef {{ service: Target, how: string }} Death */

const MAIN = fileURLToPath(new URL('service.mjs', import.meta.url));
const REPLICAS = 2;
/** A point that nobody passes in this time: the service had nothing to do there. */
const REACH_MS = 20_000;
const UP_MS = 60_000;

export class Fleet {
  /** @type {Replica[]} */
  #replicas = [];
  /** @type {Map<Target, Kill>} */
  #armed = new Map();
  #ending = false;
  /** Ended by themselves after they were up: a service must survive whatever happens around it. @type {Death[]} */
  deaths = [];
  /** Ended by themselves before they were up, as when the database went while they began: whoever runs them starts them again. */
  failedStarts = 0;
  /** What each start took until the service was up. @type {number[]} */
  startMicros = [];

  /**
   * @param {object} settings
   * @param {string} settings.marks folder
   * @param {string} settings.logs folder
   * @param {string | undefined} settings.without
   * @param {(service: Target) => NodeJS.ProcessEnv} settings.environment
   */
  constructor(settings) {
    this.settings = settings;
  }

  /** @param {readonly Target[]} services */
  async start(services) {
    for (const service of services) for (let index = 0; index < REPLICAS; index += 1) this.#startOne(service, index);
    for (const service of services) await this.untilUp(service, REPLICAS);
  }

  /**
   * @param {Target} service
   * @param {number} count
   */
  async untilUp(service, count = REPLICAS) {
    await waitFor(`${count} replicas of ${service}`, () => this.#ending || this.#of(service).filter(({ up }) => up).length >= count, UP_MS);
  }

  /**
   * Carries a kill out.
   * @param {Kill} kill
   * @returns {Promise<'at-point' | 'at-any-moment'>} the latter also for a point that was not reached
   */
  async kill(kill) {
    if (kill.point !== undefined && (await this.#killAtPoint(kill, kill.point))) return 'at-point';
    await this.untilUp(kill.service, 1);
    const victim = this.#of(kill.service).filter(({ up }) => up).at(kill.skip % REPLICAS) ?? this.#of(kill.service)[0];
    if (victim === undefined) throw new Error(`${kill.service} has no replica`);
    victim.killed = true;
    const gone = once(victim.child, 'exit');
    victim.child.kill('SIGKILL');
    await gone;
    return 'at-any-moment';
  }

  /** Ends all for good. */
  async end() {
    this.#ending = true;
    await Promise.all(
      this.#replicas.map(async ({ child }) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const gone = once(child, 'exit');
        child.kill('SIGKILL');
        await gone;
      }),
    );
  }

  /**
   * @param {Kill} kill
   * @param {import('./plan.mjs').Point} point
   */
  async #killAtPoint(kill, point) {
    this.#armed.set(kill.service, kill);
    for (const { child } of this.#of(kill.service)) arm(child, kill);
    // Read from the mark, not from the exit: one process may have ended for another reason meanwhile.
    await waitFor(kill.id, () => this.#ending || this.#victim(kill) !== undefined, REACH_MS).catch(() => undefined);
    this.#armed.delete(kill.service);
    for (const { child } of this.#of(kill.service)) if (child.connected) child.send({ disarm: point }, ignore);
    const pid = this.#victim(kill);
    if (pid === undefined) return false;
    await waitFor(`the end of ${kill.id}`, () => this.#of(kill.service).every(({ child }) => child.pid !== pid), REACH_MS);
    return true;
  }

  /**
   * @param {Kill} kill
   * @returns {number | undefined} the process that passed the point first
   */
  #victim({ id }) {
    try {
      return Number(readFileSync(join(this.settings.marks, id), 'utf8')) || undefined;
    } catch {
      return undefined;
    }
  }

  /** @param {Target} service */
  #of(service) {
    return this.#replicas.filter((replica) => replica.service === service);
  }

  /**
   * @param {Target} service
   * @param {number} index
   */
  #startOne(service, index) {
    const { marks, logs, without, environment } = this.settings;
    const log = openSync(join(logs, `${service}-${index}.log`), 'a', 0o600);
    // A group of its own: Ctrl-C at the terminal is for the harness, which ends its children itself.
    const child = fork(MAIN, [service, marks, ...(without === undefined ? [] : [without])], { env: environment(service), stdio: ['ignore', log, log, 'ipc'], detached: true });
    closeSync(log);
    /** @type {Replica} */
    const replica = { service, index, child, up: false, killed: false };
    this.#replicas = [...this.#replicas.filter((other) => other.service !== service || other.index !== index), replica];
    child.on('message', (/** @type {{ cpuMicros: number }} */ { cpuMicros }) => {
      replica.up = true;
      this.startMicros.push(cpuMicros);
    });
    child.on('error', () => undefined);
    child.once('exit', (code, signal) => this.#ended(replica, code, signal));
    const kill = this.#armed.get(service);
    if (kill !== undefined) arm(child, kill);
  }

  /**
   * @param {Replica} replica
   * @param {number | null} code
   * @param {NodeJS.Signals | null} signal
   */
  #ended(replica, code, signal) {
    if (this.#ending) return;
    const { service, index, up, killed } = replica;
    if (signal !== 'SIGKILL' && !killed) {
      if (up) this.deaths.push({ service, how: signal ?? `exit code ${code}` });
      else this.failedStarts += 1;
    }
    this.#startOne(service, index);
  }
}

const ignore = () => undefined;

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {Kill} kill
 */
function arm(child, { id, point, skip, delayMs }) {
  if (child.connected) child.send({ arm: { id, point, skip, delayMs } }, ignore);
}
