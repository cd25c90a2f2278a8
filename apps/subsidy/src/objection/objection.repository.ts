import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { Objection, ObjectionContact } from './objection.entity.js';

const COLUMNS = `
  id, tenant, notice_id AS "noticeId", group_id AS "groupId", project_id AS "projectId", state, version, raised_by AS "raisedBy", raised_client AS "raisedClient",
  grounds, evidence, raised_at AS "raisedAt", verified_by AS "verifiedBy", verification, outcome, reasons, answer_evidence AS "answerEvidence",
  answered_by AS "answeredBy", answered_at AS "answeredAt", withdrawn_at AS "withdrawnAt", withdrawal`;
const INSERT = `
  INSERT INTO objection (id, tenant, notice_id, group_id, project_id, state, raised_by, raised_client, grounds, evidence, raised_at)
  VALUES ($1, $2, $3, $4, $5, 'raised', $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`;
const INSERT_CONTACT = `INSERT INTO objection_contact (objection_id, tenant, kind, contact) VALUES ($1, $2, $3, $4)`;
const CONTACT = `SELECT objection_id AS "objectionId", tenant, kind, contact FROM objection_contact WHERE objection_id = $1`;
const UPDATE = `
  UPDATE objection SET state = $3, verified_by = $4, verification = $5, outcome = $6, reasons = $7, answer_evidence = $8, answered_by = $9,
    answered_at = $10, withdrawn_at = $11, withdrawal = $12, version = version + 1
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM objection WHERE id = $1`;
const LOCK = `${FIND} FOR UPDATE`;
const MATCHES = `
  AND ($2::uuid IS NULL OR notice_id = $2) AND ($3::uuid IS NULL OR group_id = $3) AND ($4::text IS NULL OR state = $4)
  AND id < coalesce($5::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') ORDER BY id DESC LIMIT $6`;
const LIST_ALL = `SELECT ${COLUMNS} FROM objection WHERE tenant = $1 ${MATCHES}`;
const LIST_OWN = `SELECT ${COLUMNS} FROM objection WHERE tenant = $1 AND raised_by = $7 ${MATCHES}`;

/** Which objections. */
export interface ObjectionFilter {
  readonly tenant: string;
  /** One's own alone. */
  readonly raisedBy: string | undefined;
  readonly noticeId: string | undefined;
  readonly groupId: string | undefined;
  readonly state: string | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

/** All queries about objections to proposed projects. */
@Injectable()
export class ObjectionRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns false when the person has an open objection to the same */
  async insert(manager: EntityManager, objection: Objection): Promise<boolean> {
    const { id, tenant, noticeId, groupId, projectId, raisedBy, raisedClient, grounds, evidence, raisedAt } = objection;
    const values = [id, tenant, noticeId, groupId, projectId, raisedBy, raisedClient, grounds, evidence, raisedAt];
    return (await prepared(manager, 'objection-insert', INSERT, values)).rowCount === 1;
  }

  insertContact(transaction: Transaction, { objectionId, tenant, kind, contact }: ObjectionContact): void {
    transaction.write('objection-contact-insert', INSERT_CONTACT, [objectionId, tenant, kind, contact]);
  }

  async contact(objectionId: string): Promise<ObjectionContact | undefined> {
    return (await this.reader.read<ObjectionContact & Record<string, unknown>>('objection-contact', CONTACT, [objectionId]))[0];
  }

  /** Writes all that may change. @returns undefined when its version is another by now */
  async update(manager: EntityManager, objection: Objection): Promise<Objection | undefined> {
    const { id, version, state, verifiedBy, verification, outcome, reasons, answerEvidence, answeredBy, answeredAt, withdrawnAt, withdrawal } = objection;
    const values = [id, version, state, verifiedBy, verification, outcome, reasons, answerEvidence, answeredBy, answeredAt, withdrawnAt, withdrawal];
    return (await prepared<Objection & Record<string, unknown>>(manager, 'objection-update', UPDATE, values)).rows[0];
  }

  async find(id: string): Promise<Objection | undefined> {
    return (await this.reader.read<Objection & Record<string, unknown>>('objection-find', FIND, [id]))[0];
  }

  async findIn(manager: EntityManager, id: string): Promise<Objection | undefined> {
    return (await prepared<Objection & Record<string, unknown>>(manager, 'objection-find', FIND, [id])).rows[0];
  }

  async lock(manager: EntityManager, id: string): Promise<Objection | undefined> {
    return (await prepared<Objection & Record<string, unknown>>(manager, 'objection-lock', LOCK, [id])).rows[0];
  }

  /** Newest first. */
  async list({ tenant, raisedBy, noticeId, groupId, state, before, limit }: ObjectionFilter): Promise<readonly Objection[]> {
    const values = [tenant, noticeId ?? null, groupId ?? null, state ?? null, before ?? null, limit];
    if (raisedBy === undefined) return await this.reader.read<Objection & Record<string, unknown>>('objection-list', LIST_ALL, values);
    return await this.reader.read<Objection & Record<string, unknown>>('objection-list-own', LIST_OWN, [...values, raisedBy]);
  }
}
