import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Applications, what was submitted, and what was done to them. */
export class Applications1790000202500 implements MigrationInterface {
  readonly name = 'Applications1790000202500';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [applications, drafts, submissions, steps, entries, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Applications are the record of what was decided: they are not dropped');
  }
}

const applications = `
  CREATE TABLE application (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    call_id uuid NOT NULL REFERENCES call,
    programme text NOT NULL,
    policy_version text NOT NULL,
    cluster_id uuid NOT NULL,
    cluster jsonb NOT NULL,
    region text NOT NULL,
    prefecture text NOT NULL,
    applicant_role text NOT NULL,
    seers text[] NOT NULL CHECK (cardinality(seers) > 0),
    editors text[] NOT NULL CHECK (cardinality(editors) > 0),
    state text NOT NULL CHECK (state IN ('draft', 'under-review', 'returned', 'withdrawn', 'rejected', 'recognised')),
    step text,
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    content jsonb NOT NULL,
    content_number integer NOT NULL DEFAULT 0 CHECK (content_number >= 0),
    counts_towards_limit boolean NOT NULL DEFAULT false,
    rank integer CHECK (rank > 0),
    updated_at timestamptz NOT NULL,
    CHECK (state <> 'under-review' OR step IS NOT NULL),
    CHECK (state <> 'draft' OR content_number = 0)
  );
  CREATE UNIQUE INDEX application_of_cluster ON application (call_id, cluster_id) WHERE state NOT IN ('withdrawn', 'rejected');
  CREATE INDEX application_tenant ON application (tenant, id);
  CREATE INDEX application_tenant_state ON application (tenant, state, id);
  CREATE INDEX application_region ON application (tenant, region, id);
  CREATE INDEX application_region_state ON application (tenant, region, state, id);
  CREATE INDEX application_editors ON application USING gin (editors);
  CREATE INDEX application_call_step ON application (call_id, step, id) WHERE state = 'under-review';
  CREATE INDEX application_limit ON application (call_id, prefecture) WHERE counts_towards_limit`;

const drafts = `
  CREATE TABLE application_draft (
    application_id uuid NOT NULL REFERENCES application,
    version integer NOT NULL,
    content jsonb NOT NULL,
    saved_at timestamptz NOT NULL,
    saved_by text NOT NULL,
    PRIMARY KEY (application_id, version)
  )`;

const submissions = `
  CREATE TABLE submission (
    application_id uuid NOT NULL REFERENCES application,
    number integer NOT NULL CHECK (number > 0),
    content text NOT NULL,
    sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
    decision_id uuid NOT NULL,
    submitted_at timestamptz NOT NULL,
    submitted_by text NOT NULL,
    PRIMARY KEY (application_id, number)
  )`;

const steps = `
  CREATE TABLE application_step (
    application_id uuid NOT NULL REFERENCES application,
    number integer NOT NULL,
    step text NOT NULL,
    entered_at timestamptz NOT NULL,
    left_at timestamptz,
    suspended_since timestamptz,
    suspended_ms bigint NOT NULL DEFAULT 0 CHECK (suspended_ms >= 0),
    PRIMARY KEY (application_id, number)
  );
  CREATE UNIQUE INDEX application_step_open ON application_step (application_id) WHERE left_at IS NULL`;

const entries = `
  CREATE TABLE review_entry (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    application_id uuid NOT NULL REFERENCES application,
    content_number integer NOT NULL,
    step text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('submitted', 'completed', 'returned', 'rejected', 'withdrawn', 'recorded', 'judged', 'waived')),
    person text NOT NULL,
    clause text,
    outcome text,
    text text NOT NULL,
    detail jsonb NOT NULL DEFAULT '{}',
    recorded_at timestamptz NOT NULL
  );
  CREATE INDEX review_entry_application ON review_entry (application_id, id)`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE ON application_draft, submission, review_entry, application_step FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (left_at, suspended_since, suspended_ms) ON application_step TO %I', service_role);
    EXECUTE format('REVOKE DELETE ON application FROM %I', service_role);
  END $$`;
