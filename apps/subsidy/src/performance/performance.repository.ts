import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { PartyScope } from '../award-subject/award-parties.js';
import { equal, listStatement } from '../filtered-list.js';
import type { PerformanceReportRow, PerformanceRow } from './performance.entity.js';

const COLUMNS = `
  id, tenant, award_id AS "awardId", group_id AS "groupId", year, programme, policy_version AS "policyVersion", region,
  lead_credit_code AS "leadCreditCode", lead_name AS "leadName", state, version, indicators, breakdown, document, set_by AS "setBy",
  set_client AS "setClient", set_on::text AS "setOn", confirmed_by AS "confirmedBy", confirmed_on::text AS "confirmedOn", evaluation,
  evaluation_inputs AS "evaluationInputs", evaluation_sha256 AS "evaluationSha256", evaluated_by AS "evaluatedBy",
  evaluated_client AS "evaluatedClient", objections, corrections, conclusion, concluded_by AS "concludedBy",
  concluded_client AS "concludedClient", annulment, annulment_proposed_by AS "annulmentProposedBy", annulment_proposed_client AS "annulmentProposedClient",
  annulled_by AS "annulledBy"`;
const INSERT = `
  INSERT INTO performance (id, tenant, award_id, group_id, year, programme, policy_version, region, lead_credit_code, lead_name, state, indicators,
    breakdown, document, set_by, set_client, set_on)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
  ON CONFLICT ON CONSTRAINT performance_once_a_year DO NOTHING RETURNING ${COLUMNS}`;
const MOVE = `
  UPDATE performance SET version = version + 1, state = $3, indicators = $4, breakdown = $5, document = $6, set_by = $7, set_client = $8, set_on = $9,
    confirmed_by = $10, confirmed_on = $11, evaluation = $12, evaluation_inputs = $13, evaluation_sha256 = $14, evaluated_by = $15,
    evaluated_client = $16, objections = $17, corrections = $18, conclusion = $19, concluded_by = $20, concluded_client = $21,
    annulment = $22, annulment_proposed_by = $23, annulment_proposed_client = $24, annulled_by = $25
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM performance WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
const ARE_SET = `SELECT 1 AS found FROM performance WHERE tenant = $1 AND award_id = $2 AND year = $3 AND state <> 'set'`;
const SELECT = `SELECT ${COLUMNS} FROM performance o`;
const INSERT_REPORT = `
  INSERT INTO performance_report (id, tenant, performance_id, kind, region, through, recorded_on, actuals, used_as_declared, score, text, evidence, recorded_by)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`;
const REPORTS = `
  SELECT id, tenant, performance_id AS "performanceId", kind, region, through::text AS through, recorded_on::text AS "recordedOn", actuals,
    used_as_declared AS "usedAsDeclared", score, text, evidence, recorded_by AS "recordedBy"
  FROM performance_report WHERE performance_id = $1 ORDER BY id LIMIT 40`;

/** Which performances of a list. */
export interface PerformanceFilter {
  readonly tenant: string;
  readonly scope: PartyScope;
  readonly awardId: string | undefined;
  readonly year: number | undefined;
  readonly state: string | undefined;
  readonly before: string | undefined;
  readonly limit: number;
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** All queries about performances. */
@Injectable()
export class PerformanceRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns undefined when the award has targets for the year */
  async insert(manager: EntityManager, row: PerformanceRow): Promise<PerformanceRow | undefined> {
    const values = [
      row.id, row.tenant, row.awardId, row.groupId, row.year, row.programme, row.policyVersion, row.region, row.leadCreditCode, row.leadName, row.state,
      json(row.indicators), json(row.breakdown), row.document, row.setBy, row.setClient, row.setOn,
    ];
    return (await prepared<PerformanceRow>(manager, 'performance-insert', INSERT, values)).rows[0];
  }

  async lock(manager: EntityManager, tenant: string, id: string): Promise<PerformanceRow | undefined> {
    return (await prepared<PerformanceRow>(manager, 'performance-lock', LOCK, [id, tenant])).rows[0];
  }

  /** @returns undefined when its version is another by now */
  async move(manager: EntityManager, row: PerformanceRow): Promise<PerformanceRow | undefined> {
    const values = [
      row.id, row.version, row.state, json(row.indicators), json(row.breakdown), row.document, row.setBy, row.setClient, row.setOn, row.confirmedBy,
      row.confirmedOn, json(row.evaluation), row.evaluationInputs, row.evaluationSha256, row.evaluatedBy, row.evaluatedClient, json(row.objections),
      json(row.corrections), json(row.conclusion), row.concludedBy, row.concludedClient, json(row.annulment), row.annulmentProposedBy,
      row.annulmentProposedClient, row.annulledBy,
    ];
    return (await prepared<PerformanceRow>(manager, 'performance-move', MOVE, values)).rows[0];
  }

  async find(tenant: string, id: string): Promise<PerformanceRow | undefined> {
    return (await this.reader.read<PerformanceRow>('performance-find', FIND, [id, tenant]))[0];
  }

  /** Newest first. */
  async list({ tenant, scope, awardId, year, state, before, limit }: PerformanceFilter): Promise<readonly PerformanceRow[]> {
    const conditions = [...equal('award_id', awardId), ...equal('year', year), ...equal('state', state)];
    const { name, text, values } = listStatement('performance', SELECT, { tenant, scope, before, limit, conditions });
    return await this.reader.read<PerformanceRow>(name, text, values);
  }

  /** Whether the targets of an award for a year are set and confirmed. */
  async areSet(manager: EntityManager, tenant: string, awardId: string, year: number): Promise<boolean> {
    return (await prepared(manager, 'performance-are-set', ARE_SET, [tenant, awardId, year])).rows.length > 0;
  }

  async insertReport(manager: EntityManager, row: PerformanceReportRow): Promise<void> {
    const values = [
      row.id, row.tenant, row.performanceId, row.kind, row.region, row.through, row.recordedOn, json(row.actuals), row.usedAsDeclared, row.score, row.text,
      row.evidence, row.recordedBy,
    ];
    await prepared(manager, 'performance-report-insert', INSERT_REPORT, values);
  }

  /** Oldest first. */
  async reportsIn(manager: EntityManager, performanceId: string): Promise<readonly PerformanceReportRow[]> {
    return (await prepared<PerformanceReportRow>(manager, 'performance-reports', REPORTS, [performanceId])).rows;
  }

  /** Oldest first. */
  async reports(performanceId: string): Promise<readonly PerformanceReportRow[]> {
    return await this.reader.read<PerformanceReportRow>('performance-reports', REPORTS, [performanceId]);
  }
}
