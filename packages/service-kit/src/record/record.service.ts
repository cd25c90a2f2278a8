import type { ReadRecord, RecordEntry, RecordPage } from '@jiqun/contracts';
import { Inject, Injectable } from '@nestjs/common';

import { RecordRepository, type StoredEntry } from './record.repository.js';

/** Of the megabyte of a message, so that the log of one answer is never refused for its size. */
const LARGEST = 700_000;
/** Positions and names around each text. */
const AROUND = 64;
const PIECE = 200_000;

/** Hands out what a service has recorded: every entry, once a place, none that could still be preceded. */
@Injectable()
export class RecordService {
  constructor(@Inject(RecordRepository) private readonly record: RecordRepository) {}

  /** The entries behind a position, or a piece of the next one when that is too large for one answer. */
  async read({ kind, after, limit, offset = 0 }: ReadRecord): Promise<RecordPage> {
    let settled = await this.record.upTo(kind, after + limit);
    if (Number(settled) <= after) return { entries: [], upTo: Number(settled) };
    let stored = await this.record.list(kind, after, settled, limit, LARGEST);
    if (stored.length === 0) {
      // A gap longer than a page, where transactions were rolled back: what is settled ends within it until it is looked for anew.
      settled = await this.record.upTo(kind, Number(settled) + 1);
      stored = await this.record.list(kind, after, settled, limit, LARGEST);
    }
    const upTo = Number(settled);
    const [first] = stored;
    if (first === undefined) return { entries: [], upTo };
    if (offset > 0 || bytesOf(first) > LARGEST) return { entries: [], piece: pieceOf(first, offset), upTo };
    return { entries: fitting(stored), upTo };
  }
}

const bytesOf = ({ text }: StoredEntry): number => Buffer.byteLength(JSON.stringify(text)) + AROUND;

function fitting(stored: readonly StoredEntry[]): RecordEntry[] {
  let bytes = 0;
  const end = stored.findIndex((entry) => (bytes += bytesOf(entry)) > LARGEST);
  return stored.slice(0, end === -1 ? stored.length : end);
}

/** Half a surrogate pair at either end is escaped by JSON, and whole again when the pieces are joined. */
function pieceOf({ position, text }: StoredEntry, offset: number): Exclude<RecordPage['piece'], undefined> {
  return { position, offset, length: text.length, text: text.slice(offset, offset + PIECE) };
}
