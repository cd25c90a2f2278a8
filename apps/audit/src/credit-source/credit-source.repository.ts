import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { listStatement } from '../filtered-list.js';
import type { CreditSourceRow } from './credit-source.entity.js';

const COLUMNS = `
  id, tenant, list, source, address, secret_name AS "secretName", page_size AS "pageSize", every_minutes AS "everyMinutes", state, version, cursor,
  polled_at AS "polledAt", failures, last_error AS "lastError", last_load_id AS "lastLoadId", registered_by AS "registeredBy"`;
const INSERT = `
  INSERT INTO credit_source (id, tenant, list, source, address, secret_name, page_size, every_minutes, state, registered_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`;
const MOVE = `
  UPDATE credit_source SET version = version + 1, state = $3, cursor = $4, polled_at = $5, failures = $6, last_error = $7, last_load_id = $8
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM credit_source WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;

/** All queries about sources. */
@Injectable()
export class CreditSourceRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns undefined when the list has a source of that name */
  async insert(
    manager: EntityManager,
    row: Pick<CreditSourceRow, 'id' | 'tenant' | 'list' | 'source' | 'address' | 'secretName' | 'pageSize' | 'everyMinutes' | 'state' | 'registeredBy'>,
  ): Promise<CreditSourceRow | undefined> {
    const { id, tenant, list, source, address, secretName, pageSize, everyMinutes, state, registeredBy } = row;
    const values = [id, tenant, list, source, address, secretName, pageSize, everyMinutes, state, registeredBy];
    return (await prepared<CreditSourceRow>(manager, 'credit-source-insert', INSERT, values)).rows[0];
  }

  async lock(manager: EntityManager, tenant: string, id: string): Promise<CreditSourceRow | undefined> {
    return (await prepared<CreditSourceRow>(manager, 'credit-source-lock', LOCK, [id, tenant])).rows[0];
  }

  /** @returns the changed source; undefined when its version is another by now */
  async move(manager: EntityManager, { id, version, state, cursor, polledAt, failures, lastError, lastLoadId }: CreditSourceRow): Promise<CreditSourceRow | undefined> {
    return (await prepared<CreditSourceRow>(manager, 'credit-source-move', MOVE, [id, version, state, cursor, polledAt, failures, lastError, lastLoadId])).rows[0];
  }

  async find(tenant: string, id: string): Promise<CreditSourceRow | undefined> {
    return (await this.reader.read<CreditSourceRow>('credit-source-find', FIND, [id, tenant]))[0];
  }

  /** Newest first. */
  async list(tenant: string, before: string, limit: number): Promise<readonly CreditSourceRow[]> {
    const { name, text, values } = listStatement('credit_source', COLUMNS, { tenant, before, limit, conditions: [] });
    return await this.reader.read<CreditSourceRow>(name, text, values);
  }
}
