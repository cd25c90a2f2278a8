import { Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';

import type { RegisterChange } from './register-change.entity.js';

const INSERT = `
  INSERT INTO register_change (noun, object_id, version, tenant, action, person, reason, recorded_at, recorded_on, before, after)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::jsonb, $11::jsonb)`;
const LIST = `
  SELECT noun, object_id AS "objectId", version, tenant, action, person, reason, recorded_at AS "recordedAt",
    recorded_on::text AS "recordedOn", before, after
  FROM register_change WHERE noun = $1 AND object_id = $2 AND version < $3 ORDER BY version DESC LIMIT $4`;
const AS_OF = `
  SELECT after FROM register_change WHERE noun = $1 AND object_id = $2 AND recorded_on <= $3 ORDER BY version DESC LIMIT 1`;

/** All queries about the history of registered objects. */
@Injectable()
export class RegisterChangeRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** Adds a change with the transaction. */
  insert(transaction: Transaction, change: RegisterChange): void {
    const { noun, objectId, version, tenant, action, person, reason, recordedAt, recordedOn, before, after } = change;
    const states = [before === null ? null : JSON.stringify(before), JSON.stringify(after)];
    transaction.write('register-change-insert', INSERT, [noun, objectId, version, tenant, action, person, reason, recordedAt, recordedOn, ...states]);
  }

  /** Newest first, those before a version. */
  async list(noun: string, objectId: string, before: number, limit: number): Promise<readonly RegisterChange[]> {
    return await this.reader.read<RegisterChange>('register-change-list', LIST, [noun, objectId, before, limit]);
  }

  /** The object as it was on record at the end of a day; undefined when it was not yet. */
  async asOf(noun: string, objectId: string, day: string): Promise<object | undefined> {
    return (await this.reader.read<{ after: object }>('register-change-as-of', AS_OF, [noun, objectId, day]))[0]?.after;
  }
}
