/** Starts a server that outlives this program, with its output in a log file, and waits until it answers. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Failure, diskFull } from './failure.mjs';
import { tail } from './files.mjs';
import { PortTaken } from './ports.mjs';
import { end } from './processes.mjs';

/** Long, because a machine that also builds is slow: a server that died is noticed at once, without this limit. */
const READY_LIMIT_MS = 60_000;

/**
 * @typedef {object} Launch
 * @property {string} title for messages
 * @property {string} program
 * @property {string[]} args
 * @property {string} log
 * @property {string} cwd
 * @property {{ uid: number, gid: number } | undefined} [account] whose rights the server has; ours when absent
 * @property {(pid: number) => Promise<boolean>} ready whether this very server answers
 */

/** Thrown when the last processes of a killed PostgreSQL still hold its memory: they end by themselves. */
export class StillInUse extends Error {}

/**
 * In a session of its own: Ctrl-C reaches every process of the terminal's group, and the stack must live until the
 * services that use it have ended.
 * @param {Launch} launch
 * @returns {Promise<number>} its pid
 * @throws {PortTaken} when its port was taken
 * @throws {Failure} when it ended or did not answer, with the last lines of its log
 */
export async function launchServer({ title, program, args, log, cwd, account, ready }) {
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'w');
  const child = spawn(program, args, {
    cwd,
    detached: true,
    stdio: ['ignore', output, output],
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    ...account,
  });
  closeSync(output);
  /** @type {{ how?: string }} */
  const ended = {};
  child.once('error', (error) => (ended.how = error.message));
  child.once('exit', (code, name) => (ended.how = `it ended with ${name ?? `exit code ${code}`}`));
  child.unref();
  const limit = performance.now() + READY_LIMIT_MS;
  while (ended.how === undefined && performance.now() < limit) {
    if (child.pid !== undefined && (await ready(child.pid)) && ended.how === undefined) return child.pid;
    await pause(25);
  }
  if (ended.how === undefined && child.pid !== undefined) await end(child.pid, [['SIGTERM', 2000], ['SIGKILL', 2000]]);
  throw explain(title, ended.how ?? `it did not answer within ${READY_LIMIT_MS / 1000} s`, log, cwd);
}

/**
 * @param {string} title
 * @param {string} what
 * @param {string} log
 * @param {string} place
 */
function explain(title, what, log, place) {
  const lines = tail(log);
  if (/pre-existing shared memory block/.test(lines)) return new StillInUse(title);
  if (/address already in use/i.test(lines)) return new PortTaken(title);
  return (
    diskFull(lines, place) ??
    new Failure(`${title} did not start: ${what}. The end of ${log}:\n    ${lines.replaceAll('\n', '\n    ')}`, 'Mend what the log names, then try again. To begin with empty data (this deletes it): npm run stack -- reset')
  );
}
