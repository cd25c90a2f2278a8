import type { CreditLoadCounts } from '@jiqun/contracts';
import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { equal, listStatement } from '../filtered-list.js';
import type { CreditLoadRow, StagedRow } from './credit-load.entity.js';

const COLUMNS = `
  id, tenant, list, source, kind, state, version, as_of::text AS "asOf", number, reason, corrects, begun_by AS "begunBy", begun_at AS "begunAt",
  applied_at AS "appliedAt", parts, lines, rows, columns, fault_count AS "faultCount", faults, sha256, expected, base, phase, cursor_line AS "cursorLine",
  cursor_id AS "cursorId", done`;
const INSERT = `
  INSERT INTO credit_load (id, tenant, list, source, kind, state, as_of, reason, corrects, begun_by, begun_at, done)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`;
const MOVE = `
  UPDATE credit_load SET version = version + 1, state = $3, number = $4, applied_at = $5, parts = $6, lines = $7, rows = $8, columns = $9,
    fault_count = $10, faults = $11, sha256 = $12, expected = $13, base = $14, phase = $15, cursor_line = $16, cursor_id = $17, done = $18, reason = $19
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM credit_load WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
const INSERT_PART = `INSERT INTO credit_load_part (load_id, number, tenant, text, added_by, added_at) VALUES ($1, $2, $3, $4, $5, $6)`;
const PART = `SELECT text FROM credit_load_part WHERE load_id = $1 AND number = $2`;
const INSERT_ROWS = `
  INSERT INTO credit_load_row (load_id, tenant, line, credit_code, change, listed_from, listed_through, document)
  SELECT $1, $2, * FROM unnest($3::integer[], $4::text[], $5::text[], $6::date[], $7::date[], $8::text[])`;
// Two loads of one list from one source are applied one after the other.
const LOCK_TARGET = `SELECT pg_advisory_xact_lock(hashtextextended(concat_ws('/', 'credit-load', $1::text, $2::text, $3::text), 7))`;
const LAST = `
  SELECT id, as_of::text AS "asOf", number FROM credit_load
  WHERE tenant = $1 AND list = $2 AND source = $3 AND number IS NOT NULL ORDER BY number DESC LIMIT 1`;
// A correction has no data of its own, and what it took back counts as never loaded.
const NEWEST_DATA = `
  SELECT max(o.as_of)::text AS "asOf" FROM credit_load o
  WHERE o.tenant = $1 AND o.list = $2 AND o.source = $3 AND o.number IS NOT NULL AND o.kind <> 'correction' AND NOT EXISTS (
    SELECT FROM credit_load c WHERE c.corrects = o.id AND c.state = 'applied')`;
const APPLYING = `SELECT id FROM credit_load WHERE tenant = $1 AND list = $2 AND source = $3 AND state = 'applying'`;

/** The load of a list from a source that was applied last. */
export interface LastLoad {
  readonly id: string;
  readonly asOf: string;
  readonly number: number;
}

/** Which loads. */
export interface LoadFilter {
  readonly tenant: string;
  readonly list: string | undefined;
  readonly state: string | undefined;
  readonly before: string;
  readonly limit: number;
}

type Target = Pick<CreditLoadRow, 'tenant' | 'list' | 'source'>;

/** Queries about loads themselves. What they do to listings is `LoadEffectRepository`'s. */
@Injectable()
export class CreditLoadRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns undefined for a correction of a load that is being corrected already */
  async insert(
    manager: EntityManager,
    row: Pick<CreditLoadRow, 'id' | 'tenant' | 'list' | 'source' | 'kind' | 'asOf' | 'reason' | 'corrects' | 'begunBy' | 'begunAt'> & { readonly done: CreditLoadCounts },
  ): Promise<CreditLoadRow | undefined> {
    const { id, tenant, list, source, kind, asOf, reason, corrects, begunBy, begunAt, done } = row;
    const values = [id, tenant, list, source, kind, 'open', asOf, reason, corrects, begunBy, begunAt, JSON.stringify(done)];
    return (await prepared<CreditLoadRow>(manager, 'credit-load-insert', INSERT, values)).rows[0];
  }

  async lock(manager: EntityManager, tenant: string, id: string): Promise<CreditLoadRow | undefined> {
    return (await prepared<CreditLoadRow>(manager, 'credit-load-lock', LOCK, [id, tenant])).rows[0];
  }

  /** @returns the changed load; undefined when its version is another by now */
  async move(manager: EntityManager, row: CreditLoadRow): Promise<CreditLoadRow | undefined> {
    const values = [
      row.id, row.version, row.state, row.number, row.appliedAt, row.parts, row.lines, row.rows, row.columns, row.faultCount, JSON.stringify(row.faults),
      row.sha256, row.expected === null ? null : JSON.stringify(row.expected), row.base, row.phase, row.cursorLine, row.cursorId, JSON.stringify(row.done),
      row.reason,
    ];
    return (await prepared<CreditLoadRow>(manager, 'credit-load-move', MOVE, values)).rows[0];
  }

  /** Stores a part as it came, and the rows that were read of it. */
  async insertPart(transaction: Transaction, { id, tenant, parts }: CreditLoadRow, text: string, rows: readonly StagedRow[]): Promise<void> {
    const { manager, now, call } = transaction;
    await prepared(manager, 'credit-load-part-insert', INSERT_PART, [id, parts, tenant, text, call.caller.person, now]);
    const column = <Name extends keyof StagedRow>(name: Name): StagedRow[Name][] => rows.map((row) => row[name]);
    await prepared(manager, 'credit-load-rows-insert', INSERT_ROWS, [
      id, tenant, column('line'), column('creditCode'), column('change'), column('listedFrom'), column('listedThrough'), column('document'),
    ]);
  }

  /** A part as it came. */
  async part(manager: EntityManager, id: string, number: number): Promise<string> {
    return (await prepared<{ text: string }>(manager, 'credit-load-part', PART, [id, number])).rows[0]?.text ?? '';
  }

  /** Keeps others from applying a load of the same list and source until the transaction ends. */
  async lockTarget(manager: EntityManager, { tenant, list, source }: Target): Promise<void> {
    await prepared(manager, 'credit-load-lock-target', LOCK_TARGET, [tenant, list, source]);
  }

  async last(manager: EntityManager, { tenant, list, source }: Target): Promise<LastLoad | undefined> {
    return (await prepared<LastLoad>(manager, 'credit-load-last', LAST, [tenant, list, source])).rows[0];
  }

  /** The day of the newest data of a list from a source; undefined where nothing is loaded, or all of it was taken back. */
  async newestData(manager: EntityManager, { tenant, list, source }: Target): Promise<string | undefined> {
    return (await prepared<{ asOf: string | null }>(manager, 'credit-load-newest-data', NEWEST_DATA, [tenant, list, source])).rows[0]?.asOf ?? undefined;
  }

  /** The load of a list from a source that is being applied. */
  async applying(manager: EntityManager, { tenant, list, source }: Target): Promise<string | undefined> {
    return (await prepared<{ id: string }>(manager, 'credit-load-applying', APPLYING, [tenant, list, source])).rows[0]?.id;
  }

  async find(tenant: string, id: string): Promise<CreditLoadRow | undefined> {
    return (await this.reader.read<CreditLoadRow>('credit-load-find', FIND, [id, tenant]))[0];
  }

  /** Newest first. */
  async list({ list, state, ...page }: LoadFilter): Promise<readonly CreditLoadRow[]> {
    const { name, text, values } = listStatement('credit_load', COLUMNS, { ...page, conditions: [...equal('list', list), ...equal('state', state)] });
    return await this.reader.read<CreditLoadRow>(name, text, values);
  }
}
