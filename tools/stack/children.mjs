/**
 * Processes that a run starts and ends itself (services, turbo). They are written to a file, so that the next run can
 * end what a killed one left.
 */
import { spawn } from 'node:child_process';

import { readJson, writeJson } from './files.mjs';
import { beginningOf, commandOf, end, isAlive, signal } from './processes.mjs';

/** @typedef {{ name: string, pid: number, beginning: string }} Recorded */
/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

/** A service is given 10 s by its own shutdown; a little more, so that it is never cut off at the last moment. */
const GRACE_MS = 12_000;

/**
 * @param {string} path of the record
 */
export function childRecord(path) {
  /** @type {Recorded[]} */
  let recorded = [];
  let ending = false;
  return {
    /**
     * Each child leads a group of its own: Ctrl-C goes to every process of the terminal's group at once, and would end
     * services in no order, and the stack below them.
     * @param {string} name
     * @param {string} command
     * @param {string[]} args
     * @param {import('node:child_process').SpawnOptions} options
     * @returns {ChildProcess}
     */
    start(name, command, args, options) {
      if (ending) throw new Error(`${name} is not started: the run is ending`);
      const child = spawn(command, args, { ...options, detached: true });
      if (child.pid !== undefined) {
        recorded = [...recorded, { name, pid: child.pid, beginning: beginningOf(child.pid) ?? '' }];
        writeJson(path, recorded);
      }
      return child;
    },

    /**
     * Ends the children of this run: asked first, then their whole groups by force.
     * @param {{ graceMs?: number, onForce?: (name: string) => void }} [options]
     */
    async end({ graceMs = GRACE_MS, onForce } = {}) {
      ending = true;
      await Promise.all(recorded.map((child) => endOne(child, graceMs, onForce)));
      recorded = [];
      writeJson(path, recorded);
    },

    /**
     * Ends the children that an earlier, killed run left.
     * @param {(text: string) => void} note
     */
    async endLeftovers(note) {
      /** @type {Recorded[]} */
      const left = (readJson(path) ?? []).filter((/** @type {Recorded} */ { pid, beginning }) => beginning !== '' && beginningOf(pid) === beginning);
      for (const child of left) note(`${child.name} of an earlier run (pid ${child.pid}, ${commandOf(child.pid)}) is still there: ending it`);
      await Promise.all(left.map((child) => endOne(child, GRACE_MS)));
    },
  };
}

/**
 * @param {Recorded} child
 * @param {number} graceMs
 * @param {(name: string) => void} [onForce]
 */
async function endOne({ name, pid, beginning }, graceMs, onForce) {
  if (beginningOf(pid) === beginning) await end(pid, [['SIGTERM', graceMs]]);
  if (isAlive(pid) && beginningOf(pid) === beginning) onForce?.(name);
  // Also when the leader has gone: what it started and did not end is in its group.
  signal(-pid, 'SIGKILL');
}
