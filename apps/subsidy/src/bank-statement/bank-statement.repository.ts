import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { BankStatement, MissingPayment, ReconciledLine, StatementLine } from './bank-statement.entity.js';

/** No id of ours is as great. */
const BEHIND_ALL = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const COLUMNS = `
  id, tenant, region, account_ref AS "accountRef", from_day::text AS "from", through_day::text AS "through", opening_fen::text AS opening,
  closing_fen::text AS closing, sha256, state, version, uploaded_by AS "uploadedBy", uploaded_at AS "uploadedAt", reconciled_at AS "reconciledAt", lines,
  pending, counts, difference_fen::text AS difference`;
const INSERT = `
  INSERT INTO bank_statement (id, tenant, region, account_ref, from_day, through_day, opening_fen, closing_fen, sha256, state, uploaded_by, uploaded_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $11)`;
const UPDATE = `
  UPDATE bank_statement SET state = $3, reconciled_at = $4, lines = $5, pending = $6, counts = $7, difference_fen = $8, version = version + 1
  WHERE id = $1 AND version = $2`;
const FIND = `SELECT ${COLUMNS} FROM bank_statement WHERE id = $1`;
const LOCK = `${FIND} FOR UPDATE`;
const LOCK_ACCOUNT = `SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended($1, 8))`;
// The same payment on two statements of one account would look like two payments.
const IN_THE_WAY = `
  SELECT id FROM bank_statement
  WHERE tenant = $1 AND state = 'reconciled' AND (sha256 = $2 OR (region = $3 AND account_ref = $4 AND from_day <= $6 AND through_day >= $5)) LIMIT 1`;
const INSERT_PART = `
  INSERT INTO bank_statement_part (statement_id, number, csv) SELECT $1, count(*) + 1, $2 FROM bank_statement_part WHERE statement_id = $1`;
const PARTS = `SELECT csv FROM bank_statement_part WHERE statement_id = $1 ORDER BY number`;
const INSERT_LINES = `
  INSERT INTO bank_statement_line (statement_id, number, tenant, region, bank_reference, order_id, day, amount_fen, payee, purpose)
  SELECT $1, number, $2, $3, reference, order_id, day, amount, payee, purpose
  FROM unnest($4::integer[], $5::text[], $6::uuid[], $7::date[], $8::bigint[], $9::text[], $10::text[])
    AS given (number, reference, order_id, day, amount, payee, purpose)`;
const LIST = `
  SELECT page.* FROM unnest($2::text[]) AS place (region) CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM bank_statement WHERE tenant = $1 AND region = place.region AND id < $3::uuid ORDER BY id DESC LIMIT $4
  ) page ORDER BY page.id DESC LIMIT $4`;
const LINE = `
  number, bank_reference AS "bankReference", order_id AS "orderId", day::text AS day, amount_fen::text AS amount, payee, purpose, result,
  matched_order_id AS "matchedOrderId"`;
const LINES = `SELECT ${LINE} FROM bank_statement_line WHERE statement_id = $1 AND number > $2 ORDER BY number LIMIT $3`;
const LINES_OF_RESULT = `SELECT ${LINE} FROM bank_statement_line WHERE statement_id = $1 AND result = $4 AND number > $2 ORDER BY number LIMIT $3`;
const MISSING = `
  SELECT o.id AS "orderId", o.paid_reference AS "bankReference", o.paid_on::text AS "executedOn", o.amount_fen::text AS amount
  FROM bank_statement_missing m JOIN disbursement_order o ON o.id = m.order_id
  WHERE m.statement_id = $1 AND m.order_id > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000') AND o.paid_on IS NOT NULL ORDER BY m.order_id LIMIT $3`;

/** Which statements. */
export interface BankStatementFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

/** Which lines of a statement. */
export interface LineFilter {
  readonly result?: string | undefined;
  /** The last number of the page before; 0 for the first. */
  readonly after: number;
  readonly limit: number;
}

type Stored = Omit<BankStatement, 'opening' | 'closing' | 'difference'> & Record<'opening' | 'closing' | 'difference', string>;
type StoredLine = Omit<ReconciledLine, 'amount'> & { readonly amount: string };

const read = (row: Stored): BankStatement => ({ ...row, opening: BigInt(row.opening), closing: BigInt(row.closing), difference: BigInt(row.difference) });

/** All queries about statements and their lines, but for the comparison with the orders. */
@Injectable()
export class BankStatementRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, statement: BankStatement): Promise<void> {
    const { id, tenant, region, accountRef, from, through, opening, closing, sha256, uploadedBy, uploadedAt } = statement;
    const values = [id, tenant, region, accountRef, from, through, String(opening), String(closing), sha256, uploadedBy, uploadedAt];
    await prepared(manager, 'bank-statement-insert', INSERT, values);
  }

  /** Writes what has changed of a statement that is locked. @throws Error when it was not */
  async update(manager: EntityManager, statement: BankStatement): Promise<BankStatement> {
    const { id, version, state, reconciledAt, lines, pending, counts, difference } = statement;
    const values = [id, version, state, reconciledAt, lines, pending, counts === null ? null : JSON.stringify(counts), String(difference)];
    const { rowCount } = await prepared(manager, 'bank-statement-update', UPDATE, values);
    if (rowCount !== 1) throw new Error(`The statement ${id} changed under its lock`);
    return { ...statement, version: version + 1 };
  }

  async find(id: string): Promise<BankStatement | undefined> {
    return (await this.reader.read<Stored>('bank-statement-find', FIND, [id])).map(read)[0];
  }

  /** The statement, which nobody else changes until the transaction ends. */
  async lock(manager: EntityManager, id: string): Promise<BankStatement | undefined> {
    return (await prepared<Stored>(manager, 'bank-statement-lock', LOCK, [id])).rows.map(read)[0];
  }

  /** Lets one transaction at a time reconcile statements of a finance department. */
  async lockDepartment(manager: EntityManager, { tenant, region }: BankStatement): Promise<void> {
    await prepared(manager, 'bank-statement-lock-department', LOCK_ACCOUNT, [`bank-statement:${tenant}:${region}`]);
  }

  /** A statement that has the same text, or days of the same account. */
  async inTheWayOf(manager: EntityManager, { tenant, sha256, region, accountRef, from, through }: BankStatement): Promise<string | undefined> {
    const { rows } = await prepared<{ id: string }>(manager, 'bank-statement-in-the-way', IN_THE_WAY, [tenant, sha256, region, accountRef, from, through]);
    return rows[0]?.id;
  }

  async insertPart(manager: EntityManager, id: string, csv: string): Promise<void> {
    await prepared(manager, 'bank-statement-insert-part', INSERT_PART, [id, csv]);
  }

  /** The whole text. */
  async text(manager: EntityManager, id: string): Promise<string> {
    return (await prepared<{ csv: string }>(manager, 'bank-statement-parts', PARTS, [id])).rows.map(({ csv }) => csv).join('');
  }

  async insertLines(manager: EntityManager, { id, tenant, region }: BankStatement, lines: readonly StatementLine[]): Promise<void> {
    await prepared(manager, 'bank-statement-insert-lines', INSERT_LINES, [
      id, tenant, region, lines.map(({ number }) => number), lines.map(({ bankReference }) => bankReference), lines.map(({ orderId }) => orderId),
      lines.map(({ day }) => day), lines.map(({ amount }) => String(amount)), lines.map(({ payee }) => payee), lines.map(({ purpose }) => purpose),
    ]);
  }

  /** Newest first. */
  async list({ tenant, regions, before, limit }: BankStatementFilter): Promise<readonly BankStatement[]> {
    return (await this.reader.read<Stored>('bank-statement-list', LIST, [tenant, regions, before ?? BEHIND_ALL, limit])).map(read);
  }

  /** In the order of the file. */
  async lines(id: string, { result, after, limit }: LineFilter): Promise<readonly ReconciledLine[]> {
    const rows =
      result === undefined
        ? await this.reader.read<StoredLine>('bank-statement-lines', LINES, [id, after, limit])
        : await this.reader.read<StoredLine>('bank-statement-lines-of-result', LINES_OF_RESULT, [id, after, limit, result]);
    return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
  }

  /** Orders reported as paid in the period that no statement has, by id. */
  async missing(id: string, after: string | undefined, limit: number): Promise<readonly MissingPayment[]> {
    const rows = await this.reader.read<Omit<MissingPayment, 'amount'> & { amount: string }>('bank-statement-missing', MISSING, [id, after ?? null, limit]);
    return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
  }
}
