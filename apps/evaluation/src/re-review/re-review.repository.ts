import { prepared, Reader } from '@jiqun/service-kit';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import type { PlanGoal, ReReviewRow } from './re-review.entity.js';

const COLUMNS = `
  id, tenant, title_id AS "titleId", cluster_id AS "clusterId", cluster_name AS "clusterName", programme, policy_version AS "policyVersion", region, clause,
  state, version, opened_on::text AS "openedOn", term_end::text AS "termEnd", applied_on::text AS "appliedOn", application, assessed_by AS "assessedBy",
  assessed_client AS "assessedClient", assessment, decided_by AS "decidedBy", decided_on::text AS "decidedOn", outcome, valid_through::text AS "validThrough"`;
const INSERT = `
  INSERT INTO re_review (id, tenant, title_id, cluster_id, cluster_name, programme, policy_version, region, clause, state, opened_on, term_end)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open', $10, $11) ON CONFLICT (title_id, term_end) DO NOTHING RETURNING ${COLUMNS}`;
const MOVE = `
  UPDATE re_review SET version = version + 1, state = $3, applied_on = $4, application = $5, assessed_by = $6, assessed_client = $7, assessment = $8,
    decided_by = $9, decided_on = $10, outcome = $11, valid_through = $12
  WHERE id = $1 AND version = $2 RETURNING ${COLUMNS}`;
const FIND = `SELECT ${COLUMNS} FROM re_review WHERE id = $1 AND tenant = $2`;
const LOCK = `${FIND} FOR UPDATE`;
// A page from each region's end of the index, then the newest of these: one scan over many regions would sort them all.
const LIST = `
  SELECT page.* FROM unnest($2::text[]) AS within (code) CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM re_review
    WHERE tenant = $1 AND region = within.code AND ($3::text IS NULL OR programme = $3) AND ($4::text IS NULL OR state = $4)
      AND ($5::uuid IS NULL OR title_id = $5) AND ($6::uuid IS NULL OR id < $6)
    ORDER BY id DESC LIMIT $7) page
  ORDER BY id DESC LIMIT $7`;
const GOALS = `
  SELECT content->'goals' AS goals FROM application
  WHERE tenant = $1 AND cluster_id = $2 AND programme = $3 AND state = 'recognised' ORDER BY id DESC LIMIT 1`;

/** Which re-reviews of a list. */
export interface ReReviewFilter {
  readonly tenant: string;
  readonly regions: readonly string[];
  readonly programme: string | undefined;
  readonly state: string | undefined;
  readonly titleId: string | undefined;
  /** The last id of the page before. */
  readonly before: string | undefined;
  readonly limit: number;
}

type NewReReview = Pick<
  ReReviewRow,
  'id' | 'tenant' | 'titleId' | 'clusterId' | 'clusterName' | 'programme' | 'policyVersion' | 'region' | 'clause' | 'openedOn' | 'termEnd'
>;

const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value));

/** All queries about re-reviews. */
@Injectable()
export class ReReviewRepository {
  constructor(@Inject(Reader) private readonly reader: Reader) {}

  /** @returns undefined when the term's re-review was opened before */
  async insert(manager: EntityManager, row: NewReReview): Promise<ReReviewRow | undefined> {
    const values = [
      row.id, row.tenant, row.titleId, row.clusterId, row.clusterName, row.programme, row.policyVersion, row.region, row.clause, row.openedOn,
      row.termEnd,
    ];
    return (await prepared<ReReviewRow>(manager, 're-review-insert', INSERT, values)).rows[0];
  }

  /** A re-review of a tenant, locked until the transaction ends. */
  async lock(manager: EntityManager, tenant: string, id: string): Promise<ReReviewRow | undefined> {
    return (await prepared<ReReviewRow>(manager, 're-review-lock', LOCK, [id, tenant])).rows[0];
  }

  /** @returns the changed re-review; undefined when its version is another by now */
  async move(manager: EntityManager, row: ReReviewRow): Promise<ReReviewRow | undefined> {
    const values = [
      row.id, row.version, row.state, row.appliedOn, json(row.application), row.assessedBy, row.assessedClient, json(row.assessment), row.decidedBy,
      row.decidedOn,
      json(row.outcome), row.validThrough,
    ];
    return (await prepared<ReReviewRow>(manager, 're-review-move', MOVE, values)).rows[0];
  }

  async find(tenant: string, id: string): Promise<ReReviewRow | undefined> {
    return (await this.reader.read<ReReviewRow>('re-review-find', FIND, [id, tenant]))[0];
  }

  /** Newest first. */
  async list({ tenant, regions, programme, state, titleId, before, limit }: ReReviewFilter): Promise<readonly ReReviewRow[]> {
    return await this.reader.read<ReReviewRow>(
      're-review-list', LIST, [tenant, regions, programme ?? null, state ?? null, titleId ?? null, before ?? null, limit],
    );
  }

  /** The goals of the plan with which a cluster was recognised; none for one that was recognised before this register. */
  async planGoals(manager: EntityManager, tenant: string, clusterId: string, programme: string): Promise<readonly PlanGoal[]> {
    const rows = (await prepared<{ goals: PlanGoal[] | null }>(manager, 're-review-goals', GOALS, [tenant, clusterId, programme])).rows;
    return rows[0]?.goals ?? [];
  }
}
