import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Objection, ObjectionCount } from './objection.entity.js';

/** No id of ours is as great. */
const BEHIND_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const COLUMNS = `
  id, tenant, notice_id AS "noticeId", application_id AS "applicationId", state, version, raised_by AS "raisedBy", raised_client AS "raisedClient",
  identity_kind AS "identityKind", contact, grounds, evidence, attachments, raised_at AS "raisedAt", verified_by AS "verifiedBy", verification, outcome,
  reasons, answer_attachments AS "answerAttachments", answered_by AS "answeredBy", answered_at AS "answeredAt", withdrawn_at AS "withdrawnAt", withdrawal`;
const INSERT = `
  INSERT INTO objection (id, tenant, notice_id, application_id, state, raised_by, raised_client, identity_kind, contact, grounds, evidence, attachments, raised_at)
  VALUES ($1, $2, $3, $4, 'raised', $5, $6, $7, $8, $9, $10, $11, $12)
  ON CONFLICT (application_id, raised_by) WHERE state IN ('raised', 'under-verification') DO NOTHING`;
const UPDATE = `
  UPDATE objection SET state = $3, verified_by = $4, verification = $5, outcome = $6, reasons = $7, answer_attachments = $8, answered_by = $9,
    answered_at = $10, withdrawn_at = $11, withdrawal = $12, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM objection WHERE id = $1`;
const LOCK = `${FIND} FOR UPDATE`;
// A bound that is always there is a condition of the index also in a plan made once for all values.
const MATCHES = `
  id < $2 AND ($3::uuid IS NULL OR notice_id = $3) AND ($4::uuid IS NULL OR application_id = $4) AND ($5::text IS NULL OR state = $5)`;
const NEWEST = `ORDER BY id DESC LIMIT $6`;
const LIST = `SELECT ${COLUMNS} FROM objection WHERE tenant = $1 AND ${MATCHES} ${NEWEST}`;
const LIST_NOTICE = `SELECT ${COLUMNS} FROM objection WHERE tenant = $1 AND notice_id = $3 AND ${MATCHES} ${NEWEST}`;
const LIST_APPLICATION = `SELECT ${COLUMNS} FROM objection WHERE tenant = $1 AND application_id = $4 AND ${MATCHES} ${NEWEST}`;
const LIST_OWN = `SELECT ${COLUMNS} FROM objection WHERE tenant = $1 AND raised_by = $7 AND ${MATCHES} ${NEWEST}`;
const TALLY = `
  SELECT application_id AS "applicationId", state, count(*)::integer AS count FROM objection
  WHERE tenant = $1 AND notice_id = $2 GROUP BY application_id, state ORDER BY application_id, state`;

/** Which objections. */
export interface ObjectionFilter {
  readonly tenant: string;
  /** Everybody's, or those that this person raised. */
  readonly raisedBy: string | undefined;
  readonly noticeId: string | undefined;
  readonly applicationId: string | undefined;
  readonly state: string | undefined;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** All queries about objections. */
@Injectable()
export class ObjectionRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns false when the person has an open one to the application already */
  async insert(manager: EntityManager, objection: Objection): Promise<boolean> {
    const { id, tenant, noticeId, applicationId, raisedBy, raisedClient, identityKind, contact, grounds, evidence, attachments, raisedAt } = objection;
    const values = [id, tenant, noticeId, applicationId, raisedBy, raisedClient, identityKind, contact, grounds, evidence, attachments, raisedAt];
    return (await prepared(manager, 'objection-insert', INSERT, values)).rowCount === 1;
  }

  /** Writes all that may change. @returns undefined when its version is another by now */
  async update(manager: EntityManager, objection: Objection): Promise<Objection | undefined> {
    const { id, version, state, verifiedBy, verification, outcome, reasons, answerAttachments, answeredBy, answeredAt, withdrawnAt, withdrawal } = objection;
    const values = [id, version, state, verifiedBy, verification, outcome, reasons, answerAttachments, answeredBy, answeredAt, withdrawnAt, withdrawal];
    return (await prepared<Objection>(manager, 'objection-update', UPDATE, values)).rows[0];
  }

  async find(id: string): Promise<Objection | undefined> {
    return (await this.reader.read<Objection>('objection-find', FIND, [id]))[0];
  }

  /** As it stands before it is locked: what does not change of it says what else is to be locked first. */
  async findIn(manager: EntityManager, id: string): Promise<Objection | undefined> {
    return (await prepared<Objection>(manager, 'objection-find', FIND, [id])).rows[0];
  }

  async lock(manager: EntityManager, id: string): Promise<Objection | undefined> {
    return (await prepared<Objection>(manager, 'objection-lock', LOCK, [id])).rows[0];
  }

  /** Newest first. */
  async list({ tenant, raisedBy, noticeId, applicationId, state, before, limit }: ObjectionFilter): Promise<readonly Objection[]> {
    const values = [tenant, before ?? BEHIND_ALL, noticeId ?? null, applicationId ?? null, state ?? null, limit];
    if (raisedBy !== undefined) return await this.reader.read<Objection>('objection-list-own', LIST_OWN, [...values, raisedBy]);
    if (noticeId !== undefined) return await this.reader.read<Objection>('objection-list-notice', LIST_NOTICE, values);
    if (applicationId !== undefined) return await this.reader.read<Objection>('objection-list-application', LIST_APPLICATION, values);
    return await this.reader.read<Objection>('objection-list', LIST, values);
  }

  /** By application and state. */
  async tally(tenant: string, noticeId: string): Promise<readonly ObjectionCount[]> {
    return await this.reader.read<ObjectionCount>('objection-tally', TALLY, [tenant, noticeId]);
  }
}
