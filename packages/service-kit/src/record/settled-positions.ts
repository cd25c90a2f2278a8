import type { QueryResultRow } from 'pg';

type Read = <Row extends QueryResultRow>(name: string, text: string, values: readonly unknown[]) => Promise<readonly Row[]>;

/** What is kept under ascending positions: table and column, both literals of this package. */
export interface Positioned {
  readonly table: 'outbox' | 'audit_entry';
  readonly column: 'position' | 'id';
}

// A number of its own, which is greater than that of every transaction before it. The end of a snapshot would not do: it is
// one more than the newest that has ended, and those that run beyond it are not counted.
const BEGUN = `SELECT pg_catalog.pg_current_xact_id()::text AS begun`;
const ENDED = `SELECT pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot()) >= $1::xid8 AS ended`;
const lastOf = ({ table, column }: Positioned): string =>
  `SELECT coalesce(pg_catalog.pg_sequence_last_value(pg_catalog.pg_get_serial_sequence('${table}', '${column}')::regclass), 0)::text AS last`;

/** How long one question waits for transactions to end, milliseconds, and how often it looks. */
const WAIT_MS = 500;
const LOOK_MS = 5;

interface Candidate {
  readonly position: bigint;
  readonly begun: string;
}

/**
 * The position up to which a table is complete. Positions are given out of the order of commits: one can be taken by a
 * transaction that commits after a later one, and who reads past it never sees it. So the sequence is read first; in a later
 * statement, which transactions have begun; and once all of these have ended, every position up to the first reading is
 * there or never will be. That a transaction which has taken a position has also begun in this sense is so because every
 * writer writes a row, or asks for its transaction's number, before it writes here (`RefusalRecorder`).
 */
export class SettledPositions {
  #settled = 0n;
  /** What an earlier question could not wait for: without it, one long transaction after the other would hold all up. */
  #pending: Candidate | undefined;

  constructor(
    private readonly of: Positioned,
    private readonly read: Read,
    private readonly waitMs: number = WAIT_MS,
  ) {}

  /**
   * Waits a moment for the newest position to settle; else the answer is the one that settled last. Nothing is asked when
   * that is far enough: who reads what has piled up need not wait for what is written meanwhile.
   * @param enough a position beyond which nobody reads now
   */
  async upTo(enough: bigint): Promise<bigint> {
    if (this.#settled >= enough) return this.#settled;
    const last = await this.#last();
    if (last <= this.#settled) return this.#settled;
    if (this.#pending !== undefined && (await this.#hasEnded(this.#pending))) this.#settle(this.#pending);
    const newest = { position: last, begun: await this.#begun() };
    for (let waited = 0; waited <= this.waitMs; waited += LOOK_MS) {
      if (await this.#hasEnded(newest)) return this.#settle(newest);
      await new Promise((resume) => setTimeout(resume, LOOK_MS));
    }
    this.#pending ??= newest;
    return this.#settled;
  }

  #settle({ position }: Candidate): bigint {
    if (position > this.#settled) this.#settled = position;
    this.#pending = undefined;
    return this.#settled;
  }

  async #last(): Promise<bigint> {
    const [row] = await this.read<{ last: string }>(`jiqun-record-last-${this.of.table}`, lastOf(this.of), []);
    return BigInt(row?.last ?? 0);
  }

  async #begun(): Promise<string> {
    const [row] = await this.read<{ begun: string }>('jiqun-record-begun', BEGUN, []);
    return row?.begun ?? '0';
  }

  async #hasEnded({ begun }: Candidate): Promise<boolean> {
    const [row] = await this.read<{ ended: boolean }>('jiqun-record-ended', ENDED, [begun]);
    return row?.ended ?? false;
  }
}
