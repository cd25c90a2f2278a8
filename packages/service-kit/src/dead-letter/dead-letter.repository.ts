import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { prepared } from '../database/prepared.js';
import { Reader } from '../database/reader.js';
import type { DeadLetterRow } from './dead-letter.entity.js';

const COLUMNS = `
  id, tenant, consumer, event_id AS "eventId", subject, payload, error, tries, state, parked_at AS "parkedAt", settled_at AS "settledAt",
  EXISTS (SELECT FROM dead_letter earlier WHERE earlier.state = 'parked' AND earlier.consumer = dead_letter.consumer
    AND earlier.aggregate = dead_letter.aggregate AND earlier.id < dead_letter.id) AS behind`;
const FIND = `SELECT ${COLUMNS} FROM dead_letter WHERE id = $1`;
const LIST = `
  SELECT ${COLUMNS} FROM dead_letter
  WHERE state = 'parked' AND (tenant = $1 OR tenant IS NULL) AND ($2::text IS NULL OR consumer = $2) AND ($3::uuid IS NULL OR id > $3)
  ORDER BY id LIMIT $4`;
const DISCARD = `
  UPDATE dead_letter SET state = 'discarded', settled_at = $2, settled_by = $3, reason = $4
  WHERE id = $1 AND state = 'parked'`;

/** All queries about parked events that a person asks. */
@Injectable()
export class DeadLetterRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async find(id: string): Promise<DeadLetterRow | undefined> {
    return (await this.reader.read<DeadLetterRow>('dead-letter-find', FIND, [id]))[0];
  }

  async findIn(manager: EntityManager, id: string): Promise<DeadLetterRow | undefined> {
    return (await prepared<DeadLetterRow>(manager, 'dead-letter-find', FIND, [id])).rows[0];
  }

  /** What is parked of a tenant, and of none, oldest first. @param after the last id of the page before */
  async list(tenant: string, consumer: string | undefined, after: string | undefined, limit: number): Promise<readonly DeadLetterRow[]> {
    return await this.reader.read<DeadLetterRow>('dead-letter-list', LIST, [tenant, consumer ?? null, after ?? null, limit]);
  }

  /** @returns whether it was still parked */
  async discard(manager: EntityManager, id: string, at: Date, person: string, reason: string): Promise<boolean> {
    return (await prepared(manager, 'dead-letter-discard', DISCARD, [id, at, person, reason])).rowCount === 1;
  }
}
