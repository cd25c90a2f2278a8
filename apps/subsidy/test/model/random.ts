/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  of<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.next() * items.length)] as Item;
  }

  /** Once in so many times. */
  chance(times: number): boolean {
    return this.next() * times < 1;
  }

  /** From 0n up to, not including, `most`; above zero. */
  fen(most: bigint): bigint {
    return (BigInt(Math.floor(this.next() * 2 ** 30)) * 2n ** 30n + BigInt(Math.floor(this.next() * 2 ** 30))) % most;
  }
}
