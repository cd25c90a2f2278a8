/**
 * Seeded pseudo-random numbers (mulberry32), so that a run can be repeated on the same applications.
 * Not for secrets.
 */

/**
 * @typedef {object} Random
 * @property {() => number} fraction in [0, 1)
 * @property {(low: number, high: number) => number} integer from low to high, both included
 * @property {(share: number) => boolean} chance true in `share` of the calls
 * @property {<T>(choices: readonly T[]) => T} pick
 */

/**
 * @param {number} seed any 32-bit integer
 * @returns {Random}
 */
export function createRandom(seed) {
  let state = seed | 0;
  const fraction = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  /** @type {Random['integer']} */
  const integer = (low, high) => low + Math.floor(fraction() * (high - low + 1));
  return {
    fraction,
    integer,
    chance: (share) => fraction() < share,
    pick: (choices) => /** @type {any} */ (choices[integer(0, choices.length - 1)]),
  };
}
