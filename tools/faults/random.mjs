/** Numbers that look random and are the same for the same seed. */

/**
 * @param {number} seed
 */
export function seeded(seed) {
  let state = seed >>> 0;
  // Mulberry32: one word of state is enough for choosing faults.
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** @param {number} below @returns {number} a whole number from 0, less than `below` */
  const whole = (below) => Math.floor(next() * below);
  return {
    whole,
    /** @param {number} from @param {number} to @returns {number} a whole number, both ends included */
    between: (from, to) => from + whole(to - from + 1),
    /** @param {number} probability */
    chance: (probability) => next() < probability,
    /**
     * @template T
     * @param {readonly T[]} items not empty
     * @returns {T}
     */
    pick: (items) => /** @type {T} */ (items[whole(items.length)]),
    /**
     * @template T
     * @param {readonly T[]} items
     * @returns {T[]} the same items in another order
     */
    shuffle: (items) => {
      const left = [...items];
      const shuffled = [];
      while (left.length > 0) shuffled.push(...left.splice(whole(left.length), 1));
      return shuffled;
    },
  };
}

/** @typedef {ReturnType<typeof seeded>} Random */
