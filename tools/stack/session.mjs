/**
 * One run of `npm start` or `npm test`: it holds the profile's lock, ends its children and the stack that it started,
 * whether it succeeds, fails or is interrupted. What a SIGKILL leaves, the next run ends.
 */
import { join } from 'node:path';

import { childRecord } from './children.mjs';
import { report } from './failure.mjs';
import { interrupts } from './interrupt.mjs';
import { takeLock } from './lock.mjs';
import { down, readState } from './stack.mjs';

/** @typedef {import('./layout.mjs').Layout} Layout */

/**
 * @typedef {object} Context
 * @property {ReturnType<typeof childRecord>} children
 * @property {Promise<number>} interrupted
 * @property {() => void} ownStack tells that this run started the stack
 * @property {() => void} ready tells that everything runs: from now on Ctrl-C is the ordinary end, with exit code 0
 */

/**
 * @typedef {object} SessionOptions
 * @property {Layout} layout
 * @property {string} what the command, for the message that another run shows
 * @property {number} waitMs for another run that holds the lock
 * @property {(holder: import('./lock.mjs').Holder) => string} mend what to do when it is held
 * @property {() => Promise<void>} [afterwards] when the children have ended
 */

/** @param {string} text */
const note = (text) => console.log(`      ${text}`);

/**
 * @param {SessionOptions} options
 * @param {(context: Context) => Promise<number>} work its exit code
 * @returns {Promise<number>} the exit code, when everything has ended
 */
export async function session({ layout, what, waitMs, mend, afterwards }, work) {
  const signals = interrupts();
  const onWait = (/** @type {import('./lock.mjs').Holder} */ holder) => note(`waiting for ${holder.what} (pid ${holder.pid}) to end; Ctrl-C gives up`);
  try {
    const taken = takeLock(layout.lock, { what, waitMs, onWait, mend });
    const release = await Promise.race([taken, signals.interrupted]);
    if (typeof release === 'number') return release;
    try {
      return await underLock(layout, signals, work);
    } finally {
      await afterwards?.();
      release();
    }
  } catch (error) {
    report(error, { place: layout.folder });
    return 1;
  } finally {
    signals.off();
  }
}

/**
 * @param {Layout} layout
 * @param {ReturnType<typeof interrupts>} signals
 * @param {(context: Context) => Promise<number>} work
 */
async function underLock(layout, signals, work) {
  const children = childRecord(join(layout.folder, 'children.json'));
  let started = false;
  let ready = false;
  let code = 1;
  await children.endLeftovers(note);
  const running = work({ children, interrupted: signals.interrupted, ownStack: () => (started = true), ready: () => (ready = true) });
  // After an interrupt it fails because its children are ended: that is no news.
  running.catch(() => {});
  try {
    code = await Promise.race([signals.interrupted, running]);
  } catch (error) {
    report(error, { place: layout.folder });
  }
  if (signals.aborted()) console.log('\nEnding ...');
  if (signals.aborted() && ready) code = 0;
  await children.end({ onForce: (name) => note(`${name} did not end in time: killed`) });
  // A server that is being started must not appear after the stack was taken down.
  await running.catch(() => {});
  if (started && !readState(layout)?.keep) await down(layout, note);
  return code;
}
