import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { equal, listStatement } from '../filtered-list.js';
import type { AnnulledOrder, SanctionRow, SanctionStep } from './sanction.entity.js';

const COLUMNS = `
  id, tenant, credit_code AS "creditCode", measure, clause, programme, policy_version AS "policyVersion", jurisdiction, matter,
  hard_to_correct AS "hardToCorrect", order_id AS "orderId", document, state, version, imposed_from::text AS "imposedFrom", imposed_through::text AS "imposedThrough", people_to_lift AS "peopleToLift",
  proposed_by AS "proposedBy", proposed_client AS "proposedClient", confirmed_by AS "confirmedBy", pending`;
const INSERT = `
  INSERT INTO sanction (id, tenant, credit_code, measure, clause, programme, policy_version, jurisdiction, matter, order_id, document, state,
    imposed_from, imposed_through, people_to_lift, proposed_by, proposed_client, hard_to_correct)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT DO NOTHING`;
const MOVE = `
  UPDATE sanction SET version = version + 1, state = $3, imposed_through = $4, confirmed_by = $5, pending = $6
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM sanction WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
const LOCK_OF_ORDER = `SELECT ${COLUMNS} FROM sanction WHERE tenant = $1 AND order_id = $2 ORDER BY id FOR UPDATE`;
const INSERT_ANNULLED = `
  INSERT INTO annulled_order (tenant, order_id, credit_code, decided_on, document) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`;
const IS_ANNULLED = `SELECT 1 AS found FROM annulled_order WHERE tenant = $1 AND order_id = $2`;
const INSERT_STEP = `
  INSERT INTO sanction_step (sanction_id, number, tenant, step, state, imposed_through, reason, document, person, recorded_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
const STEPS = `
  SELECT number, step, imposed_through::text AS "imposedThrough", reason, document, person, recorded_at AS "recordedAt"
  FROM sanction_step WHERE sanction_id = $1 ORDER BY number DESC LIMIT 60`;

/** Which sanctions. */
export interface SanctionFilter {
  readonly tenant: string;
  readonly creditCode: string | undefined;
  readonly measure: string | undefined;
  readonly state: string | undefined;
  readonly before: string;
  readonly limit: number;
}

/** All queries about sanctions. */
@Injectable()
export class SanctionRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns whether it is new: an order, or a document about an enterprise, imposes a measure once */
  async insert(manager: EntityManager, row: Omit<SanctionRow, 'version' | 'confirmedBy' | 'pending'>): Promise<boolean> {
    const values = [
      row.id, row.tenant, row.creditCode, row.measure, row.clause, row.programme, row.policyVersion, row.jurisdiction, row.matter, row.orderId,
      row.document, row.state, row.imposedFrom, row.imposedThrough, row.peopleToLift, row.proposedBy, row.proposedClient,
      row.hardToCorrect,
    ];
    return (await prepared(manager, 'sanction-insert', INSERT, values)).rowCount === 1;
  }

  async lock(manager: EntityManager, tenant: string, id: string): Promise<SanctionRow | undefined> {
    return (await prepared<SanctionRow>(manager, 'sanction-lock', LOCK, [id, tenant])).rows[0];
  }

  /** What was imposed on an order, locked in the order of the ids. */
  async lockOfOrder(manager: EntityManager, tenant: string, orderId: string): Promise<readonly SanctionRow[]> {
    return (await prepared<SanctionRow>(manager, 'sanction-lock-of-order', LOCK_OF_ORDER, [tenant, orderId])).rows;
  }

  /** Keeps that an order was annulled. @returns whether it is news */
  async insertAnnulled(manager: EntityManager, { tenant, orderId, creditCode, decidedOn, document }: AnnulledOrder): Promise<boolean> {
    return (await prepared(manager, 'sanction-order-annul', INSERT_ANNULLED, [tenant, orderId, creditCode, decidedOn, document])).rowCount === 1;
  }

  /** Whether an order was annulled, it may be before it came. Asked with its enterprise locked. */
  async isAnnulled(manager: EntityManager, tenant: string, orderId: string): Promise<boolean> {
    return (await prepared(manager, 'sanction-order-is-annulled', IS_ANNULLED, [tenant, orderId])).rows.length > 0;
  }

  /** @returns the changed sanction; undefined when its version is another by now */
  async move(manager: EntityManager, row: SanctionRow): Promise<SanctionRow | undefined> {
    const { id, version, state, imposedThrough, confirmedBy, pending } = row;
    const values = [id, version, state, imposedThrough, confirmedBy, pending === null ? null : JSON.stringify(pending)];
    return (await prepared<SanctionRow>(manager, 'sanction-move', MOVE, values)).rows[0];
  }

  /** Puts a step on record, with the sanction as it stands after it. */
  insertStep(
    transaction: Transaction, row: Pick<SanctionRow, 'id' | 'tenant' | 'version' | 'state' | 'imposedThrough'>,
    { step, reason, document }: Pick<SanctionStep, 'step' | 'reason' | 'document'>,
  ): void {
    const { now, call } = transaction;
    const values = [row.id, row.version, row.tenant, step, row.state, row.imposedThrough, reason, document, call.caller.person, now];
    transaction.write('sanction-step-insert', INSERT_STEP, values);
  }

  async stepsIn(manager: EntityManager, id: string): Promise<readonly SanctionStep[]> {
    return (await prepared<SanctionStep>(manager, 'sanction-steps', STEPS, [id])).rows.toReversed();
  }

  async steps(id: string): Promise<readonly SanctionStep[]> {
    return (await this.reader.read<SanctionStep>('sanction-steps', STEPS, [id])).toReversed();
  }

  async find(tenant: string, id: string): Promise<SanctionRow | undefined> {
    return (await this.reader.read<SanctionRow>('sanction-find', FIND, [id, tenant]))[0];
  }

  /** Newest first. */
  async list({ creditCode, measure, state, ...page }: SanctionFilter): Promise<readonly SanctionRow[]> {
    const conditions = [...equal('credit_code', creditCode), ...equal('measure', measure), ...equal('state', state)];
    const { name, text, values } = listStatement('sanction', COLUMNS, { ...page, conditions });
    return await this.reader.read<SanctionRow>(name, text, values);
  }
}
