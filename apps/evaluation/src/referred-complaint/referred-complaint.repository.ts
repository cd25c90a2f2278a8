import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ReferredComplaintRow } from './referred-complaint.entity.js';

const COLUMNS = `
  id, tenant, region, programme, credit_code AS "creditCode", about_noun AS "aboutNoun", about_id AS "aboutId", clause, allegation, evidence,
  referred_on::text AS "referredOn", state, version, finding_id AS "findingId", reason, settled_by AS "settledBy"`;
const INSERT = `
  INSERT INTO referred_complaint (id, tenant, region, programme, credit_code, about_noun, about_id, clause, allegation, evidence, referred_on, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open') ON CONFLICT DO NOTHING`;
const SETTLE = `
  UPDATE referred_complaint SET version = version + 1, state = $3, finding_id = $4, reason = $5, settled_by = $6
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM referred_complaint WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
const HAS_FINDING = `SELECT 1 FROM finding WHERE id = $1 AND tenant = $2 AND struck_by IS NULL`;
// A page from each region's end of the index, then the newest of these: one scan over many regions would sort them all.
const listOf = (state: string): string => `
  SELECT page.* FROM unnest($2::text[]) AS within (code) CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM referred_complaint WHERE tenant = $1 AND region = within.code AND id < $3::uuid${state} ORDER BY id DESC LIMIT $4) page
  ORDER BY id DESC LIMIT $4`;
const LIST = listOf('');
const LIST_OF_STATE = listOf(' AND state = $5');

/** All queries about referred complaints. */
@Injectable()
export class ReferredComplaintRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** Takes a complaint over; nothing happens when it is there. */
  async insert(manager: EntityManager, row: Omit<ReferredComplaintRow, 'state' | 'version' | 'findingId' | 'reason' | 'settledBy'>): Promise<void> {
    const { id, tenant, region, programme, creditCode, aboutNoun, aboutId, clause, allegation, evidence, referredOn } = row;
    const values = [id, tenant, region, programme, creditCode, aboutNoun, aboutId, clause, allegation, JSON.stringify(evidence), referredOn];
    await prepared(manager, 'referred-complaint-insert', INSERT, values);
  }

  async lock(manager: EntityManager, tenant: string, id: string): Promise<ReferredComplaintRow | undefined> {
    return (await prepared<ReferredComplaintRow>(manager, 'referred-complaint-lock', LOCK, [id, tenant])).rows[0];
  }

  /** @returns the settled complaint; undefined when its version is another by now */
  async settle(manager: EntityManager, { id, version, state, findingId, reason, settledBy }: ReferredComplaintRow): Promise<ReferredComplaintRow | undefined> {
    return (await prepared<ReferredComplaintRow>(manager, 'referred-complaint-settle', SETTLE, [id, version, state, findingId, reason, settledBy])).rows[0];
  }

  /** Whether there is a finding of that id that was not struck out. */
  async hasFinding(manager: EntityManager, tenant: string, id: string): Promise<boolean> {
    return (await prepared(manager, 'referred-complaint-finding', HAS_FINDING, [id, tenant])).rowCount === 1;
  }

  async find(tenant: string, id: string): Promise<ReferredComplaintRow | undefined> {
    return (await this.reader.read<ReferredComplaintRow>('referred-complaint-find', FIND, [id, tenant]))[0];
  }

  /** Newest first. */
  async list(
    { tenant, regions, state, before, limit }: { tenant: string; regions: readonly string[]; state: string | undefined; before: string; limit: number },
  ): Promise<readonly ReferredComplaintRow[]> {
    const values = [tenant, regions, before, limit];
    return state === undefined
      ? await this.reader.read<ReferredComplaintRow>('referred-complaint-list', LIST, values)
      : await this.reader.read<ReferredComplaintRow>('referred-complaint-list-of-state', LIST_OF_STATE, [...values, state]);
  }
}
