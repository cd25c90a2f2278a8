import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { ClusterChange, TitleProjection } from './title-projection.entity.js';

const COLUMNS = `
  title_id AS "titleId", tenant, cluster_id AS "clusterId", cluster_name AS "clusterName", programme, policy_version AS "policyVersion", level, region,
  state, recognised_on::text AS "recognisedOn", valid_through::text AS "validThrough", changed_on::text AS "changedOn", sequence`;
const PUT = `
  INSERT INTO title_projection AS known (title_id, tenant, cluster_id, cluster_name, programme, policy_version, level, region, state, recognised_on,
    valid_through, changed_on, sequence)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
  ON CONFLICT (title_id) DO UPDATE SET
    cluster_id = excluded.cluster_id, cluster_name = excluded.cluster_name, programme = excluded.programme, policy_version = excluded.policy_version,
    level = excluded.level, region = excluded.region, state = excluded.state, recognised_on = excluded.recognised_on,
    valid_through = excluded.valid_through, changed_on = excluded.changed_on, sequence = excluded.sequence
  WHERE known.sequence < excluded.sequence AND known.tenant = excluded.tenant`;
const PUT_CHANGE = `
  INSERT INTO cluster_change_projection AS known (change_id, tenant, cluster_id, kind, changed_on, report_due_on, reported_on, sequence)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (change_id) DO UPDATE SET
    cluster_id = excluded.cluster_id, kind = excluded.kind, changed_on = excluded.changed_on, report_due_on = excluded.report_due_on,
    reported_on = excluded.reported_on, sequence = excluded.sequence
  WHERE known.sequence < excluded.sequence AND known.tenant = excluded.tenant`;
const FIND = `SELECT ${COLUMNS} FROM title_projection WHERE title_id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR SHARE`;
const OF_CLUSTER = `SELECT ${COLUMNS} FROM title_projection WHERE tenant = $1 AND cluster_id = $2 ORDER BY title_id`;

/** All queries about the copies of titles and of major changes. */
@Injectable()
export class TitleProjectionRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns whether the event was newer than what is known; an older or a repeated one changes nothing */
  async put(manager: EntityManager, row: TitleProjection): Promise<boolean> {
    const values = [
      row.titleId, row.tenant, row.clusterId, row.clusterName, row.programme, row.policyVersion, row.level, row.region, row.state, row.recognisedOn,
      row.validThrough, row.changedOn, row.sequence,
    ];
    return (await prepared(manager, 'title-projection-put', PUT, values)).rowCount === 1;
  }

  /** @returns whether the event was newer than what is known */
  async putChange(manager: EntityManager, row: ClusterChange): Promise<boolean> {
    const values = [row.changeId, row.tenant, row.clusterId, row.kind, row.changedOn, row.reportDueOn, row.reportedOn, row.sequence];
    return (await prepared(manager, 'cluster-change-put', PUT_CHANGE, values)).rowCount === 1;
  }

  /** A title of a tenant. */
  async find(tenant: string, titleId: string): Promise<TitleProjection | undefined> {
    return (await this.reader.read<TitleProjection>('title-projection-find', FIND, [titleId, tenant]))[0];
  }

  /** A title of a tenant, as it stays until the transaction ends. */
  async lock(manager: EntityManager, tenant: string, titleId: string): Promise<TitleProjection | undefined> {
    return (await prepared<TitleProjection>(manager, 'title-projection-lock', LOCK, [titleId, tenant])).rows[0];
  }

  /** A title of a tenant as of the manager's moment, not locked. */
  async findIn(manager: EntityManager, tenant: string, titleId: string): Promise<TitleProjection | undefined> {
    return (await prepared<TitleProjection>(manager, 'title-projection-find', FIND, [titleId, tenant])).rows[0];
  }

  /** All titles that a cluster holds or held. */
  async ofCluster(manager: EntityManager, tenant: string, clusterId: string): Promise<readonly TitleProjection[]> {
    return (await prepared<TitleProjection>(manager, 'title-projection-of-cluster', OF_CLUSTER, [tenant, clusterId])).rows;
  }
}
