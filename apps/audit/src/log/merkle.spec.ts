import { foldSubtrees, consistencyRanges, grow, inclusionRanges, subtreesOf, TreeHasher, type LeafRange } from './merkle.js';

/**
 * The vectors of the Certificate Transparency reference implementation (google/certificate-transparency,
 * cpp/merkletree/merkle_tree_test.cc; the same in transparency-dev/merkle, testonly/constants.go): eight leaves, the roots of
 * the trees of 0 to 8 of them, audit paths (leaf, size) and consistency proofs (from, to).
 */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map((hex) => Buffer.from(hex, 'hex'));
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const H1 = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7';
const H23 = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e';
const H4567 = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4';
const H4 = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b';
const H67 = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0';
const H45 = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a';
const PATHS: readonly (readonly [number, number, readonly string[]])[] = [
  [0, 1, []],
  [0, 8, [H1, H23, H4567]],
  [5, 8, [H4, H67, ROOTS[4] as string]],
  [2, 3, [ROOTS[2] as string]],
  [1, 5, [ROOTS[1] as string, H23, H4]],
];
const CONSISTENCY: readonly (readonly [number, number, readonly string[]])[] = [
  [1, 1, []],
  [1, 8, [H1, H23, H4567]],
  [6, 8, [H45, H67, ROOTS[4] as string]],
  [2, 5, [H23, H4]],
];

const hasher = new TreeHasher('sha-256');

/** A tree as the log keeps it: the leaves’ hashes and every complete subtree. */
class Kept {
  readonly nodes = new Map<string, Buffer>();
  size = 0;

  constructor(private readonly of: TreeHasher) {}

  append(leaves: readonly Uint8Array[]): void {
    const hashes = leaves.map((leaf) => this.of.leaf(leaf));
    const frontier = this.at({ start: 0, end: this.size });
    for (const [nth, hash] of hashes.entries()) this.nodes.set(`0/${this.size + nth}`, hash);
    for (const { level, index, hash } of grow(this.of, this.size, frontier, hashes)) {
      expect(this.nodes.has(`${level}/${index}`)).toBe(false);
      this.nodes.set(`${level}/${index}`, hash);
    }
    this.size += leaves.length;
  }

  at(range: LeafRange): Buffer[] {
    return subtreesOf(range).map(({ level, index }) => {
      const hash = this.nodes.get(`${level}/${index}`);
      if (hash === undefined) throw new Error(`no node ${level}/${index}`);
      return hash;
    });
  }

  fold(range: LeafRange): string {
    return foldSubtrees(this.of, this.at(range)).toString('hex');
  }
}

/** The tree hash exactly as RFC 6962 defines it, over all leaves. */
function naive(of: TreeHasher, leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return of.empty();
  if (leaves.length === 1) return of.leaf(leaves[0] as Uint8Array);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return of.node(naive(of, leaves.slice(0, split)), naive(of, leaves.slice(split)));
}

it('the roots of the published trees of 0 to 8 leaves are ours, in whatever batches the leaves came', () => {
  for (const batch of [1, 2, 3, 8]) {
    const kept = new Kept(hasher);
    for (let at = 0; at < LEAVES.length; at += batch) kept.append(LEAVES.slice(at, at + batch));
    expect(ROOTS.map((_, size) => kept.fold({ start: 0, end: size }))).toEqual(ROOTS);
  }
});

it('the published audit paths are ours', () => {
  const kept = new Kept(hasher);
  kept.append(LEAVES);
  for (const [index, size, published] of PATHS) expect(inclusionRanges(index, size).map((range) => kept.fold(range))).toEqual(published);
});

it('the published consistency proofs are ours', () => {
  const kept = new Kept(hasher);
  kept.append(LEAVES);
  for (const [from, to, proof] of CONSISTENCY) expect(consistencyRanges(from, to).map((range) => kept.fold(range))).toEqual(proof);
});

it.each(['sha-256', 'sm3'] as const)('with %s the kept subtrees make every root, path and proof of trees of up to 70 leaves', (hash) => {
  const of = new TreeHasher(hash);
  const leaves = Array.from({ length: 70 }, (_, nth) => Buffer.from(`leaf ${nth}`));
  const kept = new Kept(of);
  for (const length of [1, 5, 9, 30, 25]) kept.append(leaves.slice(kept.size, kept.size + length));
  for (let size = 0; size <= 70; size += 1) {
    expect(kept.fold({ start: 0, end: size })).toBe(naive(of, leaves.slice(0, size)).toString('hex'));
    for (let index = 0; index < size; index += 1) {
      expect(inclusionRanges(index, size).map((range) => kept.fold(range))).toEqual(path(of, index, leaves.slice(0, size)));
      expect(consistencyRanges(index + 1, size).map((range) => kept.fold(range))).toEqual(subproof(of, index + 1, leaves.slice(0, size), true));
    }
  }
});

it('SM3 is the one of GB/T 32905: the hash of its first example', () => {
  expect(new TreeHasher('sm3').commitment(Buffer.alloc(0), 'abc').toString('hex')).toBe('66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0');
});

/** PATH of RFC 6962, section 2.1.1, word by word. */
function path(of: TreeHasher, index: number, leaves: readonly Uint8Array[]): string[] {
  if (leaves.length <= 1) return [];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return index < split ? [...path(of, index, left), naive(of, right).toString('hex')] : [...path(of, index - split, right), naive(of, left).toString('hex')];
}

/** SUBPROOF of RFC 6962, section 2.1.2, word by word. */
function subproof(of: TreeHasher, from: number, leaves: readonly Uint8Array[], known: boolean): string[] {
  if (from === leaves.length) return known ? [] : [naive(of, leaves).toString('hex')];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [leaves.slice(0, split), leaves.slice(split)];
  return from <= split
    ? [...subproof(of, from, left, known), naive(of, right).toString('hex')]
    : [...subproof(of, from - split, right, false), naive(of, left).toString('hex')];
}
