/** Waiting with a limit. */
import { setTimeout as pause } from 'node:timers/promises';

const LOOK_MS = 10;

/**
 * @param {string} what for the message
 * @param {() => boolean | Promise<boolean>} holds
 * @param {number} withinMs
 * @param {number} [lookMs]
 * @throws {Error} when it did not come true in time
 */
export async function waitFor(what, holds, withinMs, lookMs = LOOK_MS) {
  const end = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Not within ${withinMs / 1_000} s: ${what}`);
    await pause(lookMs);
  }
}
