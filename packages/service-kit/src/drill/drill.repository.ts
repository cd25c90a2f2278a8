import { Inject, Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import type { EntityManager } from 'typeorm';

import type { Transaction } from '../commands/transaction.js';
import { prepared } from '../database/prepared.js';
import { Reader } from '../database/reader.js';
import type { Drill } from './drill.entity.js';

const COLUMNS = `
  id, tenant, note, state, version, started_at AS "startedAt", due_at AS "dueAt", confirmed_at AS "confirmedAt"`;
const INSERT = `
  INSERT INTO drill (id, tenant, note, state, version, started_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const MOVE = `
  UPDATE drill SET state = $3, confirmed_at = $4, version = version + 1 WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const LOCK = `SELECT ${COLUMNS} FROM drill WHERE id = $1 FOR UPDATE`;
const FIND = `SELECT ${COLUMNS} FROM drill WHERE id = ANY($1::uuid[])`;
const LIST = `
  SELECT ${COLUMNS} FROM drill WHERE tenant = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`;

/** All queries about drills. */
@Injectable()
export class DrillRepository {
  // Reads of one turn of the event loop share a query; nothing is kept from one turn to the next.
  readonly #byId: DataLoader<string, Drill | undefined>;

  constructor(@Inject(Reader) private readonly reader: Reader) {
    this.#byId = new DataLoader(async (ids) => await this.#load(ids), {
      cache: false,
      maxBatchSize: 500,
      batchScheduleFn: (run) => void setImmediate(run),
    });
  }

  /** Writes a new drill with the transaction. */
  insert(transaction: Transaction, { id, tenant, note, state, version, startedAt, dueAt }: Drill): void {
    transaction.write('drill-insert', INSERT, [id, tenant, note, state, version, startedAt, dueAt]);
  }

  /** The drill, locked until the transaction ends; undefined when there is none. */
  async lock(manager: EntityManager, id: string): Promise<Drill | undefined> {
    return (await prepared<Drill>(manager, 'drill-lock', LOCK, [id])).rows[0];
  }

  /** @returns the moved drill; undefined when its version is another by now */
  async move(manager: EntityManager, drill: Drill, state: Drill['state'], confirmedAt: Date | null): Promise<Drill | undefined> {
    return (await prepared<Drill>(manager, 'drill-move', MOVE, [drill.id, drill.version, state, confirmedAt])).rows[0];
  }

  async find(id: string): Promise<Drill | undefined> {
    return await this.#byId.load(id);
  }

  /** Newest first. @param before the last id of the page before */
  async list(tenant: string, before: string | undefined, limit: number): Promise<readonly Drill[]> {
    return await this.reader.read<Drill>('drill-list', LIST, [tenant, before ?? null, limit]);
  }

  async #load(ids: readonly string[]): Promise<(Drill | undefined)[]> {
    const rows = await this.reader.read<Drill>('drill-find', FIND, [[...new Set(ids)]]);
    const found = new Map(rows.map((row) => [row.id, row]));
    return ids.map((id) => found.get(id));
  }
}
