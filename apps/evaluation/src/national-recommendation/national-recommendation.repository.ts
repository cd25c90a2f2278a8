import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { NationalRecommendationRow } from './national-recommendation.entity.js';

const COLUMNS = `
  id, tenant, programme, policy_version AS "policyVersion", clause, cluster_id AS "clusterId", cluster_name AS "clusterName", region, state, version, grounds,
  drafted_by AS "draftedBy", drafted_client AS "draftedClient", drafted_on::text AS "draftedOn", title_id AS "titleId", waiver, submitted_by AS "submittedBy",
  submitted_on::text AS "submittedOn", submission, outcome`;
const INSERT = `
  INSERT INTO national_recommendation (id, tenant, programme, policy_version, clause, cluster_id, cluster_name, region, state, grounds, drafted_by,
    drafted_client, drafted_on, title_id)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'drafted', $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`;
const MOVE = `
  UPDATE national_recommendation SET version = version + 1, state = $3, title_id = $4, waiver = $5, submitted_by = $6, submitted_on = $7, submission = $8,
    outcome = $9
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM national_recommendation WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
// A page from each region's end of the index, then the newest of these: one scan over many regions would sort them all.
const LIST = `
  SELECT page.* FROM unnest($2::text[]) AS within (code) CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM national_recommendation
    WHERE tenant = $1 AND region = within.code AND ($3::text IS NULL OR programme = $3) AND ($4::text IS NULL OR state = $4) AND ($5::uuid IS NULL OR id < $5)
      AND ($7::boolean OR state NOT IN ('drafted', 'dropped'))
    ORDER BY id DESC LIMIT $6) page
  ORDER BY id DESC LIMIT $6`;

/** Which recommendations of a list. */
export interface NationalRecommendationFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly programme: string | undefined;
  readonly state: string | undefined;
  /** Whether drafts are seen as well. */
  readonly drafts: boolean;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** All queries about recommendations for the national level. */
@Injectable()
export class NationalRecommendationRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns undefined when the cluster has one that is not settled */
  async insert(
    manager: EntityManager, row: Omit<NationalRecommendationRow,
    'state' | 'version' | 'waiver' | 'submittedBy' | 'submittedOn' | 'submission' | 'outcome'>,
  ): Promise<NationalRecommendationRow | undefined> {
    const values = [
      row.id, row.tenant, row.programme, row.policyVersion, row.clause, row.clusterId, row.clusterName, row.region, row.grounds, row.draftedBy,
      row.draftedClient,
      row.draftedOn, row.titleId,
    ];
    return (await prepared<NationalRecommendationRow>(manager, 'national-recommendation-insert', INSERT, values)).rows[0];
  }

  /** A recommendation of a tenant, locked until the transaction ends. */
  async lock(manager: EntityManager, tenant: string, id: string): Promise<NationalRecommendationRow | undefined> {
    return (await prepared<NationalRecommendationRow>(manager, 'national-recommendation-lock', LOCK, [id, tenant])).rows[0];
  }

  /** @returns the changed recommendation; undefined when its version is another by now */
  async move(manager: EntityManager, row: NationalRecommendationRow): Promise<NationalRecommendationRow | undefined> {
    const values = [
      row.id, row.version, row.state, row.titleId, json(row.waiver), row.submittedBy, row.submittedOn, json(row.submission), json(row.outcome),
    ];
    return (await prepared<NationalRecommendationRow>(manager, 'national-recommendation-move', MOVE, values)).rows[0];
  }

  async find(tenant: string, id: string): Promise<NationalRecommendationRow | undefined> {
    return (await this.reader.read<NationalRecommendationRow>('national-recommendation-find', FIND, [id, tenant]))[0];
  }

  /** Newest first. */
  async list({
    tenant, regions, programme, state, drafts, before, limit,
  }: NationalRecommendationFilter): Promise<readonly NationalRecommendationRow[]> {
    return await this.reader.read<NationalRecommendationRow>(
      'national-recommendation-list', LIST, [tenant, regions, programme ?? null, state ?? null, before ?? null, limit, drafts],
    );
  }
}
