/** Processor time of processes, from /proc: measured from outside, it counts a server's threads and the kernel's part as well. */
import { readFileSync } from 'node:fs';

/** The kernel shows times to programs in hundredths of a second, whatever its own clock. */
const MICROS_PER_TICK = 10_000;

/**
 * @param {number} pid
 * @returns {{ own: number, ended: number } | undefined} µs of the process and of its ended children; undefined when it has gone
 */
function times(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold blanks.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number);
    const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
    return { own: (utime + stime) * MICROS_PER_TICK, ended: (cutime + cstime) * MICROS_PER_TICK };
  } catch {
    return undefined;
  }
}

/** @param {number} pid */
function childrenOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/**
 * Time of a process with its children, those among them that have ended: PostgreSQL's work is done by its backends.
 * @param {number} pid
 * @returns {number} µs; NaN where there is no /proc
 */
export function cpuMicros(pid) {
  const main = times(pid);
  if (main === undefined) return Number.NaN;
  return childrenOf(pid).reduce((sum, child) => sum + (times(child)?.own ?? 0), main.own + main.ended);
}
