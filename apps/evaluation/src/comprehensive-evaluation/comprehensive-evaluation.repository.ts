import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ComprehensiveEvaluationRow, FigureSum, RegionCount } from './comprehensive-evaluation.entity.js';

const COLUMNS = `
  id, tenant, programme, policy_version AS "policyVersion", year, clause, state, version, problems, measures, conclusion, counts, sums,
  drafted_by AS "draftedBy", drafted_client AS "draftedClient", drafted_on::text AS "draftedOn", issued_by AS "issuedBy", issued_on::text AS "issuedOn"`;
const INSERT = `
  INSERT INTO comprehensive_evaluation (id, tenant, programme, policy_version, year, clause, state, problems, measures, conclusion, counts, sums, drafted_by,
    drafted_client, drafted_on)
  VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (tenant, programme, year) DO NOTHING RETURNING ${COLUMNS}`;
const MOVE = `
  UPDATE comprehensive_evaluation SET version = version + 1, state = $3, problems = $4, measures = $5, conclusion = $6, counts = $7, sums = $8,
    drafted_by = $9, drafted_client = $10, issued_by = $11, issued_on = $12
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM comprehensive_evaluation WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
const LIST = `
  SELECT ${COLUMNS} FROM comprehensive_evaluation
  WHERE tenant = $1 AND ($2::text IS NULL OR programme = $2) AND ($3::boolean OR state = 'issued') AND ($4::uuid IS NULL OR id < $4)
  ORDER BY id DESC LIMIT $5`;
// A title that owed no report counts as a title alone: a programme without reports is evaluated as well (XJ-4).
const COUNTS = `
  SELECT title.region, count(*)::integer AS titles,
    count(*) FILTER (WHERE report.filed_on <= report.due_on)::integer AS "filedInTime",
    count(*) FILTER (WHERE report.filed_on > report.due_on)::integer AS "filedLate",
    count(*) FILTER (WHERE report.id IS NOT NULL AND report.filed_on IS NULL)::integer AS missing
  FROM title_projection title LEFT JOIN annual_report report ON report.title_id = title.title_id AND report.year = $3
  WHERE title.tenant = $1 AND title.programme = $2 AND title.level = 'provincial' AND extract(year FROM title.recognised_on) <= $3
    AND (report.id IS NOT NULL OR title.state IN ('valid', 'under-re-review'))
  GROUP BY title.region ORDER BY title.region`;
// numeric adds decimals exactly.
const SUMS = `
  SELECT figure.key, count(*)::integer AS reports, trim_scale(sum(figure.value::numeric))::text AS total
  FROM annual_report report CROSS JOIN LATERAL jsonb_each_text(report.figures) AS figure (key, value)
  WHERE report.tenant = $1 AND report.programme = $2 AND report.year = $3 AND report.filed_on IS NOT NULL AND figure.key = ANY($4::text[])
  GROUP BY figure.key ORDER BY figure.key`;

/** All queries about comprehensive evaluations. */
@Injectable()
export class ComprehensiveEvaluationRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns undefined when the year has an evaluation already */
  async insert(
    manager: EntityManager, row: Omit<ComprehensiveEvaluationRow, 'state' | 'version' | 'issuedBy' | 'issuedOn'>,
  ): Promise<ComprehensiveEvaluationRow | undefined> {
    const values = [
      row.id, row.tenant, row.programme, row.policyVersion, row.year, row.clause, JSON.stringify(row.problems), JSON.stringify(row.measures),
      row.conclusion,
      JSON.stringify(row.counts), JSON.stringify(row.sums), row.draftedBy, row.draftedClient, row.draftedOn,
    ];
    return (await prepared<ComprehensiveEvaluationRow>(manager, 'comprehensive-evaluation-insert', INSERT, values)).rows[0];
  }

  /** An evaluation of a tenant, locked until the transaction ends. */
  async lock(manager: EntityManager, tenant: string, id: string): Promise<ComprehensiveEvaluationRow | undefined> {
    return (await prepared<ComprehensiveEvaluationRow>(manager, 'comprehensive-evaluation-lock', LOCK, [id, tenant])).rows[0];
  }

  /** @returns the changed evaluation; undefined when its version is another by now */
  async move(manager: EntityManager, row: ComprehensiveEvaluationRow): Promise<ComprehensiveEvaluationRow | undefined> {
    const values = [
      row.id, row.version, row.state, JSON.stringify(row.problems), JSON.stringify(row.measures), row.conclusion, JSON.stringify(row.counts),
      JSON.stringify(row.sums), row.draftedBy, row.draftedClient, row.issuedBy, row.issuedOn,
    ];
    return (await prepared<ComprehensiveEvaluationRow>(manager, 'comprehensive-evaluation-move', MOVE, values)).rows[0];
  }

  async find(tenant: string, id: string): Promise<ComprehensiveEvaluationRow | undefined> {
    return (await this.reader.read<ComprehensiveEvaluationRow>('comprehensive-evaluation-find', FIND, [id, tenant]))[0];
  }

  /** Newest first. @param drafts whether drafts are seen as well */
  async list(
    tenant: string, programme: string | undefined, drafts: boolean, before: string | undefined, limit: number,
  ): Promise<readonly ComprehensiveEvaluationRow[]> {
    return await this.reader.read<ComprehensiveEvaluationRow>(
      'comprehensive-evaluation-list', LIST, [tenant, programme ?? null, drafts, before ?? null, limit],
    );
  }

  /** The provincial titles of a programme by region, and how their reports for a year came in. */
  async counts(manager: EntityManager, tenant: string, programme: string, year: number): Promise<readonly RegionCount[]> {
    return (await prepared<RegionCount>(manager, 'comprehensive-evaluation-counts', COUNTS, [tenant, programme, year])).rows;
  }

  /** The figures of a year's filed reports, summed. @param keys those that are numbers */
  async sums(manager: EntityManager, tenant: string, programme: string, year: number, keys: readonly string[]): Promise<readonly FigureSum[]> {
    return (await prepared<FigureSum>(manager, 'comprehensive-evaluation-sums', SUMS, [tenant, programme, year, keys])).rows;
  }
}
