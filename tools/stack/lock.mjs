/**
 * One run at a time per clone and profile. The lock names its holder (pid and when that process began), so that one left
 * behind by a killed run is recognised and taken over.
 */
import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { Failure } from './failure.mjs';
import { readJson } from './files.mjs';
import { beginningOf } from './processes.mjs';

/** @typedef {{ pid: number, beginning: string, what: string }} Holder */

/**
 * @param {string} path
 * @returns {Holder | undefined} undefined when nobody alive holds the lock
 */
export function holderOfLock(path) {
  const holder = readJson(path);
  return holder && beginningOf(holder.pid) === holder.beginning ? holder : undefined;
}

/**
 * Takes the lock if nobody alive holds it. The file appears with its content (a link, not an exclusive create), so that
 * nobody reads an empty lock and thinks it is stale.
 * @param {string} path
 * @param {Holder} me
 */
function tryLock(path, me) {
  const draft = `${path}.${me.pid}.draft`;
  writeFileSync(draft, JSON.stringify(me));
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    if (holderOfLock(path) === undefined) clearStale(path, me.pid);
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Two runs can find the same stale lock: a rename is given to one of them only, and what was renamed is looked at again,
 * because the other may have put its own lock there in between.
 * @param {string} path
 * @param {number} pid
 */
function clearStale(path, pid) {
  const aside = `${path}.${pid}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (holderOfLock(aside) !== undefined) {
    try {
      linkSync(aside, path);
    } catch {
      // Needs three runs within a millisecond of each other on one stale lock: accepted, a kernel lock is out of Node's reach.
    }
  }
  rmSync(aside, { force: true });
}

/**
 * @param {string} path
 * @param {{ what: string, waitMs: number, onWait?: (holder: Holder) => void, mend: (holder: Holder) => string }} options
 *   `what`: the command that takes it, for the message that others see; `waitMs`: how long to wait for a living holder
 * @returns {Promise<() => void>} gives the lock back
 * @throws {Failure} when another run holds it for longer than `waitMs`
 */
export async function takeLock(path, { what, waitMs, onWait, mend }) {
  const me = { pid: process.pid, beginning: beginningOf(process.pid) ?? '', what };
  mkdirSync(dirname(path), { recursive: true });
  const end = performance.now() + waitMs;
  let told = false;
  for (;;) {
    if (tryLock(path, me)) return () => release(path, me);
    const holder = holderOfLock(path);
    if (holder === undefined) continue;
    if (performance.now() > end) throw new Failure(`${holder.what} (pid ${holder.pid}) is at work with the same data folder.`, mend(holder));
    if (!told) onWait?.(holder);
    told = true;
    await pause(200);
  }
}

/**
 * @param {string} path
 * @param {Holder} me
 */
function release(path, me) {
  const holder = readJson(path);
  if (holder?.pid === me.pid && holder.beginning === me.beginning) rmSync(path, { force: true });
}
