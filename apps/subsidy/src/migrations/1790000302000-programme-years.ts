import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Programme years: the notice of a year's funds, its versions and signatures, and what is due when (SUB-7.a, SUB-10.b). */
export class ProgrammeYears1790000302000 implements MigrationInterface {
  readonly name = 'ProgrammeYears1790000302000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [years, versions, signatures, milestones, grants]) await queryRunner.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('Programme years are what project groups were filed under: they are not dropped');
  }
}

const years = `
  CREATE TABLE programme_year (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    programme text NOT NULL,
    year integer NOT NULL CHECK (year BETWEEN 2000 AND 2999),
    policy_version text NOT NULL,
    terms jsonb NOT NULL,
    opens_on date NOT NULL,
    closes_on date NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'published', 'closed', 'withdrawn')),
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    number integer NOT NULL DEFAULT 0 CHECK (number >= 0),
    proposed integer NOT NULL DEFAULT 1 CHECK (proposed >= number AND proposed > 0),
    drafted_by text NOT NULL,
    published_at timestamptz,
    closed_at timestamptz,
    CHECK (opens_on <= closes_on),
    CHECK (state NOT IN ('published', 'closed') OR (number > 0 AND published_at IS NOT NULL)),
    CHECK (state <> 'draft' OR number = 0)
  );
  CREATE UNIQUE INDEX programme_year_published ON programme_year (tenant, programme, year) WHERE state IN ('published', 'closed');
  CREATE INDEX programme_year_list ON programme_year (tenant, id);
  CREATE INDEX programme_year_public ON programme_year (id) WHERE state IN ('published', 'closed')`;

const versions = `
  CREATE TABLE programme_year_version (
    year_id uuid NOT NULL REFERENCES programme_year,
    number integer NOT NULL CHECK (number > 0),
    tenant text NOT NULL,
    terms jsonb NOT NULL,
    reason text,
    proposed_by text NOT NULL,
    proposed_at timestamptz NOT NULL,
    PRIMARY KEY (year_id, number)
  )`;

// A department signs a version once, and nobody signs it for two departments (SUB-3.a, SUB-3.b).
const signatures = `
  CREATE TABLE programme_year_signature (
    year_id uuid NOT NULL,
    number integer NOT NULL,
    role text NOT NULL,
    tenant text NOT NULL,
    person text NOT NULL,
    client text,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (year_id, number, role),
    CONSTRAINT programme_year_signed_by_two UNIQUE (year_id, number, person),
    FOREIGN KEY (year_id, number) REFERENCES programme_year_version
  )`;

const milestones = `
  CREATE TABLE programme_year_milestone (
    id uuid PRIMARY KEY,
    tenant text NOT NULL,
    programme text NOT NULL,
    year integer NOT NULL,
    step text NOT NULL,
    clause text NOT NULL,
    policy_version text NOT NULL,
    due_on date NOT NULL,
    warned_at timestamptz,
    met_on date,
    missed_at timestamptz,
    CONSTRAINT programme_year_milestone_once UNIQUE (tenant, programme, year, step)
  )`;

const grants = `
  DO $$
  DECLARE service_role text := regexp_replace(current_user, '_owner$', '');
  BEGIN
    EXECUTE format('REVOKE DELETE ON programme_year, programme_year_milestone FROM %I', service_role);
    EXECUTE format('REVOKE UPDATE, DELETE ON programme_year_version, programme_year_signature FROM %I', service_role);
    EXECUTE format('REVOKE UPDATE ON programme_year, programme_year_milestone FROM %I', service_role);
    EXECUTE format('GRANT UPDATE (policy_version, terms, opens_on, closes_on, state, version, number, proposed, published_at, closed_at) ON programme_year TO %I', service_role);
    EXECUTE format('GRANT UPDATE (warned_at, met_on, missed_at) ON programme_year_milestone TO %I', service_role);
  END $$`;
