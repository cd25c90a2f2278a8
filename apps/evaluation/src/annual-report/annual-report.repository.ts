import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { AnnualReportRow, ReferenceFigure } from './annual-report.entity.js';

const COLUMNS = `
  id, tenant, title_id AS "titleId", cluster_id AS "clusterId", cluster_name AS "clusterName", programme, policy_version AS "policyVersion", region, year,
  clause, due_on::text AS "dueOn", state, version, overdue, filed_on::text AS "filedOn", figures, warnings, explanations, filed_by AS "filedBy", opinion,
  passed_on_by AS "passedOnBy", passed_on_on::text AS "passedOnOn", received_on::text AS "receivedOn", return_reason AS "returnReason"`;
const INSERT = `
  INSERT INTO annual_report (id, tenant, title_id, cluster_id, cluster_name, programme, policy_version, region, year, clause, due_on, state)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'due') ON CONFLICT (title_id, year) DO NOTHING RETURNING ${COLUMNS}`;
const MOVE = `
  UPDATE annual_report SET version = version + 1, state = $3, overdue = $4, filed_on = $5, figures = $6, warnings = $7, explanations = $8, filed_by = $9,
    opinion = $10, passed_on_by = $11, passed_on_on = $12, received_on = $13, return_reason = $14
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const MISS = `
  UPDATE annual_report SET overdue = true, version = version + 1
  WHERE id = $1 AND tenant = $2 AND filed_on IS NULL AND NOT overdue AND due_on < $3 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM annual_report WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
const UNFILED = `SELECT ${COLUMNS} FROM annual_report WHERE title_id = $1 AND filed_on IS NULL AND NOT overdue ORDER BY year`;
const OF_YEAR = `SELECT ${COLUMNS} FROM annual_report WHERE title_id = $1 AND year = $2 AND filed_on IS NOT NULL`;
// A page from each region's end of the index, then the newest of these: one scan over many regions would sort them all.
const list = (condition: string): string => `
  SELECT page.* FROM unnest($2::text[]) AS within (code) CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM annual_report
    WHERE tenant = $1 AND region = within.code AND ${condition} AND ($3::text IS NULL OR programme = $3) AND ($4::integer IS NULL OR year = $4)
      AND ($5::text IS NULL OR state = $5) AND ($6::uuid IS NULL OR id < $6)
    ORDER BY id DESC LIMIT $7) page
  ORDER BY id DESC LIMIT $7`;
const LIST = list('true');
const LIST_OVERDUE = list('overdue');
const INSERT_REFERENCE = `
  INSERT INTO reference_figure (tenant, title_id, year, key, source, value, recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT DO NOTHING`;
const REFERENCES = `SELECT year, key, source, value FROM reference_figure WHERE title_id = $1 AND year = ANY($2::integer[]) ORDER BY year, key, source`;
const APPLICATION = `
  SELECT content->'facts' AS facts FROM application
  WHERE tenant = $1 AND cluster_id = $2 AND programme = $3 AND state = 'recognised' ORDER BY id DESC LIMIT 1`;

/** Which reports of a list. */
export interface AnnualReportFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly programme: string | undefined;
  readonly year: number | undefined;
  readonly state: string | undefined;
  readonly overdueOnly: boolean;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

type NewReport = Pick<
  AnnualReportRow,
  'id' | 'tenant' | 'titleId' | 'clusterId' | 'clusterName' | 'programme' | 'policyVersion' | 'region' | 'year' | 'clause' | 'dueOn'
>;

/** All queries about annual reports. */
@Injectable()
export class AnnualReportRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns undefined when the title's report of that year was opened before */
  async insert(manager: EntityManager, row: NewReport): Promise<AnnualReportRow | undefined> {
    const values = [
      row.id, row.tenant, row.titleId, row.clusterId, row.clusterName, row.programme, row.policyVersion, row.region, row.year, row.clause, row.dueOn,
    ];
    return (await prepared<AnnualReportRow>(manager, 'annual-report-insert', INSERT, values)).rows[0];
  }

  /** A report of a tenant, locked until the transaction ends. */
  async lock(manager: EntityManager, tenant: string, id: string): Promise<AnnualReportRow | undefined> {
    return (await prepared<AnnualReportRow>(manager, 'annual-report-lock', LOCK, [id, tenant])).rows[0];
  }

  /** @returns the changed report; undefined when its version is another by now */
  async move(manager: EntityManager, row: AnnualReportRow): Promise<AnnualReportRow | undefined> {
    const values = [
      row.id, row.version, row.state, row.overdue, row.filedOn, JSON.stringify(row.figures), JSON.stringify(row.warnings),
      JSON.stringify(row.explanations),
      row.filedBy, row.opinion, row.passedOnBy, row.passedOnOn, row.receivedOn, row.returnReason,
    ];
    return (await prepared<AnnualReportRow>(manager, 'annual-report-move', MOVE, values)).rows[0];
  }

  /** Marks a report overdue that was not filed by the end of its due day. @returns undefined when there is nothing to mark */
  async miss(manager: EntityManager, tenant: string, id: string, today: string): Promise<AnnualReportRow | undefined> {
    return (await prepared<AnnualReportRow>(manager, 'annual-report-miss', MISS, [id, tenant, today])).rows[0];
  }

  /** A title's reports that were not filed and are not marked overdue yet. */
  async unfiled(manager: EntityManager, titleId: string): Promise<readonly AnnualReportRow[]> {
    return (await prepared<AnnualReportRow>(manager, 'annual-report-unfiled', UNFILED, [titleId])).rows;
  }

  async find(tenant: string, id: string): Promise<AnnualReportRow | undefined> {
    return (await this.reader.read<AnnualReportRow>('annual-report-find', FIND, [id, tenant]))[0];
  }

  /** The same, as of the manager's moment. */
  async findIn(manager: EntityManager, tenant: string, id: string): Promise<AnnualReportRow | undefined> {
    return (await prepared<AnnualReportRow>(manager, 'annual-report-find', FIND, [id, tenant])).rows[0];
  }

  /** What was filed for a year. */
  async filedOfYear(manager: EntityManager, titleId: string, year: number): Promise<AnnualReportRow | undefined> {
    return (await prepared<AnnualReportRow>(manager, 'annual-report-of-year', OF_YEAR, [titleId, year])).rows[0];
  }

  /** Newest first. */
  async list({ tenant, regions, programme, year, state, overdueOnly, before, limit }: AnnualReportFilter): Promise<readonly AnnualReportRow[]> {
    const values = [tenant, regions, programme ?? null, year ?? null, state ?? null, before ?? null, limit];
    return await this.reader.read<AnnualReportRow>(
      overdueOnly ? 'annual-report-list-overdue' : 'annual-report-list', overdueOnly ? LIST_OVERDUE : LIST, values,
    );
  }

  async insertReference(
    manager: EntityManager, tenant: string, titleId: string, { year, key, source, value }: ReferenceFigure, by: string, at: Date,
  ): Promise<boolean> {
    return (await prepared(manager, 'reference-figure-insert', INSERT_REFERENCE, [tenant, titleId, year, key, source, value, by, at])).rowCount === 1;
  }

  async references(manager: EntityManager, titleId: string, years: readonly number[]): Promise<readonly ReferenceFigure[]> {
    return (await prepared<ReferenceFigure>(manager, 'reference-figures', REFERENCES, [titleId, years])).rows;
  }

  /** The facts of the application by which a cluster was recognised under a programme. */
  async appliedFacts(
    manager: EntityManager, tenant: string, clusterId: string, programme: string,
  ): Promise<readonly { readonly name: string; readonly value: unknown }[]> {
    const rows = (await prepared<{ facts: { name: string; value: unknown }[] }>(
      manager, 'annual-report-applied-facts', APPLICATION, [tenant, clusterId, programme],
    )).rows;
    return rows[0]?.facts ?? [];
  }
}
