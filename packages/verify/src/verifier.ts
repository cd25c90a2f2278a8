import type { Checkpoint } from './checkpoint.js';
import type { Finding } from './finding.js';
import { RepeatedIds } from './repeated-ids.js';
import { GrowingTree, type LogHash, TreeHasher } from './tree.js';

/** One line of an export. */
export interface ExportedLeaf {
  readonly index: number;
  /** Base64. */
  readonly leafHash: string;
  /** Absent where the export was not allowed to show it. */
  readonly leaf?: string;
}

interface LeafHead {
  readonly service: string;
  readonly kind: string;
  readonly position: number;
  readonly previousPosition: number;
  readonly id: string;
}

/** More than anybody reads; all are counted. */
const MOST_FINDINGS = 1_000;
const MOST_MISSING = 100_000;

/**
 * Checks an export leaf by leaf. It keeps the edges of two trees, one over the bytes and one over the stored hashes, the
 * last position of each service, and which indexes are missing: nothing that grows with the log.
 */
export class LogVerifier {
  readonly findings: Finding[] = [];
  found = 0;
  readonly ids = new RepeatedIds();
  readonly #hasher: TreeHasher;
  readonly #checkpoints: readonly Checkpoint[];
  readonly #chains = new Map<string, { readonly position: number; readonly hidden: number }>();
  /** How many leaves the export did not show: what comes behind one cannot be chained to what came before it. */
  #hidden = 0;
  readonly #missing = new Set<number>();
  #ofBytes: GrowingTree;
  /** Differs from `ofBytes` only once a leaf does not match its stored hash. */
  #ofHashes: GrowingTree | undefined;
  #next = 0;
  #nextCheckpoint = 0;
  #good = 0;
  #foundAtGood = 0;
  #lost = false;

  /** @param checkpoints signed ones, by size */
  constructor(hash: LogHash, checkpoints: readonly Checkpoint[]) {
    this.#hasher = new TreeHasher(hash);
    this.#ofBytes = new GrowingTree(this.#hasher);
    this.#checkpoints = checkpoints;
    this.#compare();
  }

  /** How many leaves were read. */
  get size(): number {
    return this.#ofBytes.size;
  }

  /** How many leaves, from the first, a signed checkpoint confirms. */
  get confirmed(): number {
    return this.#good;
  }

  /** Takes the next line. */
  take({ index, leafHash, leaf }: ExportedLeaf): void {
    this.#takeIndex(index);
    const stored = Buffer.from(leafHash, 'base64');
    const hash = leaf === undefined ? stored : this.#hasher.leaf(leaf);
    const matches = hash.equals(stored);
    if (!matches) {
      this.#report({ kind: 'edited', from: index });
      this.#ofHashes ??= this.#ofBytes.fork();
    }
    this.#ofBytes.append(hash);
    this.#ofHashes?.append(stored);
    if (leaf === undefined) this.#hidden += 1;
    else this.#takeHead(index, leaf);
    this.#compare();
  }

  /** Something on a line that is no leaf. */
  unreadable(line: number): void {
    this.#report({ kind: 'unreadable', detail: `line ${line}` });
  }

  /** Says what only the end can tell. @param size how many leaves the export says it has */
  end(size: number): void {
    for (const [from, through] of rangesOf(this.#missing)) this.#report({ kind: 'removed', from, through });
    const newest = this.#checkpoints.at(-1);
    const expected = Math.max(newest?.size ?? 0, size);
    if (this.#next < expected) {
      this.#report({ kind: 'cut-off', from: this.#next, through: expected - 1 });
    } else if (newest !== undefined && this.#ofBytes.size < newest.size && this.found === 0) {
      this.#report({ kind: 'cut-off', from: this.#ofBytes.size, through: newest.size - 1 });
    }
  }

  /** An id that came twice, found in the second reading. */
  duplicate(index: number, id: string): void {
    this.#report({ kind: 'duplicate', from: index, detail: id });
  }

  #takeIndex(index: number): void {
    if (index === this.#next) {
      this.#next += 1;
      return;
    }
    if (index < this.#next) {
      this.#report({ kind: this.#missing.delete(index) ? 'reordered' : 'inserted', from: index });
      return;
    }
    if (index - this.#next + this.#missing.size > MOST_MISSING) this.#report({ kind: 'removed', from: this.#next, through: index - 1 });
    else for (let missing = this.#next; missing < index; missing += 1) this.#missing.add(missing);
    this.#next = index + 1;
  }

  #takeHead(index: number, leaf: string): void {
    const head = headOf(leaf);
    if (head === undefined) {
      this.#report({ kind: 'edited', from: index, detail: 'no leaf of a known version' });
      return;
    }
    const { service, kind, position, previousPosition, id } = head;
    const chain = `${service} ${kind}`;
    const before = this.#chains.get(chain) ?? { position: 0, hidden: 0 };
    const follows = this.#hidden === before.hidden ? previousPosition === before.position : previousPosition >= before.position;
    if (!follows || position <= previousPosition) this.#report({ kind: 'chain-broken', from: index, detail: `${chain} ${position}: after ${before.position}, not ${previousPosition}` });
    this.#chains.set(chain, { position, hidden: this.#hidden });
    if (kind === 'event') this.ids.add(id);
  }

  /** Compares with the checkpoints of this size. What neither tree confirms was rewritten since the last one that was. */
  #compare(): void {
    const { size } = this.#ofBytes;
    for (let checkpoint = this.#checkpoints[this.#nextCheckpoint]; checkpoint?.size === size; checkpoint = this.#checkpoints[this.#nextCheckpoint]) {
      this.#nextCheckpoint += 1;
      const isConfirmed = this.#ofBytes.root().equals(checkpoint.root) || this.#ofHashes?.root().equals(checkpoint.root) === true;
      if (isConfirmed) {
        this.#good = size;
        this.#foundAtGood = this.found;
      } else if (!this.#lost) {
        this.#lost = true;
        // A finding in between already says where; without one, all that can be said is between which two checkpoints.
        const detail = `checkpoint of ${checkpoint.issuedAt}`;
        if (this.found === this.#foundAtGood && this.#missing.size === 0) this.#report({ kind: 'rewritten', from: this.#good, through: Math.max(this.#good, size - 1), detail });
      }
    }
  }

  #report(finding: Finding): void {
    this.found += 1;
    if (this.findings.length < MOST_FINDINGS) this.findings.push(finding);
  }
}

/** What of a leaf chains it to the one before; undefined for a text that is no leaf of version 1. */
export function headOf(leaf: string): LeafHead | undefined {
  try {
    const { v, service, kind, position, previousPosition, id } = JSON.parse(leaf) as Partial<LeafHead> & { readonly v?: unknown };
    const isHead = v === 1 && typeof service === 'string' && typeof kind === 'string' && typeof id === 'string';
    return isHead && typeof position === 'number' && typeof previousPosition === 'number' ? { service, kind, position, previousPosition, id } : undefined;
  } catch {
    return undefined;
  }
}

function rangesOf(numbers: ReadonlySet<number>): [number, number][] {
  const ranges: [number, number][] = [];
  for (const number of [...numbers].toSorted((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}
