/** Ctrl-C, SIGTERM and the death of npm, as one promise. */

const NAMES = /** @type {const} */ ({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 });

/**
 * npm hands the signal on that the terminal sent to us as well, so that a second one means nothing: the orderly end
 * that the first began is bounded, and goes on.
 * @returns {{ interrupted: Promise<number>, aborted: () => boolean, off: () => void }} the exit code that belongs to the
 *   signal; `off` gives the signals back
 */
export function interrupts() {
  let aborted = false;
  /** @type {(code: number) => void} */
  let resolve = () => {};
  /** @type {Promise<number>} */
  const interrupted = new Promise((settle) => (resolve = settle));
  /** @param {number} code */
  const stop = (code) => {
    aborted = true;
    resolve(code);
  };
  const listeners = Object.entries(NAMES).map(([name, code]) => /** @type {const} */ ([name, () => stop(code)]));
  for (const [name, listener] of listeners) process.on(name, listener);
  // A killed npm, or a shell between it and us, tells nobody: without this, services would go on unseen.
  const parent = process.ppid;
  const watch = setInterval(() => process.env['npm_lifecycle_event'] && process.ppid !== parent && stop(NAMES.SIGTERM), 500);
  watch.unref();
  return {
    interrupted,
    aborted: () => aborted,
    off: () => {
      clearInterval(watch);
      for (const [name, listener] of listeners) process.off(name, listener);
    },
  };
}
