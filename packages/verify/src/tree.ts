import { createHash } from 'node:crypto';

/** The hash functions a log can have. */
export type LogHash = 'sha-256' | 'sm3';

const NAMES: Readonly<Record<LogHash, string>> = { 'sha-256': 'sha256', sm3: 'sm3' };
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** The hashes of RFC 6962, section 2.1. */
export class TreeHasher {
  readonly #name: string;

  constructor(hash: LogHash) {
    this.#name = NAMES[hash];
  }

  leaf(bytes: string): Buffer {
    return createHash(this.#name).update(LEAF).update(bytes, 'utf8').digest();
  }

  node(left: Buffer, right: Buffer): Buffer {
    return createHash(this.#name).update(NODE).update(left).update(right).digest();
  }

  empty(): Buffer {
    return createHash(this.#name).digest();
  }
}

/** A tree that only grows at its end, kept as the roots of its complete subtrees: as many as its size has ones in binary. */
export class GrowingTree {
  #size = 0;
  readonly #levels: number[] = [];
  readonly #hashes: Buffer[] = [];

  constructor(private readonly hasher: TreeHasher) {}

  get size(): number {
    return this.#size;
  }

  /** Another tree that is the same up to here. */
  fork(): GrowingTree {
    const tree = new GrowingTree(this.hasher);
    tree.#size = this.#size;
    tree.#levels.push(...this.#levels);
    tree.#hashes.push(...this.#hashes);
    return tree;
  }

  append(leafHash: Buffer): void {
    this.#size += 1;
    let [level, hash] = [0, leafHash];
    while (this.#levels.at(-1) === level) {
      hash = this.hasher.node(this.#hashes.pop() ?? hash, hash);
      this.#levels.pop();
      level += 1;
    }
    this.#levels.push(level);
    this.#hashes.push(hash);
  }

  root(): Buffer {
    const last = this.#hashes.at(-1);
    return last === undefined ? this.hasher.empty() : this.#hashes.slice(0, -1).reduceRight((right, left) => this.hasher.node(left, right), last);
  }
}

/**
 * The root that an audit path leads to (RFC 9162, section 2.1.3.2); undefined when the path has not the length that it
 * must have.
 */
export function rootOfPath(hasher: TreeHasher, index: number, size: number, leafHash: Buffer, path: readonly Buffer[]): Buffer | undefined {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return undefined;
  let [place, last, hash] = [index, size - 1, leafHash];
  for (const sibling of path) {
    if (last === 0) return undefined;
    if (place % 2 === 1 || place === last) {
      hash = hasher.node(sibling, hash);
      while (place % 2 === 0 && place > 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else hash = hasher.node(hash, sibling);
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : undefined;
}
