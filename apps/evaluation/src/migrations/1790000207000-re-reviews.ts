import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Re-reviews of titles, and recommendations for the national level. */
export class ReReviews1790000207000 implements MigrationInterface {
  readonly name = 'ReReviews1790000207000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [reReviews, recommendations, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Re-reviews and recommendations are on record: they are not dropped');
  }
}

const reReviews = `
  CREATE TABLE re_review (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    title_id uuid NOT NULL,
    cluster_id uuid NOT NULL,
    cluster_name text NOT NULL,
    programme text NOT NULL,
    policy_version text NOT NULL,
    region text NOT NULL,
    clause text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'applied', 'assessing', 'passed', 'failed', 'lapsed')),
    version integer NOT NULL DEFAULT 1,
    opened_on date NOT NULL,
    term_end date NOT NULL,
    applied_on date CHECK (applied_on <= term_end),
    application jsonb,
    assessed_by text,
    assessed_client text,
    assessment jsonb,
    decided_by text,
    decided_on date,
    outcome jsonb,
    valid_through date CHECK (valid_through > term_end),
    UNIQUE (title_id, term_end),
    CHECK ((applied_on IS NULL) = (application IS NULL)),
    CHECK ((state IN ('passed', 'failed')) = (decided_on IS NOT NULL)),
    CHECK (decided_on IS NULL OR assessed_by IS NOT NULL),
    CHECK (decided_by <> assessed_by),
    CHECK ((state = 'passed') = (valid_through IS NOT NULL))
  );
  CREATE INDEX re_review_list ON re_review (tenant, id);
  CREATE INDEX re_review_region ON re_review (tenant, region, id)`;

const recommendations = `
  CREATE TABLE national_recommendation (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    programme text NOT NULL,
    policy_version text NOT NULL,
    clause text NOT NULL,
    cluster_id uuid NOT NULL,
    cluster_name text NOT NULL,
    region text NOT NULL,
    state text NOT NULL CHECK (state IN ('drafted', 'submitted', 'accepted', 'refused', 'dropped')),
    version integer NOT NULL DEFAULT 1,
    grounds text NOT NULL,
    drafted_by text NOT NULL,
    drafted_client text,
    drafted_on date NOT NULL,
    title_id uuid,
    waiver jsonb,
    submitted_by text,
    submitted_on date,
    submission jsonb,
    outcome jsonb,
    CHECK (submitted_by <> drafted_by),
    CHECK (state NOT IN ('submitted', 'accepted', 'refused') OR submission IS NOT NULL),
    CHECK (state NOT IN ('submitted', 'accepted', 'refused') OR title_id IS NOT NULL OR waiver IS NOT NULL),
    CHECK ((state IN ('accepted', 'refused')) = (outcome IS NOT NULL))
  );
  CREATE UNIQUE INDEX national_recommendation_pending ON national_recommendation (tenant, programme, cluster_id) WHERE state IN ('drafted', 'submitted');
  CREATE INDEX national_recommendation_list ON national_recommendation (tenant, id);
  CREATE INDEX national_recommendation_region ON national_recommendation (tenant, region, id)`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE DELETE ON re_review, national_recommendation FROM %I', service_role);
  END $$`;
