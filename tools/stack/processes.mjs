/**
 * Processes of this machine: who they are, whether they are ours, how they are ended. Linux is read from /proc, because
 * small images have no `ps`; elsewhere `ps` answers.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** @typedef {{ pid: number, name: string, command: string }} Process */

const onLinux = process.platform === 'linux';

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** @param {string[]} columns */
function ps(columns) {
  const lines = spawnSync('ps', columns, { encoding: 'utf8' }).stdout?.split('\n') ?? [];
  return lines.map((line) => /^\s*(\d+)\s+(.*)$/.exec(line)).filter((match) => match !== null);
}

/**
 * Fields of /proc/<pid>/stat after the name, which may itself hold blanks and brackets.
 * @param {number} pid
 */
function statOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/**
 * True for a living process; a zombie, which only waits for its parent, counts as gone.
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPERM') return true;
    return false;
  }
  return !onLinux || statOf(pid)?.[0] !== 'Z';
}

/**
 * When a process began, as a text that differs between two processes that had the same pid.
 * @param {number} pid
 * @returns {string | undefined} undefined when there is no such process
 */
export function beginningOf(pid) {
  if (!isAlive(pid)) return undefined;
  if (!onLinux) return ps(['-o', 'pid=,lstart=', '-p', String(pid)])[0]?.[2];
  const ticks = statOf(pid)?.[19];
  return ticks && `${read('/proc/sys/kernel/random/boot_id')?.trim()} ${ticks}`;
}

/**
 * @param {number} pid
 * @returns {string} the command line, empty when it cannot be seen
 */
export function commandOf(pid) {
  if (!onLinux) return ps(['-ww', '-o', 'pid=,command=', '-p', String(pid)])[0]?.[2] ?? '';
  return read(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? '';
}

/** @returns {Process[]} every process that can be seen */
function all() {
  if (!onLinux) {
    const names = new Map(ps(['-axww', '-o', 'pid=,comm=']).map(([, pid, name]) => [pid, name]));
    return ps(['-axww', '-o', 'pid=,command=']).map(([, pid, command]) => ({ pid: Number(pid), name: basename(names.get(pid) ?? ''), command: command ?? '' }));
  }
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).map(Number);
  return pids.map((pid) => ({ pid, name: read(`/proc/${pid}/comm`)?.trim() ?? '', command: `${commandOf(pid)} ` }));
}

/**
 * Servers that this clone and profile started, also in a run that was killed: the program's name and its own data folder
 * in the command line. Pid files alone would not do: a pid is given out again, and a deleted folder has no pid file.
 * @param {string} program
 * @param {string} marker the part of the command line that only our own process has
 * @returns {Process[]}
 */
export function findOurs(program, marker) {
  return all().filter(({ name, command, pid }) => name === program && command.includes(marker) && isAlive(pid));
}

/**
 * @param {() => boolean} condition
 * @param {number} limitMs
 * @returns {Promise<boolean>} false when the limit passed first
 */
export async function until(condition, limitMs) {
  const latest = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > latest) return false;
    await pause(25);
  }
  return true;
}

/**
 * @param {number} target a pid, or a group as a negative number
 * @param {NodeJS.Signals} name
 */
export function signal(target, name) {
  try {
    process.kill(target, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return;
    throw error;
  }
}

/**
 * Ends one process: each signal in turn, with time to obey before the next.
 * @param {number} pid
 * @param {[NodeJS.Signals, number][]} signals with the milliseconds to wait after each
 */
export async function end(pid, signals) {
  for (const [name, limitMs] of signals) {
    if (!isAlive(pid)) return;
    signal(pid, name);
    if (await until(() => !isAlive(pid), limitMs)) return;
  }
}

/** @param {number} port */
function listeningInodes(port) {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => read(table)?.split('\n').slice(1) ?? []);
  const fields = rows.map((row) => row.trim().split(/\s+/));
  // State 0A is LISTEN.
  return new Set(fields.filter((field) => field[1]?.endsWith(`:${hex}`) && field[3] === '0A').map((field) => `socket:[${field[9]}]`));
}

/**
 * @param {number} pid
 * @param {Set<string>} sockets
 */
function holds(pid, sockets) {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return sockets.has(readlinkSync(`/proc/${pid}/fd/${fd}`));
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

/**
 * Says who listens on a port, for a message.
 * @param {number} port
 * @returns {string} `pid 12 (command)`, or that it cannot be seen
 */
export function holderOf(port) {
  const unseen = 'a process that this user may not see';
  if (!onLinux) {
    const pid = Number(spawnSync('lsof', ['-nP', '-t', `-iTCP:${port}`, '-sTCP:LISTEN'], { encoding: 'utf8' }).stdout?.split('\n')[0]);
    return pid ? `pid ${pid} (${commandOf(pid)})` : unseen;
  }
  const sockets = listeningInodes(port);
  const holder = sockets.size === 0 ? undefined : all().find(({ pid }) => holds(pid, sockets));
  return holder ? `pid ${holder.pid} (${holder.command.trim()})` : unseen;
}
