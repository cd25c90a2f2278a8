const BITS = 2 ** 27;
const HASHES = 4;

/**
 * Finds ids that come twice in memory that does not grow: a filter of 16 MB tells which ids may have come before; these few
 * are looked at exactly in a second reading.
 */
export class RepeatedIds {
  readonly #filter = new Uint8Array(BITS / 8);
  /** Ids that may have come before. */
  readonly suspects = new Set<string>();

  /** First reading. */
  add(id: string): void {
    let [one, other] = [0x811c9dc5, 0x9e3779b1];
    for (let at = 0; at < id.length; at += 1) {
      const code = id.charCodeAt(at);
      one = Math.imul(one ^ code, 0x01000193);
      other = Math.imul(other ^ code, 0x85ebca6b) ^ (other >>> 13);
    }
    other |= 1;
    let known = true;
    for (let nth = 0; nth < HASHES; nth += 1) {
      const bit = (one + Math.imul(nth, other)) >>> 5;
      const mask = 1 << (bit & 7);
      if (((this.#filter[bit >>> 3] ?? 0) & mask) !== 0) continue;
      known = false;
      this.#filter[bit >>> 3] = (this.#filter[bit >>> 3] ?? 0) | mask;
    }
    if (known) this.suspects.add(id);
  }
}
