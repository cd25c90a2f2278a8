import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { BudgetChangeRow, BudgetRow } from './budget.entity.js';

const BALANCE = (kind: string): string => `
  coalesce((SELECT balance_fen FROM ledger_account WHERE (tenant, kind, reference) = (budget.tenant, '${kind}', budget.id::text)), 0)`;
const COLUMNS = `
  id, tenant, programme, policy_version AS "policyVersion", year_id AS "yearId", year, source, region, state, version, recorded_by AS "recordedBy",
  (-${BALANCE('appropriation')})::text AS approved, ${BALANCE('available')}::text AS available, ${BALANCE('released')}::text AS released,
  coalesce((SELECT CASE WHEN change.kind = 'reduction' THEN -change.amount_fen ELSE change.amount_fen END
    FROM budget_change change WHERE change.budget_id = budget.id AND change.state = 'draft'), 0)::text AS pending`;
const INSERT = `
  INSERT INTO budget (id, tenant, programme, policy_version, year_id, year, source, region, state, recorded_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', $9) ON CONFLICT ON CONSTRAINT budget_once_a_source DO NOTHING RETURNING id`;
const FIND = `SELECT ${COLUMNS} FROM budget WHERE tenant = $1 AND id = $2`;
const LOCK = `SELECT id FROM budget WHERE tenant = $1 AND id = $2 FOR UPDATE`;
const MOVE = `UPDATE budget SET version = version + 1, state = $3 WHERE id = $1 AND version = $2 RETURNING id`;
const LIST = `
  SELECT ${COLUMNS} FROM budget
  WHERE tenant = $1 AND region = ANY($2::text[]) AND ($3::uuid IS NULL OR year_id = $3) AND ($4::text IS NULL OR state = $4) AND ($5::uuid IS NULL OR id < $5)
  ORDER BY id DESC LIMIT $6`;
const OF_YEAR = `SELECT ${COLUMNS} FROM budget WHERE tenant = $1 AND year_id = $2 ORDER BY id`;
const CHANGE_COLUMNS = `
  budget_id AS "budgetId", number, tenant, kind, amount_fen::text AS amount, document, reason, recorded_by AS "recordedBy", recorded_client AS "recordedClient",
  recorded_at AS "recordedAt", state, approval_document AS "approvalDocument", approved_on::text AS "approvedOn", settled_by AS "settledBy", settled_at AS "settledAt"`;
const INSERT_CHANGE = `
  INSERT INTO budget_change (budget_id, number, tenant, kind, amount_fen, document, reason, recorded_by, recorded_client, recorded_at, state)
  SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9, 'draft' FROM budget_change WHERE budget_id = $1`;
const CHANGES = `SELECT ${CHANGE_COLUMNS} FROM budget_change WHERE budget_id = $1 ORDER BY number`;
const SETTLE = `
  UPDATE budget_change SET state = $3, approval_document = $4, approved_on = $5, settled_by = $6, settled_at = $7
  WHERE budget_id = $1 AND number = $2 AND state = 'draft'`;

/** Which budgets of a list. */
export interface BudgetFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly yearId: string | undefined;
  readonly state: string | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

type Stored = Omit<BudgetRow, 'approved' | 'available' | 'released' | 'pending'> & Record<'approved' | 'available' | 'released' | 'pending', string>;
type StoredChange = Omit<BudgetChangeRow, 'amount'> & { readonly amount: string };
type NewChange = Pick<BudgetChangeRow, 'budgetId' | 'tenant' | 'kind' | 'amount' | 'document' | 'reason' | 'recordedBy' | 'recordedClient' | 'recordedAt'>;
type Settlement = Pick<BudgetChangeRow, 'budgetId' | 'number' | 'state' | 'approvalDocument' | 'approvedOn' | 'settledBy' | 'settledAt'>;

/** All queries about budgets. */
@Injectable()
export class BudgetRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns false when the year has a budget from this document */
  async insert(manager: EntityManager, row: Omit<BudgetRow, 'version' | 'state' | 'approved' | 'available' | 'released' | 'pending'>): Promise<boolean> {
    const values = [row.id, row.tenant, row.programme, row.policyVersion, row.yearId, row.year, row.source, row.region, row.recordedBy];
    return (await prepared(manager, 'budget-insert', INSERT, values)).rowCount === 1;
  }

  /** A budget with its balances, locked until the transaction ends. */
  async lock(manager: EntityManager, tenant: string, id: string): Promise<BudgetRow | undefined> {
    await prepared(manager, 'budget-lock', LOCK, [tenant, id]);
    return await this.findIn(manager, tenant, id);
  }

  /** A budget with its balances as this transaction sees them. */
  async findIn(manager: EntityManager, tenant: string, id: string): Promise<BudgetRow | undefined> {
    return (await prepared<Stored>(manager, 'budget-find', FIND, [tenant, id])).rows.map(toRow)[0];
  }

  /** @returns false when its version is another by now */
  async move(manager: EntityManager, { id, version }: BudgetRow, state: BudgetRow['state']): Promise<boolean> {
    return (await prepared(manager, 'budget-move', MOVE, [id, version, state])).rowCount === 1;
  }

  /** Records a change as the next number. */
  async insertChange(manager: EntityManager, row: NewChange): Promise<void> {
    const values = [row.budgetId, row.tenant, row.kind, String(row.amount), row.document, row.reason, row.recordedBy, row.recordedClient, row.recordedAt];
    await prepared(manager, 'budget-change-insert', INSERT_CHANGE, values);
  }

  async settleChange(manager: EntityManager, row: Settlement): Promise<void> {
    const values = [row.budgetId, row.number, row.state, row.approvalDocument, row.approvedOn, row.settledBy, row.settledAt];
    await prepared(manager, 'budget-change-settle', SETTLE, values);
  }

  /** A budget's changes, oldest first. */
  async changesIn(manager: EntityManager, id: string): Promise<readonly BudgetChangeRow[]> {
    return (await prepared<StoredChange>(manager, 'budget-changes', CHANGES, [id])).rows.map(toChange);
  }

  /** The budgets of a year, oldest first. */
  async ofYear(manager: EntityManager, tenant: string, yearId: string): Promise<readonly BudgetRow[]> {
    return (await prepared<Stored>(manager, 'budget-of-year', OF_YEAR, [tenant, yearId])).rows.map(toRow);
  }

  async find(tenant: string, id: string): Promise<{ readonly budget: BudgetRow; readonly changes: readonly BudgetChangeRow[] } | undefined> {
    return await this.reader.snapshot(async (manager) => {
      const budget = await this.findIn(manager, tenant, id);
      return budget === undefined ? undefined : { budget, changes: await this.changesIn(manager, id) };
    });
  }

  /** Newest first. */
  async list({ tenant, regions, yearId, state, before, limit }: BudgetFilter): Promise<readonly BudgetRow[]> {
    const values = [tenant, regions, yearId ?? null, state ?? null, before ?? null, limit];
    return (await this.reader.read<Stored>('budget-list', LIST, values)).map(toRow);
  }
}

function toRow(row: Stored): BudgetRow {
  return { ...row, approved: BigInt(row.approved), available: BigInt(row.available), released: BigInt(row.released), pending: BigInt(row.pending) };
}

function toChange(row: StoredChange): BudgetChangeRow {
  return { ...row, amount: BigInt(row.amount) };
}
