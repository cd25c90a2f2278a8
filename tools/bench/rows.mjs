/** Rows of a benchmark that take turns, round by round, and what each cost its processes. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { cpuMicros } from './cpu.mjs';

/** @typedef {import('./load.mjs').Load} Load */
/** @typedef {import('./load.mjs').LoadResult} LoadResult */
/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} label
 * @property {Record<string, number>} pids of the processes whose time it costs, without the generator, by name
 * @property {(measuring: () => void, round: number) => Promise<LoadResult>} run calls `measuring` when the warm-up is over
 * @property {() => Promise<void>} [settle] waits until nothing is left to be done for it
 */
/**
 * @typedef {object} Turn one round of one row
 * @property {number} perSecond
 * @property {number} p50 ms
 * @property {number} p99 ms
 * @property {number} cpuMicros a request, of all its processes, with what was left to be done after the last answer
 * @property {Record<string, number>} cpuByProcess the same by process
 * @property {number} generatorMicros
 */

const LOAD = fileURLToPath(new URL('load.mjs', import.meta.url));

/**
 * Runs the load generator in a process of its own.
 * @param {Load} load
 * @param {() => void} measuring
 * @returns {Promise<LoadResult>}
 */
export function drive(load, measuring) {
  const child = fork(LOAD);
  return new Promise((resolve, reject) => {
    child.on('message', (/** @type {{ kind: string, result: LoadResult, message: string }} */ message) => {
      if (message.kind === 'measuring') measuring();
      else if (message.kind === 'result') resolve(message.result);
      else reject(new Error(message.message));
    });
    child.once('exit', (code) => reject(new Error(`The load generator ended with ${code}`)));
    child.send(load);
  });
}

/**
 * @param {Row} row
 * @param {number} round
 * @returns {Promise<Turn>}
 */
async function takeTurn(row, round) {
  await row.settle?.();
  const sample = () => Object.entries(row.pids).map(([name, pid]) => /** @type {const} */ ([name, cpuMicros(pid)]));
  let before = sample();
  const result = await row.run(() => (before = sample()), round);
  await row.settle?.();
  const after = new Map(sample());
  const cpuByProcess = Object.fromEntries(before.map(([name, micros]) => [name, ((after.get(name) ?? Number.NaN) - micros) / result.requests]));
  return {
    perSecond: result.requests / result.seconds,
    p50: result.p50,
    p99: result.p99,
    cpuMicros: Object.values(cpuByProcess).reduce((sum, micros) => sum + micros, 0),
    cpuByProcess,
    generatorMicros: result.cpuMicros,
  };
}

/**
 * @param {readonly Row[]} rows
 * @param {number} rounds
 * @returns {Promise<Map<string, Turn[]>>} the turns of each row, by id
 */
export async function takeTurns(rows, rounds) {
  /** @type {Map<string, Turn[]>} */
  const turns = new Map(rows.map(({ id }) => [id, []]));
  // Unmeasured: the first seconds of a process are the compiler's.
  if (rounds > 1) for (const row of rows) await takeTurn(row, rounds);
  for (let round = 0; round < rounds; round += 1) {
    // Each round begins with another row, so that no row always follows the same one.
    for (let place = 0; place < rows.length; place += 1) {
      const row = rows[(round + place) % rows.length];
      if (row === undefined) continue;
      const turn = await takeTurn(row, round);
      turns.get(row.id)?.push(turn);
      console.log(`round ${round + 1}/${rounds}  ${row.label}: ${Math.round(turn.perSecond)}/s`);
    }
  }
  return turns;
}
