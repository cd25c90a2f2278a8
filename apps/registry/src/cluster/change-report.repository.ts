import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ClusterChange, ClusterChangeReport } from './cluster.entity.js';

const COLUMNS = `
  change_id AS "changeId", tenant, cluster_id AS "clusterId", region, clause, due_on::text AS "dueOn", state,
  reported_on::text AS "reportedOn", reported_by AS "reportedBy", note`;
const INSERT = `
  INSERT INTO cluster_change_report (change_id, tenant, cluster_id, region, clause, due_on, state) VALUES ($1, $2, $3, $4, $5, $6, 'due')`;
const FIND = `SELECT ${COLUMNS} FROM cluster_change_report WHERE change_id = $1`;
const OF_CHANGES = `SELECT ${COLUMNS} FROM cluster_change_report WHERE change_id = ANY($1::uuid[])`;
const MOVE = `
  UPDATE cluster_change_report SET state = $3, reported_on = $4, reported_by = $5, note = $6 WHERE change_id = $1 AND state = $2 RETURNING ${COLUMNS}`;
const LIST = `
  SELECT page.* FROM unnest($2::text[]) code CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM cluster_change_report
    WHERE tenant = $1 AND region = code AND change_id < COALESCE($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') AND ($5::text IS NULL OR state = $5)
    ORDER BY change_id DESC LIMIT $4
  ) page ORDER BY page."changeId" DESC LIMIT $4`;
const CHANGE = `
  SELECT id, position, tenant, cluster_id AS "clusterId", kind, before, after, changed_on::text AS "changedOn", recorded_at AS "recordedAt", person, reason
  FROM cluster_change WHERE id = $1`;

/** All queries about the reports of major changes. */
@Injectable()
export class ChangeReportRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, report: Pick<ClusterChangeReport, 'changeId' | 'tenant' | 'clusterId' | 'region' | 'clause' | 'dueOn'>): Promise<void> {
    const { changeId, tenant, clusterId, region, clause, dueOn } = report;
    await prepared(manager, 'change-report-insert', INSERT, [changeId, tenant, clusterId, region, clause, dueOn]);
  }

  async find(manager: EntityManager, changeId: string): Promise<ClusterChangeReport | undefined> {
    return (await prepared<ClusterChangeReport>(manager, 'change-report-find', FIND, [changeId])).rows[0];
  }

  async findChange(manager: EntityManager, changeId: string): Promise<ClusterChange | undefined> {
    return (await prepared<ClusterChange>(manager, 'change-report-change', CHANGE, [changeId])).rows[0];
  }

  /** @returns undefined when its state is another by now */
  async move(
    manager: EntityManager,
    report: ClusterChangeReport,
    to: Pick<ClusterChangeReport, 'state' | 'reportedOn' | 'reportedBy' | 'note'>,
  ): Promise<ClusterChangeReport | undefined> {
    const values = [report.changeId, report.state, to.state, to.reportedOn, to.reportedBy, to.note];
    return (await prepared<ClusterChangeReport>(manager, 'change-report-move', MOVE, values)).rows[0];
  }

  async ofChanges(changeIds: readonly string[]): Promise<ReadonlyMap<string, ClusterChangeReport>> {
    const rows = await this.reader.read<ClusterChangeReport>('change-report-of-changes', OF_CHANGES, [changeIds]);
    return new Map(rows.map((row) => [row.changeId, row]));
  }

  /** Reports of the regions' clusters, those of the newest changes first. @param before the last change of the page before */
  async list(tenant: string, regions: readonly string[], state: string | undefined, before: string | undefined, limit: number): Promise<readonly ClusterChangeReport[]> {
    return await this.reader.read<ClusterChangeReport>('change-report-list', LIST, [tenant, regions, before ?? null, limit, state ?? null]);
  }
}
