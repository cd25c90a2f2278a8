import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { equal, type ListCondition, listStatement } from '../filtered-list.js';
import type { DishonestyRecordRow, DishonestyStep, SubmissionRow } from './dishonesty-record.entity.js';

const COLUMNS = `
  id, tenant, credit_code AS "creditCode", name, clause, programme, matter, facts, document, decided_on::text AS "decidedOn", order_id AS "orderId",
  state, version, published_from::text AS "publishedFrom", published_through::text AS "publishedThrough"`;
const INSERT = `
  INSERT INTO dishonesty_record (id, tenant, credit_code, clause, programme, matter, document, decided_on, order_id, state, published_from, published_through)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`;
const MOVE = `
  UPDATE dishonesty_record SET version = version + 1, state = $3, name = $4, facts = $5, document = $6, published_through = $7
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM dishonesty_record WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
const LOCK_OF_ORDER = `SELECT ${COLUMNS} FROM dishonesty_record WHERE tenant = $1 AND order_id = $2 FOR UPDATE`;
// By the document that it was made by: what it shows may have been corrected since.
const LOCK_OF_DOCUMENT = `
  SELECT ${COLUMNS} FROM dishonesty_record WHERE tenant = $1 AND credit_code = $2 AND order_id IS NULL
    AND EXISTS (SELECT FROM dishonesty_step s WHERE s.record_id = dishonesty_record.id AND s.step = 'made' AND s.document = $3) FOR UPDATE`;
const INSERT_STEP = `
  INSERT INTO dishonesty_step (record_id, number, tenant, step, published_through, before, reason, document, person, recorded_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
const STEPS = `
  SELECT step, published_through::text AS "publishedThrough", reason, document, person, recorded_at AS "recordedAt"
  FROM dishonesty_step WHERE record_id = $1 ORDER BY number DESC LIMIT 60`;
const INSERT_SUBMISSION = `
  INSERT INTO dishonesty_submission (record_id, number, tenant, submitted_on, platform, receipt, export_sha256) VALUES ($1, $2, $3, $4, $5, $6, $7)`;
const SUBMISSIONS = `
  SELECT submitted_on::text AS "submittedOn", platform, receipt, export_sha256 AS "exportSha256"
  FROM dishonesty_submission WHERE record_id = $1 ORDER BY number DESC LIMIT 50`;

/** Which records. */
export interface RecordFilter {
  readonly tenant: string;
  readonly creditCode?: string | undefined;
  readonly state?: string | undefined;
  /** Shown to everybody on this day. */
  readonly shownOn?: string;
  readonly before: string;
  readonly limit: number;
}

/** What a step says beside the record as it stands after it. */
export type StepText = Pick<DishonestyStep, 'step' | 'reason' | 'document'> & { readonly before?: object };

/** All queries about dishonesty records. */
@Injectable()
export class DishonestyRecordRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns whether it is new: a decision makes one record */
  async insert(manager: EntityManager, row: DishonestyRecordRow): Promise<boolean> {
    const values = [
      row.id, row.tenant, row.creditCode, row.clause, row.programme, row.matter, row.document, row.decidedOn, row.orderId, row.state, row.publishedFrom,
      row.publishedThrough,
    ];
    return (await prepared(manager, 'dishonesty-record-insert', INSERT, values)).rowCount === 1;
  }

  async lock(manager: EntityManager, tenant: string, id: string): Promise<DishonestyRecordRow | undefined> {
    return (await prepared<DishonestyRecordRow>(manager, 'dishonesty-record-lock', LOCK, [id, tenant])).rows[0];
  }

  /** The record of a decision, locked: of an order, or of a document about an enterprise. */
  async lockOf(
    manager: EntityManager, { tenant, orderId, creditCode, document }: Pick<DishonestyRecordRow, 'tenant' | 'orderId' | 'creditCode' | 'document'>,
  ): Promise<DishonestyRecordRow | undefined> {
    const { rows } = orderId === null
      ? await prepared<DishonestyRecordRow>(manager, 'dishonesty-record-of-document', LOCK_OF_DOCUMENT, [tenant, creditCode, document])
      : await prepared<DishonestyRecordRow>(manager, 'dishonesty-record-of-order', LOCK_OF_ORDER, [tenant, orderId]);
    return rows[0];
  }

  /** @returns the changed record; undefined when its version is another by now */
  async move(manager: EntityManager, { id, version, state, name, facts, document, publishedThrough }: DishonestyRecordRow): Promise<DishonestyRecordRow | undefined> {
    const values = [id, version, state, name, facts, document, publishedThrough];
    return (await prepared<DishonestyRecordRow>(manager, 'dishonesty-record-move', MOVE, values)).rows[0];
  }

  insertStep(transaction: Transaction, { id, version, tenant, publishedThrough }: DishonestyRecordRow, { step, reason, document, before }: StepText): void {
    const { now, call } = transaction;
    const was = before === undefined ? null : JSON.stringify(before);
    transaction.write('dishonesty-step-insert', INSERT_STEP, [id, version, tenant, step, publishedThrough, was, reason, document, call.caller.person, now]);
  }

  insertSubmission(transaction: Transaction, { id, version, tenant }: DishonestyRecordRow, { submittedOn, platform, receipt, exportSha256 }: SubmissionRow): void {
    transaction.write('dishonesty-submission-insert', INSERT_SUBMISSION, [id, version, tenant, submittedOn, platform, receipt, exportSha256]);
  }

  /** Submissions and steps, oldest first. */
  async historyIn(manager: EntityManager, id: string): Promise<[readonly SubmissionRow[], readonly DishonestyStep[]]> {
    const submissions = await prepared<SubmissionRow>(manager, 'dishonesty-submissions', SUBMISSIONS, [id]);
    const steps = await prepared<DishonestyStep>(manager, 'dishonesty-steps', STEPS, [id]);
    return [submissions.rows.toReversed(), steps.rows.toReversed()];
  }

  async history(id: string): Promise<[readonly SubmissionRow[], readonly DishonestyStep[]]> {
    const submissions = await this.reader.read<SubmissionRow>('dishonesty-submissions', SUBMISSIONS, [id]);
    return [submissions.toReversed(), (await this.reader.read<DishonestyStep>('dishonesty-steps', STEPS, [id])).toReversed()];
  }

  async find(tenant: string, id: string): Promise<DishonestyRecordRow | undefined> {
    return (await this.reader.read<DishonestyRecordRow>('dishonesty-record-find', FIND, [id, tenant]))[0];
  }

  /** Newest first. */
  async list({ creditCode, state, shownOn, ...page }: RecordFilter): Promise<readonly DishonestyRecordRow[]> {
    const shown: readonly ListCondition[] = shownOn === undefined
      ? []
      : [{ name: 'shown', sql: `o.state = 'in-publication' AND o.published_through >= $::date`, value: shownOn }];
    const conditions = [...equal('credit_code', creditCode), ...equal('state', state), ...shown];
    const { name, text, values } = listStatement('dishonesty_record', COLUMNS, { ...page, conditions });
    return await this.reader.read<DishonestyRecordRow>(name, text, values);
  }
}
