import type { ReadRecord } from '@jiqun/contracts';
import { Inject, Injectable } from '@nestjs/common';
import canonicalize from 'canonicalize';

import { Reader } from '../database/reader.js';
import { SettledPositions } from './settled-positions.js';

/** An entry before it is fitted into an answer. */
export interface StoredEntry {
  readonly position: number;
  readonly text: string;
}

interface AuditRow {
  readonly id: string;
  readonly recorded_at: Date;
  readonly tenant: string;
  readonly person: string;
  readonly on_behalf_of: string | null;
  readonly action: string;
  readonly outcome: string;
  readonly object_type: string;
  readonly object_id: string;
  readonly clause: string | null;
  readonly reason: string | null;
  readonly detail: unknown;
  readonly trace: string | null;
}

// A page of the largest events would be a gigabyte: the first one beyond the bytes asked for is the last.
const EVENTS = `
  SELECT position::text, payload FROM (
    SELECT position, payload, sum(octet_length(payload)) OVER (ORDER BY position) - octet_length(payload) AS before
    FROM (SELECT position, payload FROM outbox WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3) AS page
  ) AS counted WHERE before < $4 ORDER BY counted.position`;

// Ordered by the column: "id" alone is the text that is given out under its name, in which 10 comes before 9.
const AUDIT_ENTRIES = `
  SELECT id::text, recorded_at, tenant, person, on_behalf_of, action, outcome, object_type, object_id, clause, reason, detail, trace
  FROM audit_entry WHERE id > $1 AND id <= $2 ORDER BY audit_entry.id LIMIT $3`;

/** All queries about what a service has recorded. */
@Injectable()
export class RecordRepository {
  readonly #settled: Readonly<Record<ReadRecord['kind'], SettledPositions>>;

  constructor(@Inject(Reader) private readonly reader: Reader) {
    const read = reader.read.bind(reader);
    this.#settled = {
      event: new SettledPositions({ table: 'outbox', column: 'position' }, read),
      'audit-entry': new SettledPositions({ table: 'audit_entry', column: 'id' }, read),
    };
  }

  /** The position up to which entries of a kind are complete. @param enough beyond it nobody reads now */
  async upTo(kind: ReadRecord['kind'], enough: number): Promise<bigint> {
    return await this.#settled[kind].upTo(BigInt(enough));
  }

  /** Entries behind `after` up to a settled position, in order; at most `limit`, and not many more than `bytes`. */
  async list(kind: ReadRecord['kind'], after: number, upTo: bigint, limit: number, bytes: number): Promise<readonly StoredEntry[]> {
    if (kind === 'event') {
      const rows = await this.reader.read<{ position: string; payload: string }>('jiqun-record-events', EVENTS, [after, upTo, limit, bytes]);
      return rows.map(({ position, payload }) => ({ position: Number(position), text: payload }));
    }
    const rows = await this.reader.read<AuditRow>('jiqun-record-audit-entries', AUDIT_ENTRIES, [after, upTo, limit]);
    return rows.map((row) => ({ position: Number(row.id), text: auditText(row) }));
  }
}

/** An audit entry's columns as canonical JSON (RFC 8785); what is absent is left out. */
function auditText(row: AuditRow): string {
  const { id, recorded_at: recordedAt, person, tenant, action, outcome } = row;
  const optional = { onBehalfOf: row.on_behalf_of, clause: row.clause, reason: row.reason, detail: row.detail, trace: row.trace };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null));
  const fixed = { id, recordedAt: recordedAt.toISOString(), tenant, person, action, outcome, objectType: row.object_type, objectId: row.object_id };
  return canonicalize({ ...fixed, ...given }) ?? '';
}
