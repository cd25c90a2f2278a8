import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { gramsToFind } from '../name-grams.js';
import type { Cluster, ClusterChange } from './cluster.entity.js';

/** A row's columns; the area without zeros at its end, as it was written. */
const COLUMNS = `
  c.id, c.tenant, c.name, c.name_en AS "nameEn", c.region, c.lead_prefecture AS "leadPrefecture", trim_scale(c.area_km2)::text AS "areaKm2",
  c.leading_industry AS "leadingIndustry", c.industry_code AS "industryCode", c.operating_body_code AS "operatingBodyCode",
  c.operating_body_name AS "operatingBodyName", c.promotion_organisation_id AS "promotionOrganisationId", c.since::text AS since,
  c.version, c.registered_at AS "registeredAt", c.registered_by AS "registeredBy",
  ARRAY(SELECT r.region FROM cluster_region r WHERE r.cluster_id = c.id ORDER BY 1) AS regions`;
const FIND = `SELECT ${COLUMNS} FROM cluster c WHERE c.id = $1`;
const LOCK = `${FIND} FOR UPDATE`;
const INSERT = `
  INSERT INTO cluster (id, tenant, name, name_en, region, lead_prefecture, area_km2, leading_industry, industry_code, operating_body_code,
    operating_body_name, promotion_organisation_id, since, version, registered_at, registered_by, name_grams)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`;
const UPDATE = `
  UPDATE cluster SET name = $3, name_en = $4, region = $5, lead_prefecture = $6, area_km2 = $7, leading_industry = $8, industry_code = $9,
    operating_body_code = $10, operating_body_name = $11, promotion_organisation_id = $12, name_grams = $13, version = version + 1
  WHERE id = $1 AND version = $2`;
const TOUCH = `UPDATE cluster SET version = version + 1 WHERE id = $1 AND version = $2`;
const DROP_REGIONS = `DELETE FROM cluster_region WHERE cluster_id = $1`;
const ADD_REGIONS = `INSERT INTO cluster_region (tenant, region, cluster_id) SELECT $1, code, $2 FROM unnest($3::text[]) code`;
const PROMOTION_ORGANISATION = `SELECT 1 FROM promotion_organisation WHERE id = $1 AND tenant = $2`;

const CHANGE_COLUMNS = `
  id, position, tenant, cluster_id AS "clusterId", kind, before, after, changed_on::text AS "changedOn", recorded_at AS "recordedAt", person, reason`;
const ADD_CHANGE = `
  INSERT INTO cluster_change (id, tenant, cluster_id, kind, before, after, changed_on, recorded_at, person, reason)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
const CHANGES = `SELECT ${CHANGE_COLUMNS} FROM cluster_change WHERE cluster_id = $1 ORDER BY changed_on, position`;
const LIST_CHANGES = `
  SELECT ${CHANGE_COLUMNS} FROM cluster_change WHERE cluster_id = $1 AND position < COALESCE($2::bigint, 9223372036854775807) ORDER BY position DESC LIMIT $3`;

/** One page of each region's index, then the newest of them all: what is read does not grow with the table. */
const LIST = `
  SELECT ${COLUMNS} FROM (
    SELECT DISTINCT found.cluster_id FROM unnest($2::text[]) code CROSS JOIN LATERAL (
      SELECT r.cluster_id FROM cluster_region r JOIN cluster k ON k.id = r.cluster_id
      WHERE r.tenant = $1 AND r.region = code AND r.cluster_id < COALESCE($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
        AND ($5::text IS NULL OR k.industry_code LIKE $5 || '%')
      ORDER BY r.cluster_id DESC LIMIT $4
    ) found ORDER BY 1 DESC LIMIT $4
  ) page JOIN cluster c ON c.id = page.cluster_id ORDER BY c.id DESC`;
const SEARCH = `
  SELECT ${COLUMNS} FROM cluster c
  WHERE c.name_grams @> $6::text[] AND strpos(lower(c.name), lower($7)) > 0 AND c.tenant = $1
    AND EXISTS (SELECT 1 FROM cluster_region r WHERE r.cluster_id = c.id AND r.tenant = $1 AND r.region = ANY($2::text[]))
    AND c.id < COALESCE($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') AND ($5::text IS NULL OR c.industry_code LIKE $5 || '%')
  ORDER BY c.id DESC LIMIT $4`;

const REPRESENTED = `
  SELECT organisation_id AS id FROM promotion_organisation_representative WHERE tenant = $1 AND person = $2 AND removed_at IS NULL`;
const LIST_OF_ORGANISATIONS = `
  SELECT ${COLUMNS} FROM cluster c
  WHERE c.promotion_organisation_id = ANY($2::uuid[]) AND c.tenant = $1 AND c.id < COALESCE($3::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff') ORDER BY c.id DESC LIMIT $4`;

/** What of a cluster a change of it writes. */
export type ClusterFields = Omit<Cluster, 'id' | 'tenant' | 'since' | 'version' | 'registeredAt' | 'registeredBy'> & { readonly nameGrams: readonly string[] };

/** A change to be added to the history. */
export type NewChange = Omit<ClusterChange, 'position'>;

/** Which clusters of a list. */
export interface ClusterFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly nameContains?: string | undefined;
  readonly industry?: string | undefined;
}

/** All queries about clusters and their history. */
@Injectable()
export class ClusterRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  async insert(manager: EntityManager, cluster: Cluster, nameGrams: readonly string[]): Promise<void> {
    const { id, tenant, name, nameEn, region, leadPrefecture, areaKm2, leadingIndustry, industryCode, operatingBodyCode, operatingBodyName } = cluster;
    const head = [id, tenant, name, nameEn, region, leadPrefecture, areaKm2, leadingIndustry, industryCode, operatingBodyCode, operatingBodyName];
    const tail = [cluster.promotionOrganisationId, cluster.since, cluster.version, cluster.registeredAt, cluster.registeredBy, nameGrams];
    await prepared(manager, 'cluster-insert', INSERT, [...head, ...tail]);
    await prepared(manager, 'cluster-add-regions', ADD_REGIONS, [tenant, id, cluster.regions]);
  }

  async find(id: string): Promise<Cluster | undefined> {
    return (await this.reader.read<Cluster>('cluster-find', FIND, [id]))[0];
  }

  /** The cluster, locked until the transaction ends; undefined when there is none. */
  async lock(manager: EntityManager, id: string): Promise<Cluster | undefined> {
    return (await prepared<Cluster>(manager, 'cluster-lock', LOCK, [id])).rows[0];
  }

  /** @returns whether it was changed: false when its version is another by now */
  async change(manager: EntityManager, cluster: Cluster, fields: ClusterFields): Promise<boolean> {
    const { name, nameEn, region, leadPrefecture, areaKm2, leadingIndustry, industryCode, operatingBodyCode, operatingBodyName } = fields;
    const values = [name, nameEn, region, leadPrefecture, areaKm2, leadingIndustry, industryCode, operatingBodyCode, operatingBodyName];
    const { rowCount } = await prepared(manager, 'cluster-update', UPDATE, [cluster.id, cluster.version, ...values, fields.promotionOrganisationId, fields.nameGrams]);
    if (fields.regions.join() !== cluster.regions.join()) {
      await prepared(manager, 'cluster-drop-regions', DROP_REGIONS, [cluster.id]);
      await prepared(manager, 'cluster-add-regions', ADD_REGIONS, [cluster.tenant, cluster.id, fields.regions]);
    }
    return rowCount === 1;
  }

  /** Counts a change that is not in the row itself. @returns false when its version is another by now */
  async touch(manager: EntityManager, { id, version }: Cluster): Promise<boolean> {
    return (await prepared(manager, 'cluster-touch', TOUCH, [id, version])).rowCount === 1;
  }

  async addChange(manager: EntityManager, change: NewChange): Promise<void> {
    const { id, tenant, clusterId, kind, before, after, changedOn, recordedAt, person, reason } = change;
    const values = [id, tenant, clusterId, kind, JSON.stringify(before), JSON.stringify(after), changedOn, recordedAt, person, reason];
    await prepared(manager, 'cluster-add-change', ADD_CHANGE, values);
  }

  /** The whole history, in the order of the days of which it tells. */
  async changesOf(manager: EntityManager, id: string): Promise<readonly ClusterChange[]> {
    return (await prepared<ClusterChange>(manager, 'cluster-changes', CHANGES, [id])).rows;
  }

  /** The whole history, read outside a transaction. */
  async readChanges(id: string): Promise<readonly ClusterChange[]> {
    return await this.reader.read<ClusterChange>('cluster-changes', CHANGES, [id]);
  }

  /** What was recorded, the latest first. @param before the last position of the page before */
  async listChanges(id: string, before: string | undefined, limit: number): Promise<readonly ClusterChange[]> {
    return await this.reader.read<ClusterChange>('cluster-list-changes', LIST_CHANGES, [id, before ?? null, limit]);
  }

  /** Clusters that cover one of the regions, the newest first. @param before the last id of the page before */
  async list(filter: ClusterFilter, before: string | undefined, limit: number): Promise<readonly Cluster[]> {
    const values = [filter.tenant, filter.regions, before ?? null, limit, filter.industry ?? null];
    const { nameContains } = filter;
    if (nameContains === undefined) return await this.reader.read<Cluster>('cluster-list', LIST, values);
    return await this.reader.read<Cluster>('cluster-search', SEARCH, [...values, gramsToFind(nameContains), nameContains]);
  }

  /** The promotion organisations that a person may act for. */
  async organisationsOf(tenant: string, person: string): Promise<readonly string[]> {
    const rows = await this.reader.read<{ id: string }>('cluster-represented', REPRESENTED, [tenant, person]);
    return rows.map(({ id }) => id);
  }

  /** Clusters of promotion organisations, the newest first. @param before the last id of the page before */
  async listOfOrganisations(tenant: string, organisations: readonly string[], before: string | undefined, limit: number): Promise<readonly Cluster[]> {
    return await this.reader.read<Cluster>('cluster-list-of-organisations', LIST_OF_ORGANISATIONS, [tenant, organisations, before ?? null, limit]);
  }

  async hasPromotionOrganisation(manager: EntityManager, tenant: string, id: string): Promise<boolean> {
    return (await prepared(manager, 'cluster-promotion-organisation', PROMOTION_ORGANISATION, [id, tenant])).rowCount === 1;
  }
}
