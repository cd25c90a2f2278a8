/** Numbered steps with what is done and how long it took. */

/** @typedef {{ step: <T>(what: string, work: () => Promise<T>) => Promise<T>, note: (text: string) => void, seconds: () => string }} Progress */

/**
 * @param {number} sinceMs
 */
function secondsSince(sinceMs) {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/**
 * @param {number} total how many steps there will be
 * @param {(text: string) => void} [write]
 * @returns {Progress}
 */
export function progress(total, write = (text) => process.stdout.write(text)) {
  const began = performance.now();
  let number = 0;
  /** @param {string} text */
  const note = (text) => write(`      ${text.replaceAll('\n', '\n      ')}\n`);
  return {
    note,
    seconds: () => secondsSince(began),
    async step(what, work) {
      const stepBegan = performance.now();
      write(`[${++number}/${total}] ${what}\n`);
      const result = await work();
      note(`done in ${secondsSince(stepBegan)}`);
      return result;
    },
  };
}
