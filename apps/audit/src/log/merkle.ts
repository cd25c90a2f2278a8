import { createHash } from 'node:crypto';

import type { logHashes } from '@jiqun/contracts';

/** Which hash function the log of this installation uses. */
export type LogHash = (typeof logHashes)[number];

/** A complete subtree: 2^level leaves, the `index`-th of its level. Level 0 is the leaves' hashes. */
export interface NodePlace {
  readonly level: number;
  readonly index: number;
}

/** Leaves from `start` up to but without `end`, whose subtree hash a proof names. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

const ALGORITHMS: Readonly<Record<LogHash, string>> = { 'sha-256': 'sha256', sm3: 'sm3' };
const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** The hash functions of RFC 6962, section 2.1: leaf and node are hashed apart, so that no node passes for a leaf. */
export class TreeHasher {
  readonly #algorithm: string;

  constructor(readonly hash: LogHash) {
    this.#algorithm = ALGORITHMS[hash];
  }

  /** The root of the tree without leaves. */
  empty(): Buffer {
    return createHash(this.#algorithm).digest();
  }

  leaf(bytes: Uint8Array): Buffer {
    return createHash(this.#algorithm).update(LEAF).update(bytes).digest();
  }

  node(left: Uint8Array, right: Uint8Array): Buffer {
    return createHash(this.#algorithm).update(NODE).update(left).update(right).digest();
  }

  /** A commitment to a value: whoever has neither salt nor value learns nothing from it. */
  commitment(salt: Uint8Array, value: string): Buffer {
    return createHash(this.#algorithm).update(salt).update(value, 'utf8').digest();
  }
}

/** The greatest power of two that is at most `count`; `count` from 1. Numbers are places up to 2^53: no bit operations. */
function powerWithin(count: number): number {
  let power = 1;
  while (power * 2 <= count) power *= 2;
  return power;
}

/**
 * The complete subtrees that make up a range, from left to right. The range begins where a subtree of its length can begin,
 * as every range of a proof does.
 */
export function subtreesOf({ start, end }: LeafRange): NodePlace[] {
  const places: NodePlace[] = [];
  for (let at = start; at < end; ) {
    const count = powerWithin(end - at);
    places.push({ level: Math.log2(count), index: at / count });
    at += count;
  }
  return places;
}

/** The ranges of an audit path, from the leaf up (RFC 6962, section 2.1.1). */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  const ranges: LeafRange[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitOf(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.toReversed();
}

/** The ranges of a consistency proof between two sizes, from the bottom up (RFC 6962, section 2.1.2). */
export function consistencyRanges(from: number, to: number): LeafRange[] {
  if (from === 0 || from === to) return [];
  const ranges: LeafRange[] = [];
  let [start, end] = [0, to];
  // The whole of the old tree is known to who asks, as long as it is a subtree from the very left.
  let known = true;
  while (from < end) {
    const middle = start + splitOf(end - start);
    if (from <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
      known = false;
    }
  }
  if (!known) ranges.push({ start, end });
  return ranges.toReversed();
}

/** The largest power of two smaller than `count`; `count` from 2. */
const splitOf = (count: number): number => powerWithin(count - 1);

/** The hash over subtrees from left to right; the tree's root when they make up the whole of it. */
export function foldSubtrees(hasher: TreeHasher, hashes: readonly Uint8Array[]): Buffer {
  const last = hashes.at(-1);
  if (last === undefined) return hasher.empty();
  return Buffer.from(hashes.slice(0, -1).reduceRight<Uint8Array>((right, left) => hasher.node(left, right), last));
}

/** A subtree that appending has completed. */
export interface NewNode extends NodePlace {
  readonly hash: Buffer;
}

/**
 * Appends leaves to a tree of `size` and gives the subtrees that they complete, level 1 and up.
 * @param frontier the hashes of `subtreesOf({start: 0, end: size})`
 */
export function grow(hasher: TreeHasher, size: number, frontier: readonly Buffer[], leaves: readonly Buffer[]): NewNode[] {
  const edge = subtreesOf({ start: 0, end: size }).map((place, nth) => ({ ...place, hash: frontier[nth] as Buffer }));
  const made: NewNode[] = [];
  for (const [nth, hash] of leaves.entries()) {
    edge.push({ level: 0, index: size + nth, hash });
    for (;;) {
      const [left, right] = edge.slice(-2);
      if (left === undefined || right === undefined || left.level !== right.level) break;
      const node = { level: left.level + 1, index: left.index / 2, hash: hasher.node(left.hash, right.hash) };
      edge.splice(-2, 2, node);
      made.push(node);
    }
  }
  return made;
}
