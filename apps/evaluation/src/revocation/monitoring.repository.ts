import { prepared } from '@jiqun/service-kit';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ClusterChange } from '../title-projection/title-projection.entity.js';
import type { FindingRow, IncidentRow } from './revocation.entity.js';

/** A re-review as far as it matters to the grounds of revocation. */
export interface ReviewedTerm {
  readonly termEnd: string;
  readonly openedOn: string;
  readonly appliedOn: string | null;
  readonly decidedOn: string | null;
  readonly state: string;
}

type KnownIncident = Pick<IncidentRow, 'happenedOn' | 'category' | 'grade'>;
type KnownFinding = Pick<FindingRow, 'foundOn' | 'kind' | 'by'>;
type KnownChange = Pick<ClusterChange, 'kind' | 'changedOn' | 'reportedOn'>;

const INSERT_INCIDENT = `
  INSERT INTO incident (id, tenant, cluster_id, source, recorded_by, recorded_at, happened_on, category, grade) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
const INSERT_FINDING = `
  INSERT INTO finding (id, tenant, cluster_id, source, recorded_by, recorded_at, found_on, kind, by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;
const strike = (table: string): string => `
  UPDATE ${table} SET struck_by = $3, struck_at = $4, strike_reason = $5 WHERE id = $1 AND tenant = $2 AND struck_by IS NULL
  RETURNING cluster_id AS "clusterId"`;
const STRIKE_INCIDENT = strike('incident');
const STRIKE_FINDING = strike('finding');
const INCIDENTS = `
  SELECT happened_on::text AS "happenedOn", category, grade FROM incident
  WHERE tenant = $1 AND cluster_id = $2 AND struck_by IS NULL ORDER BY happened_on, id`;
const FINDINGS = `
  SELECT found_on::text AS "foundOn", kind, by FROM finding WHERE tenant = $1 AND cluster_id = $2 AND struck_by IS NULL ORDER BY found_on, id`;
const REPORTS = `SELECT year, filed_on::text AS "filedOn" FROM annual_report WHERE title_id = $1 AND filed_on IS NOT NULL ORDER BY year`;
const CHANGES = `
  SELECT kind, changed_on::text AS "changedOn", reported_on::text AS "reportedOn" FROM cluster_change_projection
  WHERE tenant = $1 AND cluster_id = $2 ORDER BY changed_on, change_id`;
const REVIEWS = `
  SELECT term_end::text AS "termEnd", opened_on::text AS "openedOn", applied_on::text AS "appliedOn", decided_on::text AS "decidedOn", state
  FROM re_review WHERE title_id = $1 ORDER BY term_end`;

/** What monitoring recorded, and what it reads of other nouns to know which grounds exist. */
@Injectable()
export class MonitoringRepository {
  async insertIncident(manager: EntityManager, row: IncidentRow): Promise<void> {
    const values = [row.id, row.tenant, row.clusterId, row.source, row.recordedBy, row.recordedAt, row.happenedOn, row.category, row.grade];
    await prepared(manager, 'incident-insert', INSERT_INCIDENT, values);
  }

  async insertFinding(manager: EntityManager, row: FindingRow): Promise<void> {
    const values = [row.id, row.tenant, row.clusterId, row.source, row.recordedBy, row.recordedAt, row.foundOn, row.kind, row.by];
    await prepared(manager, 'finding-insert', INSERT_FINDING, values);
  }

  /** Strikes an incident or a finding. @returns its cluster; undefined when there is none, or it is struck already */
  async strike(manager: EntityManager, id: string, tenant: string, by: string, at: Date, reason: string): Promise<string | undefined> {
    const values = [id, tenant, by, at, reason];
    const incidents = await prepared<{ clusterId: string }>(manager, 'incident-strike', STRIKE_INCIDENT, values);
    if (incidents.rows[0] !== undefined) return incidents.rows[0].clusterId;
    return (await prepared<{ clusterId: string }>(manager, 'finding-strike', STRIKE_FINDING, values)).rows[0]?.clusterId;
  }

  async incidents(manager: EntityManager, tenant: string, clusterId: string): Promise<readonly KnownIncident[]> {
    return (await prepared<KnownIncident>(manager, 'incident-of-cluster', INCIDENTS, [tenant, clusterId])).rows;
  }

  async findings(manager: EntityManager, tenant: string, clusterId: string): Promise<readonly KnownFinding[]> {
    return (await prepared<KnownFinding>(manager, 'finding-of-cluster', FINDINGS, [tenant, clusterId])).rows;
  }

  /** The first filing of each year's report. */
  async reports(manager: EntityManager, titleId: string): Promise<readonly { readonly year: number; readonly filedOn: string }[]> {
    return (await prepared<{ year: number; filedOn: string }>(manager, 'annual-report-filings', REPORTS, [titleId])).rows;
  }

  async changes(manager: EntityManager, tenant: string, clusterId: string): Promise<readonly KnownChange[]> {
    return (await prepared<KnownChange>(manager, 'cluster-change-list', CHANGES, [tenant, clusterId])).rows;
  }

  /** A title's re-reviews, by term. */
  async reviews(manager: EntityManager, titleId: string): Promise<readonly ReviewedTerm[]> {
    return (await prepared<ReviewedTerm>(manager, 're-review-terms', REVIEWS, [titleId])).rows;
  }
}
