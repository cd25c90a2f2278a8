import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

import { type Checkpoint, GrowingTree, readCheckpoint, readKeys, TreeHasher, type LogHash } from '../src/index.js';

export const ORIGIN = 'test.example/log';

/** A leaf as an export has it, for a test to change. */
export interface MadeLeaf {
  index: number;
  leafHash: string;
  leaf?: string;
}

/** A log made here, by the format alone: nothing of the service is used. */
export class MadeLog {
  readonly hasher: TreeHasher;
  readonly leaves: MadeLeaf[] = [];
  readonly notes: string[] = [];
  readonly privateKey: KeyObject;
  readonly publicText: string;
  readonly #tree: GrowingTree;
  readonly #positions = new Map<string, number>();

  constructor(readonly hash: LogHash = 'sha-256') {
    this.hasher = new TreeHasher(hash);
    this.#tree = new GrowingTree(this.hasher);
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.privateKey = privateKey;
    const raw = Buffer.concat([Buffer.of(1), Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')]);
    this.publicText = `${ORIGIN}+${createHash('sha256').update(`${ORIGIN}\n`).update(raw).digest('hex').slice(0, 8)}+${raw.toString('base64')}\n`;
  }

  /** Appends leaves of two services, with a checkpoint behind every `every` of them and at the end. */
  grow(count: number, every: number): this {
    for (let nth = 0; nth < count; nth += 1) {
      const service = nth % 3 === 0 ? 'registry' : 'subsidy';
      const previousPosition = this.#positions.get(service) ?? 0;
      const position = previousPosition + 1 + (nth % 5 === 0 ? 2 : 0);
      this.#positions.set(service, position);
      this.append(JSON.stringify({ v: 1, service, kind: 'event', position, previousPosition, tenant: 'CN-22', id: `id-${this.leaves.length}`, content: `集群\u2028${nth}` }));
      if ((nth + 1) % every === 0 || nth === count - 1) this.sign();
    }
    return this;
  }

  append(leaf: string): void {
    const hash = this.hasher.leaf(leaf);
    this.#tree.append(hash);
    this.leaves.push({ index: this.leaves.length, leafHash: hash.toString('base64'), leaf });
  }

  sign(changes: { readonly root?: Buffer; readonly size?: number; readonly issuedAt?: string } = {}): string {
    const { root = this.#tree.root(), size = this.#tree.size, issuedAt = `2026-03-01T00:00:${String(this.notes.length).padStart(5, '0')}Z` } = changes;
    const text = `${ORIGIN}\n${size}\n${root.toString('base64')}\ntime ${issuedAt}\nhash ${this.hash}\n`;
    const raw = Buffer.concat([Buffer.of(1), Buffer.from(this.publicText.trim().split('+').slice(2).join('+'), 'base64').subarray(1)]);
    const id = createHash('sha256').update(`${ORIGIN}\n`).update(raw).digest().subarray(0, 4);
    const note = `${text}\n— ${ORIGIN} ${Buffer.concat([id, sign(null, Buffer.from(text), this.privateKey)]).toString('base64')}\n`;
    this.notes.push(note);
    return note;
  }

  checkpoints(): Checkpoint[] {
    const keys = readKeys(this.publicText);
    return this.notes.map((note, nth) => readCheckpoint(note, keys, `note ${nth}`)).filter((checkpoint) => checkpoint !== undefined);
  }

  /** The export's lines; of other leaves than its own, when a test has changed some. */
  lines(leaves: readonly MadeLeaf[] = this.leaves, size = this.leaves.length): () => AsyncGenerator<string> {
    const header = JSON.stringify({ format: 'jiqun-log-export', version: 1, origin: ORIGIN, hash: this.hash, size });
    return async function* () {
      yield header;
      for (const leaf of leaves) yield JSON.stringify(leaf);
    };
  }
}
