import { prepared, Reader, type Transaction } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { InvestmentLine, LineVerification, VerifiedTotal } from './investment-line.entity.js';

const COLUMNS = `
  id, tenant, group_id AS "groupId", project_id AS "projectId", year_id AS "yearId", number, category, description, supplier_name AS "supplierName",
  supplier_credit_code AS "supplierCreditCode", invoice_number AS "invoiceNumber", invoice_date::text AS "invoiceDate", completed_on::text AS "completedOn",
  planned_year AS "plannedYear", amount_fen AS "amountFen", tax, condition, serials, region, evidence, eligibility, reasons, is_progress AS "isProgress", version,
  entered_by AS "enteredBy", entered_at AS "enteredAt", outcome, verified_fen AS "verifiedFen", verified_by AS "verifiedBy", verified_at AS "verifiedAt"`;
/** The columns of a line as JSON gives them to a statement. */
const GIVEN = `
  id uuid, tenant text, "groupId" uuid, "projectId" uuid, "yearId" uuid, number integer, category text, description text, "supplierName" text,
  "supplierCreditCode" text, "invoiceNumber" text, "invoiceDate" date, "completedOn" date, "plannedYear" integer, "amountFen" bigint, tax text, condition text,
  serials jsonb, region text, evidence jsonb, eligibility text, reasons jsonb, "isProgress" boolean, "enteredBy" text, "enteredAt" timestamptz`;
const INSERT = `
  INSERT INTO investment_line (id, tenant, group_id, project_id, year_id, number, category, description, supplier_name, supplier_credit_code, invoice_number,
    invoice_date, completed_on, planned_year, amount_fen, tax, condition, serials, region, evidence, eligibility, reasons, is_progress, entered_by, entered_at)
  SELECT id, tenant, "groupId", "projectId", "yearId", number, category, description, "supplierName", "supplierCreditCode", "invoiceNumber", "invoiceDate",
    "completedOn", "plannedYear", "amountFen", tax, condition, ARRAY(SELECT jsonb_array_elements_text(serials)), region, evidence, eligibility, reasons,
    "isProgress", "enteredBy", "enteredAt"
  FROM jsonb_to_recordset($1::jsonb) AS given (${GIVEN})`;
const REPLACE = `
  UPDATE investment_line SET project_id = "projectId", category = given.category, description = given.description, supplier_name = "supplierName",
    supplier_credit_code = "supplierCreditCode", invoice_number = "invoiceNumber", invoice_date = "invoiceDate", completed_on = "completedOn",
    planned_year = "plannedYear", amount_fen = "amountFen", tax = given.tax, condition = given.condition,
    serials = ARRAY(SELECT jsonb_array_elements_text(given.serials)), region = given.region, evidence = given.evidence, eligibility = given.eligibility,
    reasons = given.reasons, is_progress = "isProgress", entered_by = "enteredBy", entered_at = "enteredAt", version = investment_line.version + 1,
    outcome = NULL, verified_fen = 0, verified_by = NULL, verified_at = NULL
  FROM jsonb_to_recordset($1::jsonb) AS given (${GIVEN})
  WHERE investment_line.id = given.id AND investment_line.group_id = given."groupId" AND NOT removed`;
const JUDGE = `
  UPDATE investment_line SET eligibility = given.eligibility, reasons = given.reasons
  FROM jsonb_to_recordset($1::jsonb) AS given (id uuid, eligibility text, reasons jsonb) WHERE investment_line.id = given.id`;
const REMOVE = `
  UPDATE investment_line SET removed = true, version = version + 1, outcome = NULL, verified_fen = 0, verified_by = NULL, verified_at = NULL
  WHERE group_id = $1 AND id = ANY($2::uuid[]) AND NOT removed RETURNING id`;
const LAST_NUMBER = `SELECT coalesce(max(number), 0)::integer AS last, count(*) FILTER (WHERE NOT removed)::integer AS lines FROM investment_line WHERE group_id = $1`;
const ALL = `SELECT ${COLUMNS} FROM investment_line WHERE group_id = $1 AND NOT removed ORDER BY number`;
const LOCK = `SELECT ${COLUMNS} FROM investment_line WHERE group_id = $1 AND id = ANY($2::uuid[]) AND NOT removed ORDER BY number FOR UPDATE`;
const LIST = `
  SELECT ${COLUMNS} FROM investment_line
  WHERE group_id = $1 AND number > $2 AND NOT removed AND ($3::uuid IS NULL OR project_id = $3) AND ($4::text IS NULL OR eligibility = $4)
    AND ($5::text IS NULL OR coalesce(outcome, 'open') = $5)
  ORDER BY number LIMIT $6`;
const VERIFY = `
  UPDATE investment_line SET outcome = given.outcome, verified_fen = given."amountFen", verified_by = $2, verified_at = $3
  FROM jsonb_to_recordset($1::jsonb) AS given ("lineId" uuid, outcome text, "amountFen" bigint)
  WHERE investment_line.id = given."lineId"`;
const RECORD = `
  INSERT INTO line_verification (id, tenant, group_id, line_id, line_version, outcome, amount_fen, clause, reason, evidence, role, person, client, recorded_at)
  SELECT id, $2, $3, "lineId", "lineVersion", outcome, "amountFen", clause, reason, $4, $5, $6, $7, $8
  FROM jsonb_to_recordset($1::jsonb) AS given (id uuid, "lineId" uuid, "lineVersion" integer, outcome text, "amountFen" bigint, clause text, reason text)`;
const RECORDS = `
  SELECT id, tenant, group_id AS "groupId", line_id AS "lineId", line_version AS "lineVersion", outcome, amount_fen AS "amountFen", clause, reason, evidence, role,
    person, client, recorded_at AS "recordedAt"
  FROM line_verification WHERE line_id = $1 AND group_id = $2 AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4`;
const OPEN = `SELECT count(*)::integer AS open FROM investment_line WHERE group_id = $1 AND NOT removed AND completed_on IS NOT NULL AND outcome IS NULL`;
const totals = (year: string, when: string) => `
  SELECT line.project_id AS "projectId", project.type AS "projectType", ${year}::integer AS year, line.category, sum(line.verified_fen)::text AS amount
  FROM investment_line line JOIN project ON project.group_id = line.group_id AND project.id = line.project_id
  WHERE line.group_id = $1 AND NOT line.removed AND line.outcome IN ('accepted', 'cut') AND ${when}
  GROUP BY 1, 2, 3, 4 ORDER BY 1, 3, 4`;
const VERIFIED = totals('extract(year FROM line.completed_on)', 'line.completed_on IS NOT NULL AND ($2::date IS NULL OR line.completed_on <= $2)');
const PLANNED = totals('line.planned_year', 'line.planned_year IS NOT NULL');

/** Which lines of a group. */
export interface LineFilter {
  readonly groupId: string;
  readonly projectId: string | undefined;
  readonly eligibility: string | undefined;
  readonly outcome: string | undefined;
  /** The last number of the page before; 0 for the first. */
  readonly after: number;
  readonly limit: number;
}

/** What the local department found, by line. */
export type FoundOfLine = Pick<LineVerification, 'id' | 'lineId' | 'lineVersion' | 'outcome' | 'amountFen' | 'clause' | 'reason'>;

type TotalRow = Omit<VerifiedTotal, 'amount'> & { readonly amount: string };

/** All queries about investment lines. */
@Injectable()
export class InvestmentLineRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, lines: readonly InvestmentLine[]): Promise<void> {
    await prepared(manager, 'investment-line-insert', INSERT, [JSON.stringify(lines)]);
  }

  /** Other contents for lines that the caller has locked; what was verified of them is verified no more. */
  async replace(manager: EntityManager, lines: readonly InvestmentLine[]): Promise<void> {
    await prepared(manager, 'investment-line-replace', REPLACE, [JSON.stringify(lines)]);
  }

  /** Another judgement of what may count, where the day or the notice has changed. */
  async judge(manager: EntityManager, lines: readonly Pick<InvestmentLine, 'id' | 'eligibility' | 'reasons'>[]): Promise<void> {
    await prepared(manager, 'investment-line-judge', JUDGE, [JSON.stringify(lines)]);
  }

  /** Takes lines out; their numbers are never given again. @returns those that were there */
  async remove(manager: EntityManager, groupId: string, ids: readonly string[]): Promise<readonly string[]> {
    return (await prepared<{ id: string }>(manager, 'investment-line-remove', REMOVE, [groupId, ids])).rows.map(({ id }) => id);
  }

  /** The last number that was given in a group, and how many lines it has. */
  async counted(manager: EntityManager, groupId: string): Promise<{ readonly last: number; readonly lines: number }> {
    return (await prepared<{ last: number; lines: number }>(manager, 'investment-line-counted', LAST_NUMBER, [groupId])).rows[0] ?? { last: 0, lines: 0 };
  }

  /** All lines of a group, by number. */
  async all(groupId: string, manager?: EntityManager): Promise<readonly InvestmentLine[]> {
    return manager === undefined
      ? await this.reader.read<InvestmentLine>('investment-line-all', ALL, [groupId])
      : (await prepared<InvestmentLine>(manager, 'investment-line-all', ALL, [groupId])).rows;
  }

  /** The lines of a group with these ids, locked, by number. */
  async lock(manager: EntityManager, groupId: string, ids: readonly string[]): Promise<readonly InvestmentLine[]> {
    return (await prepared<InvestmentLine>(manager, 'investment-line-lock', LOCK, [groupId, ids])).rows;
  }

  /** By number. */
  async list({ groupId, projectId, eligibility, outcome, after, limit }: LineFilter): Promise<readonly InvestmentLine[]> {
    const values = [groupId, after, projectId ?? null, eligibility ?? null, outcome ?? null, limit];
    return await this.reader.read<InvestmentLine>('investment-line-list', LIST, values);
  }

  /** Writes what was found of lines, and keeps it for ever. */
  async verify(transaction: Transaction, groupId: string, role: string, found: readonly FoundOfLine[], evidence: LineVerification['evidence']): Promise<void> {
    const { manager, now, call } = transaction;
    const { tenant, person, client } = call.caller;
    const rows = JSON.stringify(found.map((entry) => ({ ...entry, amountFen: entry.amountFen.toString() })));
    await prepared(manager, 'investment-line-verify', VERIFY, [rows, person, now]);
    await prepared(manager, 'investment-line-record', RECORD, [rows, tenant, groupId, JSON.stringify(evidence), role, person, client ?? null, now]);
  }

  /** What was found of a line, newest first. */
  async verifications(groupId: string, lineId: string, before: string | undefined, limit: number): Promise<readonly LineVerification[]> {
    const rows = await this.reader.read<Omit<LineVerification, 'amountFen'> & { amountFen: string }>('investment-line-records', RECORDS, [lineId, groupId, before ?? null, limit]);
    return rows.map((row) => ({ ...row, amountFen: BigInt(row.amountFen) }));
  }

  /** How many completed lines of a group nobody has verified yet: a gate is passed at none (SUB-4.b). */
  async unverified(manager: EntityManager, groupId: string): Promise<number> {
    return (await prepared<{ open: number }>(manager, 'investment-line-open', OPEN, [groupId])).rows[0]?.open ?? 0;
  }

  /**
   * What counts of a group (SUB-4.b): completed and verified, by the year of completion, project and category, fen.
   * @param through only what was completed on or before this day
   */
  async verifiedTotals(manager: EntityManager, groupId: string, through?: string): Promise<readonly VerifiedTotal[]> {
    return asTotals((await prepared<TotalRow>(manager, 'investment-line-verified', VERIFIED, [groupId, through ?? null])).rows);
  }

  /** What is planned and was found in order, by the year for which it is planned. */
  async plannedTotals(manager: EntityManager, groupId: string): Promise<readonly VerifiedTotal[]> {
    return asTotals((await prepared<TotalRow>(manager, 'investment-line-planned', PLANNED, [groupId])).rows);
  }

  /** Both, and how many lines are open, as of one moment. */
  async summary(groupId: string): Promise<{ readonly verified: readonly VerifiedTotal[]; readonly planned: readonly VerifiedTotal[]; readonly open: number }> {
    return await this.reader.snapshot(async (manager) => ({
      verified: await this.verifiedTotals(manager, groupId),
      planned: await this.plannedTotals(manager, groupId),
      open: await this.unverified(manager, groupId),
    }));
  }
}

const asTotals = (rows: readonly TotalRow[]): VerifiedTotal[] => rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
